"""Le chiffre du comparateur, et l'écart qu'il permet de juger, selon ce à quoi on compare."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.evolution import is_chevauchement, is_meme_saison
from observatoire.domain.indicateur import METHODE_PAR_TYPE, Indicateur, TypeIndicateur
from observatoire.domain.periode import Periode
from observatoire.domain.selection import GenreComparateur
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import VERDICT_SECRET, Ecart, MotifComparaison, Verdict, build_verdict
from observatoire.services.comparateurs import Reference
from observatoire.services.emboitements import Emboitements, build_emboitements, find_recouvrement
from observatoire.services.millesimes import find_contours_anciens
from observatoire.services.resultats import Chiffre
from observatoire.services.verdicts import Mode, judge
from observatoire.stats.estimates import rate_interval
from observatoire.store.entrepot.metadonnees import Metadonnees

Cle = tuple[str, str]
"""Indicateur, territoire."""
Historique = Mapping[Cle, Sequence[Chiffre]]


def find_reference(
    chiffre: Chiffre, reference: Reference, historique: Historique, emboites: Emboitements
) -> Estimation | None:
    genre, code = reference.choix.genre, chiffre.indicateur.code
    if genre is GenreComparateur.CIBLE:
        return build_cible(chiffre, reference.choix.cible)
    if genre is GenreComparateur.PERIODE:
        return _find(historique.get((code, chiffre.territoire.code), ()), reference.choix.code)
    trouve = _find(historique.get((code, reference.territoire or ""), ()), chiffre.periode.code)
    if genre is not GenreComparateur.RESTE or trouve is None:
        return trouve
    return subtract(trouve, chiffre) if emboites.is_dans(chiffre.territoire.code, reference.territoire or "") else None


def _find(serie: Sequence[Chiffre], periode: str) -> Estimation | None:
    return next((c.estimation for c in serie if c.periode.code == periode), None)


def build_cible(chiffre: Chiffre, cible: float | None) -> Estimation:
    """Une valeur fixée, à la place de l'estimation d'un comparateur : connue, sans intervalle ni effectif."""
    return replace(
        chiffre.estimation,
        valeur=cible,
        ic_bas=None,
        ic_haut=None,
        methode="cible",
        effectif=None,
        population=None,
        statut=Statut.DISPONIBLE,
    )


_SOUSTRACTIBLES = (TypeIndicateur.PART, TypeIndicateur.TAUX, TypeIndicateur.DENSITE, TypeIndicateur.ICM)


def subtract(ville: Estimation, chiffre: Chiffre) -> Estimation | None:
    """Le reste de la ville, par différence des comptes publiés ; rien si l'un des deux manque ou n'a pas de compte.

    Un reste plus petit que le seuil de diffusion est secret, comme l'aurait été un territoire de cette taille.
    """
    ici, fiche = chiffre.estimation, chiffre.indicateur
    if not (ville.is_disponible and ici.is_disponible) or fiche.type not in _SOUSTRACTIBLES:
        return None
    if None in (ville.effectif, ville.population, ici.effectif, ici.population):
        return None
    effectif = (ville.effectif or 0) - (ici.effectif or 0)
    population = (ville.population or 0) - (ici.population or 0)
    if population <= 0 or effectif < 0 or (fiche.type is TypeIndicateur.PART and effectif > population):
        return None
    if 0 < effectif < fiche.seuil_secret or (effectif == 0 and not fiche.zero_diffusable):
        return replace(
            ville, statut=Statut.SECRET, valeur=None, ic_bas=None, ic_haut=None, effectif=None, population=None
        )
    multiplicateur = fiche.multiplicateur
    bas = haut = None
    if ici.ic_bas is not None:
        bornes = rate_interval(METHODE_PAR_TYPE[fiche.type], effectif, population, multiplier=multiplicateur)
        bas, haut = float(bornes.lower), float(bornes.upper)
    return replace(
        ville,
        valeur=effectif / population * multiplicateur,
        ic_bas=bas,
        ic_haut=haut,
        effectif=effectif,
        population=population,
    )


def judge_ecarts(
    emboites: Emboitements,
    choisis: Sequence[Chiffre],
    references: Sequence[Estimation | None],
    reference: Reference,
) -> list[Verdict]:
    genre = reference.choix.genre
    if genre is GenreComparateur.PERIODE:
        return _judge_periodes(choisis, references, reference, emboites.meta)
    if genre is GenreComparateur.RESTE:
        verdicts = judge(choisis, references, mode=Mode.GROUPE_DISTINCT)
        return [_explain_reste(v, c) for v, c in zip(verdicts, choisis, strict=True)]
    if genre is GenreComparateur.CIBLE or reference.territoire is None:
        return judge(choisis, references, mode=Mode.ENSEMBLE)
    autre = reference.territoire
    codes = {c.territoire.code for c in choisis}
    contenus = {code for code in codes if emboites.is_dans(code, autre)}
    modes = [Mode.ENSEMBLE if c.territoire.code in contenus else Mode.GROUPE_DISTINCT for c in choisis]
    motifs = {code: find_recouvrement(emboites, code, autre) for code in codes}
    return [
        _block(verdict, chiffre, motifs[chiffre.territoire.code])
        for verdict, chiffre in zip(_judge_par_mode(choisis, references, modes), choisis, strict=True)
    ]


def _judge_par_mode(
    choisis: Sequence[Chiffre], references: Sequence[Estimation | None], modes: Sequence[Mode]
) -> list[Verdict]:
    """Chaque chiffre par le test qui convient à ce que le comparateur est pour lui."""
    verdicts: dict[int, Verdict] = {}
    for mode in set(modes):
        rangs = [rang for rang, m in enumerate(modes) if m is mode]
        juges = judge([choisis[rang] for rang in rangs], [references[rang] for rang in rangs], mode=mode)
        verdicts |= dict(zip(rangs, juges, strict=True))
    return [verdicts[rang] for rang in range(len(choisis))]


def _explain_reste(verdict: Verdict, chiffre: Chiffre) -> Verdict:
    """Un taux standardisé ou une médiane n'a pas de « reste de la ville » : ce n'est pas qu'il manque."""
    if verdict.motif != MotifComparaison.SANS_REFERENCE or chiffre.indicateur.type in _SOUSTRACTIBLES:
        return verdict
    return _block(verdict, chiffre, MotifComparaison.NON_RECOMPOSABLE)


def list_separes(meta: Metadonnees, code: str) -> frozenset[str]:
    """Codes des territoires qui n'ont rien en commun avec un autre : ceux à qui il se compare."""
    emboites = build_emboitements(meta)
    return frozenset(autre for autre in meta.territoires if not find_recouvrement(emboites, code, autre))


def _block(verdict: Verdict, chiffre: Chiffre, motif: str) -> Verdict:
    if not motif or verdict is VERDICT_SECRET:
        return verdict
    return build_verdict(Ecart.NON_COMPARABLE, chiffre.indicateur.sens, motif)


def _judge_periodes(
    choisis: Sequence[Chiffre], references: Sequence[Estimation | None], reference: Reference, meta: Metadonnees
) -> list[Verdict]:
    ancienne = meta.periodes[reference.choix.code]
    verdicts = judge(choisis, references, mode=Mode.GROUPE_DISTINCT)
    contours_anciens = find_contours_anciens(meta)
    bloques: list[Verdict] = []
    for verdict, chiffre in zip(verdicts, choisis, strict=True):
        motif = find_motif_periode(chiffre.indicateur, ancienne, chiffre.periode, chiffre.territoire.maille)
        if verdict.motif == MotifComparaison.SANS_REFERENCE and motif != MotifComparaison.MEME_PERIODE:
            is_redessine = chiffre.territoire.code in contours_anciens
            motif = MotifComparaison.MILLESIME if is_redessine else MotifComparaison.SANS_PERIODE
        bloques.append(_block(verdict, chiffre, motif))
    return bloques


def find_motif_periode(indicateur: Indicateur, ancienne: Periode, recente: Periode, maille: Maille) -> str:
    """Pourquoi le changement d'une période à l'autre ne se mesure pas ; vide s'il se mesure."""
    if recente.code == ancienne.code:
        return MotifComparaison.MEME_PERIODE
    if indicateur.type is TypeIndicateur.EFFECTIF:
        return MotifComparaison.EFFECTIF_PERIODE
    if not indicateur.is_comparable(maille):
        return indicateur.motif_non_comparable or MotifComparaison.SERIE_ROMPUE
    if not is_meme_saison(ancienne, recente):
        return MotifComparaison.SAISON
    return MotifComparaison.CHEVAUCHEMENT if is_chevauchement(recente, ancienne, indicateur.source) else ""

"""Accueil : la ville en six chiffres, ce qu'il faut retenir, une petite carte."""

from dataclasses import dataclass

from observatoire.domain.francais import format_pluriel, join_mots
from observatoire.domain.phrases.lieux import build_lieu, capitalise
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
from observatoire.services.carte import Carte, build_carte
from observatoire.services.chiffres import build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.portrait import build_portrait, sort_par_force
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.version import name_version, open_version
from observatoire.store.entrepot.base import Entrepot
from observatoire.store.entrepot.metadonnees import Metadonnees

NB_CHIFFRES = 6
MAX_QUARTIERS_CITES = 3
PREFERES = (
    "population",
    "taux_pauvrete_60",
    "sans_medecin_traitant",
    "densite_generalistes",
    "diabete_traite",
    "depistage_sein",
    "part_65_ans_et_plus",
    "part_75_ans_et_plus",
    "indice_vieillissement",
    "part_minima_sociaux",
    "densite_population",
    "part_0_14_ans",
)
"""Chiffres clés, du plus attendu au moins attendu : les six premiers que la ville possède sont montrés."""


@dataclass(frozen=True, slots=True)
class Cumul:
    """Un quartier et son nombre d'écarts défavorables établis, sur les indicateurs où un écart peut se juger."""

    territoire: Territoire
    defavorables: int
    compares: int


@dataclass(frozen=True, slots=True)
class Accueil:
    """La page d'accueil. `a_retenir` sont des lignes avec leur phrase ; `carte` peut manquer."""

    version: str
    nom: str
    is_fictif: bool
    publie_le: str
    territoire: Territoire
    population: float | None
    population_periode: str
    nb_quartiers: int
    nb_qpv: int
    nb_iris: int
    comparateur: Comparateur
    chiffres: tuple[Ligne, ...]
    a_retenir: tuple[Ligne, ...]
    phrase_cumuls: str
    carte: Carte | None


def build_accueil(*, version: str) -> Accueil:
    """Construit l'accueil d'une version.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    portrait = build_portrait(version=version, territoire=meta.territoire_reference)
    maille = choose_maille(meta)
    pairs = read_maille(entrepot, maille)
    millesime = max((t.millesime for t in meta.territoires.values() if t.maille is Maille.QPV), default="")
    return Accueil(
        version=name_version(meta),
        nom=meta.nom,
        is_fictif=meta.is_fictif,
        publie_le=meta.identite.get("publie_le", ""),
        territoire=portrait.territoire,
        population=portrait.population,
        population_periode=portrait.population_periode,
        nb_quartiers=sum(t.maille is Maille.QUARTIER for t in meta.territoires.values()),
        nb_qpv=sum(t.maille is Maille.QPV and t.millesime == millesime for t in meta.territoires.values()),
        nb_iris=sum(t.maille is Maille.IRIS for t in meta.territoires.values()),
        comparateur=portrait.comparateur,
        chiffres=choose_chiffres(portrait.lignes),
        a_retenir=choose_a_retenir(entrepot, portrait.lignes, pairs),
        phrase_cumuls=write_cumuls(meta, maille, count_cumuls(pairs)),
        carte=_build_mini_carte(version, maille, pairs),
    )


def choose_maille(meta: Metadonnees) -> Maille:
    """Le quartier s'il existe, sinon l'IRIS."""
    mailles = {t.maille for t in meta.territoires.values()}
    return Maille.QUARTIER if Maille.QUARTIER in mailles else Maille.IRIS


def read_maille(entrepot: Entrepot, maille: Maille) -> list[Ligne]:
    """Toutes les lignes d'une maille à la dernière période, comparées à la ville, sans évolution."""
    meta = entrepot.metadonnees
    reference = resolve_reference(meta=meta, texte=None)
    lues = build_chiffres(
        entrepot.read(
            "valeurs_dernieres",
            maille=maille.value,
            millesime=None,
            autres=[meta.territoire_reference],
            sexe="ensemble",
        ),
        meta,
    )
    choisis = [c for c in lues if c.territoire.maille is maille]
    ville = group_historique([c for c in lues if c.territoire.code == meta.territoire_reference])
    return build_lignes(meta=meta, choisis=choisis, pairs=choisis, historique=ville, reference=reference)


def choose_chiffres(lignes: tuple[Ligne, ...]) -> tuple[Ligne, ...]:
    """Les six chiffres clés disponibles ; complétés par les autres de la ville, un thème à la fois."""
    disponibles = {ligne.indicateur.code: ligne for ligne in lignes if ligne.estimation.is_disponible}
    choisis = [disponibles[code] for code in PREFERES if code in disponibles]
    for ligne in disponibles.values():
        if ligne.indicateur.theme not in {c.indicateur.theme for c in choisis}:
            choisis.append(ligne)
    codes = {ligne.indicateur.code for ligne in choisis}
    choisis += [ligne for code, ligne in disponibles.items() if code not in codes]
    return tuple(choisis[:NB_CHIFFRES])


def choose_a_retenir(entrepot: Entrepot, ville: tuple[Ligne, ...], pairs: list[Ligne]) -> tuple[Ligne, ...]:
    """Deux écarts de la ville, puis le plus fort écart défavorable et le plus fort favorable d'un quartier."""
    de_ville = [ligne for ligne in sort_par_force(list(ville)) if ligne.verdict.is_etabli][:2]
    dits = {ligne.indicateur.code for ligne in de_ville}
    tries = sort_par_force([ligne for ligne in pairs if ligne.indicateur.code not in dits])
    defavorables = [ligne for ligne in tries if ligne.verdict.is_defavorable]
    favorables = [ligne for ligne in tries if ligne.verdict.is_favorable]
    return (*de_ville, *_add_evolution(entrepot, [*defavorables[:1], *favorables[:1]]))


def _add_evolution(entrepot: Entrepot, lignes: list[Ligne]) -> list[Ligne]:
    """Reconstruit quelques lignes avec leur histoire, que la lecture de toute une maille ne charge pas."""
    if not lignes:
        return []
    meta = entrepot.metadonnees
    histoire = build_chiffres(
        entrepot.read(
            "historique",
            indicateurs=[ligne.indicateur.code for ligne in lignes],
            territoires=[meta.territoire_reference, *(ligne.territoire.code for ligne in lignes)],
            sexe="ensemble",
            age="tous",
        ),
        meta,
    )
    return build_lignes(
        meta=meta,
        choisis=[ligne.chiffre for ligne in lignes],
        pairs=(),
        historique=group_historique(histoire),
        reference=resolve_reference(meta=meta, texte=None),
    )


def count_cumuls(pairs: list[Ligne]) -> tuple[Cumul, ...]:
    """Les quartiers qui cumulent le plus d'écarts défavorables établis, deux au moins."""
    comptes: dict[str, list[int]] = {}
    for ligne in pairs:
        compte = comptes.setdefault(ligne.territoire.code, [0, 0])
        compte[0] += ligne.verdict.is_defavorable
        compte[1] += not ligne.verdict.motif
    territoires = {ligne.territoire.code: ligne.territoire for ligne in pairs}
    tries = sorted(comptes.items(), key=lambda x: -x[1][0])[:MAX_QUARTIERS_CITES]
    return tuple(Cumul(territoires[code], d, n) for code, (d, n) in tries if d >= 2)


def write_cumuls(meta: Metadonnees, maille: Maille, cumuls: tuple[Cumul, ...]) -> str:
    """« 2 quartiers cumulent des écarts défavorables établis : les Trois-Lunes (8 sur 10 comparés)… »."""
    if not cumuls:
        return ""
    noms = join_mots(
        f"{build_lieu(c.territoire, meta.territoire_reference).nom} ({c.defavorables} sur {c.compares} comparés)"
        for c in cumuls
    )
    if len(cumuls) == 1:
        return f"{capitalise(noms)} : c’est là que les écarts défavorables établis sont les plus nombreux."
    un, plusieurs = LIBELLES_MAILLE[maille]
    return f"{format_pluriel(len(cumuls), un, plusieurs)} cumulent des écarts défavorables établis : {noms}."


def _build_mini_carte(version: str, maille: Maille, pairs: list[Ligne]) -> Carte | None:
    """Carte d'un chiffre clé, sinon de tout indicateur : celui où le plus de territoires s'écartent défavorablement.

    À égalité, le mieux renseigné.
    """
    scores: dict[str, tuple[int, int]] = {}
    for ligne in pairs:
        ecarts, publies = scores.get(ligne.indicateur.code, (0, 0))
        scores[ligne.indicateur.code] = (
            ecarts + ligne.verdict.is_defavorable,
            publies + ligne.estimation.is_disponible,
        )
    if not scores:
        return None
    cles = [code for code in PREFERES if scores.get(code, (0, 0))[0]]
    choisi = max(cles or sorted(scores), key=lambda code: scores[code])
    return build_carte(version=version, indicateur=choisi, periode=None, maille=maille.value)

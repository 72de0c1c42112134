"""Écrit toutes les phrases d'une version dans un fichier texte, pour les relire.

    python -m tests.outils.phrases DOSSIER_DES_DONNEES FICHIER.txt [--formes]

Avec `--formes`, nombres et lieux sont effacés, et ce que chaque indicateur compte est réduit à une marque : chaque
forme n'apparaît qu'une fois, avec son compte, et l'ouverture de chaque indicateur une fois aussi. C'est ce qui se
relit en entier.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.phrases.lieux import build_lieu, capitalise
from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services.accueil import build_accueil
from observatoire.services.carte import build_carte
from observatoire.services.catalogue import Catalogue, build_catalogue
from observatoire.services.comparaison import build_comparaison, build_deux_periodes, write_deux_periodes
from observatoire.services.entonnoir import build_entonnoir
from observatoire.services.inegalites import build_ecart_qpv, build_pente_sociale
from observatoire.services.nuage import build_nuage
from observatoire.services.portrait import build_portrait
from observatoire.services.resultats import Ligne
from observatoire.services.version import get_version_courante, open_version
from tests.outils.phrases_vues import iter_offre, iter_phrases_vues

MAILLES = (Maille.COMMUNE, Maille.QUARTIER, Maille.QPV, Maille.IRIS)
NB_AUTRES_COMPARATEURS = 3
"""Territoires d'une maille dont on relit aussi les comparaisons à une période et à un autre territoire."""


def iter_phrases(version: str) -> Iterator[str]:
    """Toutes les phrases des portraits, cartes, comparaisons, entonnoirs et inégalités d'une version."""
    catalogue = build_catalogue(version=version)
    connues = open_version(version).metadonnees.periodes
    anciennes = [f"periode:{annee}" for annee in ("2017", "2020") if annee in connues]
    for maille in MAILLES:
        groupe = catalogue.get_groupe(maille)
        for rang, territoire in enumerate(groupe):
            comparateurs = [None, "reste"] if maille is Maille.QUARTIER else [None]
            if rang < NB_AUTRES_COMPARATEURS and maille is not Maille.COMMUNE:
                comparateurs += [*anciennes, groupe[-1].code]
            for comparateur in comparateurs:
                portrait = build_portrait(version=version, territoire=territoire.code, comparateur=comparateur)
                for ligne in portrait.lignes:
                    yield from _iter_ligne(ligne)
    accueil = build_accueil(version=version)
    yield from (ligne.phrase_situee.texte for ligne in accueil.a_retenir)
    yield accueil.phrase_cumuls
    for theme in catalogue.themes:
        for fiche in theme.fiches:
            yield from _iter_vues(version, catalogue, fiche.indicateur)


def _iter_ligne(ligne: Ligne) -> Iterator[str]:
    phrase = ligne.phrase_situee
    yield f"{phrase.texte} [{phrase.certitude}]{f' ({phrase.etiquette})' if phrase.etiquette else ''}"
    yield ligne.phrase_evolution


def _iter_vues(version: str, catalogue: Catalogue, fiche: Indicateur) -> Iterator[str]:
    code = fiche.code
    for maille in ("quartier", "iris", "qpv"):
        try:
            carte = build_carte(version=version, indicateur=code, periode=None, maille=maille)
            vues = [carte, build_entonnoir(version=version, indicateur=code, periode=None, maille=maille)]
            vues.append(build_pente_sociale(version=version, indicateur=code, maille=maille))
            vues.append(build_nuage(version=version, indicateur_x="taux_pauvrete_60", indicateur_y=code, maille=maille))
            if maille == "qpv":
                vues.append(build_ecart_qpv(version=version, indicateur=code))
            for vue in vues:
                yield f"{vue.phrase.texte} [{vue.phrase.certitude}]"
            yield from _iter_cible(version, carte.lignes)
            yield from _iter_comparaisons(version, catalogue, code, Maille(maille))
        except SelectionInvalide as erreur:
            yield str(erreur)


def _iter_cible(version: str, lignes: tuple[Ligne, ...]) -> Iterator[str]:
    """Chaque territoire face à une cible : la médiane de la maille, arrondie."""
    valeurs = sorted(x.estimation.valeur for x in lignes if x.estimation.valeur is not None)
    if not valeurs:
        return
    cible = f"{valeurs[len(valeurs) // 2]:.1f}"
    modele = lignes[0].chiffre
    carte = build_carte(
        version=version, indicateur=modele.indicateur.code, periode=None, maille=modele.territoire.maille.value,
        comparateur=f"cible:{cible}",
    )  # fmt: skip
    for ligne in carte.lignes:
        yield from _iter_ligne(ligne)


def _iter_comparaisons(version: str, catalogue: Catalogue, code: str, maille: Maille) -> Iterator[str]:
    territoires = tuple(t.code for t in catalogue.get_groupe(maille)[:5])
    for comparateur in ("ville", "reste", "periode:2020", "cible:10"):
        comparaison = build_comparaison(
            version=version, territoires=territoires, indicateurs=(code,), comparateur=comparateur
        )
        yield f"{comparaison.phrase.texte} [{comparaison.phrase.certitude}]"
    fiche = catalogue.get_fiche(code)
    periodes = fiche.periodes[maille] if fiche else ()
    if len(periodes) > 1:
        debut, fin = periodes[0], periodes[-1]
        lignes = build_deux_periodes(
            version=version, indicateur=code, territoires=territoires, ancienne=debut.code, recente=fin.code
        )
        phrase = write_deux_periodes(lignes, debut=debut.libelle, fin=fin.libelle)
        yield f"{phrase.texte} [{phrase.certitude}]"


def reduce_formes(version: str, phrases: list[str]) -> list[str]:
    """Chaque forme une fois, avec son compte, puis l'ouverture de chaque indicateur."""
    catalogue = build_catalogue(version=version)
    fiches = [f.indicateur for theme in catalogue.themes for f in theme.fiches]
    quoi = sorted({x for f in fiches for x in (f.locution, f.libelle, f.libelle_court) if x}, key=len, reverse=True)
    quoi_regex = re.compile("|".join(re.escape(x) for mot in quoi for x in (mot, capitalise(mot))))
    ville = catalogue.territoire_reference.code
    lieux = [build_lieu(t, ville) for groupe in catalogue.groupes for t in groupe.territoires]
    formes = sorted(
        {x for lieu in lieux for x in (lieu.nom, lieu.dans, lieu.de, lieu.sujet, lieu.que)}
        | {capitalise(lieu.dans) for lieu in lieux},
        key=len,
        reverse=True,
    )
    lieu_regex = re.compile("|".join(rf"(?<!\w){re.escape(x)}(?!\w)" for x in formes if "ville" not in x.casefold()))
    comptes: Counter[str] = Counter()
    for phrase in phrases:
        reduite = quoi_regex.sub("{quoi}", phrase)
        reduite = lieu_regex.sub("{lieu}", reduite)
        comptes[re.sub(r"[−\d][\d\u202f]*(,\d+)?", "#", reduite)] += 1
    ouvertures = [f"{f.type.value:18} {_open_indicateur(f)}" for f in fiches]
    return [f"{nombre:6d}  {forme}" for forme, nombre in sorted(comptes.items())] + ["", *ouvertures]


def _open_indicateur(fiche: Indicateur) -> str:
    """Comment un indicateur s'ouvre dans une phrase : sa locution, sinon son libellé."""
    if not fiche.locution:
        return f"{fiche.libelle} : # {fiche.unite}"
    is_part = fiche.type is TypeIndicateur.PART and fiche.locution.startswith(("des ", "de ", "d’", "du "))
    return f"# {fiche.unite} {fiche.locution}" if is_part else f"{fiche.locution} est de # {fiche.unite}"


def main(donnees: str, sortie: str, *, formes: bool) -> None:
    """Écrit les phrases, ou leurs formes comptées."""
    os.environ["OBSERVATOIRE_DONNEES"] = donnees
    version = get_version_courante()
    phrases = [phrase for phrase in (*iter_phrases(version), *iter_phrases_vues(version)) if phrase]
    offre = list(iter_offre())
    if formes:
        phrases = reduce_formes(version, phrases)
    lignes = [*phrases, "", *offre]
    Path(sortie).write_text("\n".join(lignes) + "\n", encoding="utf-8")
    print(f"{len(lignes)} lignes écrites dans {sortie}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], formes="--formes" in sys.argv)

"""Écrit toutes les phrases d'une version dans un fichier texte, pour les relire.

    python -m tests.outils.phrases DOSSIER_DES_DONNEES FICHIER.txt [--formes]

Avec `--formes`, les nombres sont effacés et chaque forme de phrase n'apparaît qu'une fois, avec son compte : c'est
ce qui se relit en entier.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services.accueil import build_accueil
from observatoire.services.carte import build_carte
from observatoire.services.catalogue import build_catalogue
from observatoire.services.entonnoir import build_entonnoir
from observatoire.services.inegalites import build_ecart_qpv, build_pente_sociale
from observatoire.services.portrait import build_portrait
from observatoire.services.version import get_version_courante

MAILLES = (Maille.COMMUNE, Maille.QUARTIER, Maille.QPV, Maille.IRIS)


def iter_phrases(version: str) -> Iterator[str]:
    """Toutes les phrases des portraits, cartes, entonnoirs et inégalités d'une version."""
    catalogue = build_catalogue(version=version)
    for maille in MAILLES:
        for territoire in catalogue.get_groupe(maille):
            comparateurs = (None, "reste") if maille is Maille.QUARTIER else (None,)
            for comparateur in comparateurs:
                portrait = build_portrait(version=version, territoire=territoire.code, comparateur=comparateur)
                for ligne in portrait.lignes:
                    phrase = ligne.phrase_situee
                    yield f"{phrase.texte} [{phrase.certitude}]{f' ({phrase.etiquette})' if phrase.etiquette else ''}"
                    yield ligne.phrase_evolution
    for ligne in build_accueil(version=version).a_retenir:
        yield ligne.phrase_situee.texte
    for theme in catalogue.themes:
        for fiche in theme.fiches:
            yield from _iter_vues(version, fiche.indicateur.code)


def _iter_vues(version: str, code: str) -> Iterator[str]:
    for maille in ("quartier", "iris", "qpv"):
        try:
            carte = build_carte(version=version, indicateur=code, periode=None, maille=maille)
            yield f"{carte.phrase.texte} [{carte.phrase.certitude}]"
            entonnoir = build_entonnoir(version=version, indicateur=code, periode=None, maille=maille)
            yield f"{entonnoir.phrase.texte} [{entonnoir.phrase.certitude}]"
            pente = build_pente_sociale(version=version, indicateur=code, maille=maille)
            yield f"{pente.phrase.texte} [{pente.phrase.certitude}]"
            if maille == "qpv":
                ecart = build_ecart_qpv(version=version, indicateur=code)
                yield f"{ecart.phrase.texte} [{ecart.phrase.certitude}]"
        except SelectionInvalide as erreur:
            yield str(erreur)


def main(donnees: str, sortie: str, *, formes: bool) -> None:
    """Écrit les phrases, ou leurs formes comptées."""
    os.environ["OBSERVATOIRE_DONNEES"] = donnees
    phrases = list(iter_phrases(get_version_courante()))
    if formes:
        comptes = Counter(re.sub(r"[−\d][\d\u202f,]*", "#", phrase) for phrase in phrases)
        phrases = [f"{nombre:5d}  {forme}" for forme, nombre in sorted(comptes.items())]
    Path(sortie).write_text("\n".join(phrases) + "\n", encoding="utf-8")
    print(f"{len(phrases)} lignes écrites dans {sortie}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], formes="--formes" in sys.argv)

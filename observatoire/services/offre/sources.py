"""De quel fichier vient vraiment une densité : celle de sa fiche, ou celle des points importés."""

from observatoire.domain.indicateur import Source
from observatoire.services.version import find_indicateur, open_version


def find_source(*, version: str, indicateur: str, periode: str) -> Source:
    """Source du fichier dont vient l'indicateur à cette période ; celle de sa fiche si on ne peut pas la dire seule.

    Raises:
        DonneesAbsentes: version inconnue.
        SelectionInvalide: indicateur inconnu.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    fiche = meta.sources[find_indicateur(meta, indicateur).source]
    codes = [code for (code,) in entrepot.read("sources_chiffres", indicateur=indicateur, periode=periode)]
    return meta.sources.get(codes[0], fiche) if len(codes) == 1 else fiche

"""À quoi comparer : la ville, le reste de la ville, un territoire plus large, un autre, une période, une cible."""

from dataclasses import dataclass

from observatoire.domain.francais import count_decimales, format_nombre, format_valeur
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.phrases.lieux import LIEU_CIBLE, LIEU_RESTE, Lieu, build_lieu, build_lieu_periode, capitalise
from observatoire.domain.selection import RESTE, VILLE, ChoixComparateur, GenreComparateur, parse_comparateur
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.resultats import Comparateur
from observatoire.store.entrepot.metadonnees import Metadonnees

_PLUS_LARGES = (Maille.EPCI, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Comparateur résolu : `territoire` est celui dont les chiffres sont lus, s'il y en a un."""

    choix: ChoixComparateur
    comparateur: Comparateur
    territoire: str | None


def list_comparateurs(*, meta: Metadonnees, maille: Maille) -> tuple[Comparateur, ...]:
    """Comparateurs d'une maille : ville, reste de la ville, puis les territoires plus larges présents."""
    ville = meta.territoires[meta.territoire_reference]
    codes = [] if maille in (ville.maille, *_PLUS_LARGES) else [VILLE, RESTE]
    codes += [t.code for large in _PLUS_LARGES for t in meta.territoires.values() if t.maille is large]
    return tuple(resolve_reference(meta=meta, texte=code).comparateur for code in codes)


def resolve_reference(*, meta: Metadonnees, texte: str | None, territoire: str | None = None) -> Reference:
    """Résout le comparateur demandé. Sans demande : la ville, ou pour la ville elle-même le territoire au-dessus.

    Raises:
        SelectionInvalide: code de territoire ou de période inconnu.
    """
    choix = parse_comparateur(texte)
    ville = meta.territoire_reference
    if choix.genre is GenreComparateur.VILLE and territoire is not None:
        choix = _choose_ville(meta, meta.territoires[territoire])
    if choix.genre is GenreComparateur.VILLE:
        libelle = meta.nom if meta.territoires[ville].maille is Maille.ZONE else f"Ville ({meta.nom})"
        return Reference(choix, Comparateur(VILLE, libelle, _lieu(meta, ville)), ville)
    if choix.genre is GenreComparateur.RESTE:
        return Reference(choix, Comparateur(RESTE, "Reste de la ville", LIEU_RESTE), ville)
    if choix.genre is GenreComparateur.CIBLE:
        cible = choix.cible or 0.0
        nombre = format_nombre(cible, count_decimales(cible))
        return Reference(choix, Comparateur(choix.texte, f"Cible de {nombre}", LIEU_CIBLE), None)
    if choix.genre is GenreComparateur.PERIODE:
        return _resolve_periode(meta, choix)
    autre = meta.territoires.get(choix.code)
    if autre is None:
        raise SelectionInvalide(
            f"Le territoire « {choix.code} » n'existe pas dans cette version. Choisissez-en un dans la liste."
        )
    return Reference(choix, Comparateur(autre.code, name_territoire(autre), _lieu(meta, autre.code)), autre.code)


def check_cible(fiche: Indicateur, cible: float) -> None:
    """Vérifie qu'une cible est une valeur que l'indicateur peut prendre.

    Raises:
        SelectionInvalide: valeur hors de ce que l'indicateur peut valoir.
    """
    decimales = count_decimales(cible)
    if fiche.type is TypeIndicateur.PART and not 0 <= cible <= fiche.multiplicateur:
        raise SelectionInvalide(
            f"La cible {format_valeur(cible, decimales, fiche.unite)} est impossible : « {fiche.libelle_court} » va de "
            f"0 à {format_valeur(fiche.multiplicateur, 0, fiche.unite)}."
        )
    if cible < 0 and fiche.type is not TypeIndicateur.INDICE:
        raise SelectionInvalide(
            f"La cible {format_valeur(cible, decimales, fiche.unite)} est impossible : « {fiche.libelle_court} » ne "
            "descend pas sous 0."
        )


def name_territoire(territoire: Territoire) -> str:
    """Nom dans un menu : « Département Alpes-Maritimes », « IRIS Gambetta »."""
    if territoire.maille in (Maille.FRANCE, Maille.COMMUNE, Maille.QUARTIER):
        return territoire.nom
    prefixe = LIBELLES_COURTS_MAILLE[territoire.maille][0]
    if territoire.nom.casefold().startswith(prefixe.casefold()):
        return territoire.nom
    return f"{capitalise(prefixe)} {territoire.nom}"


def _choose_ville(meta: Metadonnees, territoire: Territoire) -> ChoixComparateur:
    """La ville, sauf pour elle-même et pour plus large qu'elle : le premier territoire présent au-dessus."""
    ordre = (Maille.COMMUNE, Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE)
    if territoire.code == meta.territoire_reference:
        depart = 1
    elif territoire.maille in ordre[1:]:
        depart = ordre.index(territoire.maille) + 1
    else:
        return ChoixComparateur(GenreComparateur.VILLE)
    for maille in ordre[depart:]:
        for autre in meta.territoires.values():
            if autre.maille is maille:
                return ChoixComparateur(GenreComparateur.TERRITOIRE, autre.code)
    return ChoixComparateur(GenreComparateur.VILLE)


def _resolve_periode(meta: Metadonnees, choix: ChoixComparateur) -> Reference:
    periode = meta.periodes.get(choix.code)
    if periode is None:
        raise SelectionInvalide(f"La période « {choix.code} » n'existe pas dans cette version.")
    lieu = build_lieu_periode(periode.libelle)
    return Reference(choix, Comparateur(choix.texte, f"Période {periode.libelle}", lieu), None)


def _lieu(meta: Metadonnees, code: str) -> Lieu:
    return build_lieu(meta.territoires[code], meta.territoire_reference)

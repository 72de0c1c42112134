"""À quoi comparer : la ville, le reste de la ville, un territoire plus large, un autre, une période, une cible."""

from dataclasses import dataclass

from observatoire.domain.francais import format_nombre
from observatoire.domain.phrases.lieux import LIEU_RESTE, Lieu, build_lieu
from observatoire.domain.selection import RESTE, VILLE, ChoixComparateur, GenreComparateur, parse_comparateur
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
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
    """Comparateurs proposés pour une maille : ville, reste de la ville, puis les territoires plus larges présents."""
    codes = [] if maille in (Maille.COMMUNE, *_PLUS_LARGES) else [VILLE, RESTE]
    codes += [t.code for large in _PLUS_LARGES for t in meta.territoires.values() if t.maille is large]
    return tuple(resolve_reference(meta=meta, texte=code).comparateur for code in codes)


def resolve_reference(*, meta: Metadonnees, texte: str | None, territoire: str | None = None) -> Reference:
    """Résout le comparateur demandé. Sans demande : la ville, ou pour la ville elle-même le territoire au-dessus.

    Raises:
        SelectionInvalide: code de territoire ou de période inconnu.
    """
    choix = parse_comparateur(texte)
    ville = meta.territoire_reference
    if choix.genre is GenreComparateur.VILLE and territoire == ville:
        choix = _choose_au_dessus(meta)
    if choix.genre is GenreComparateur.VILLE:
        return Reference(choix, Comparateur(VILLE, f"Ville ({meta.nom})", _lieu(meta, ville)), ville)
    if choix.genre is GenreComparateur.RESTE:
        return Reference(choix, Comparateur(RESTE, "Reste de la ville", LIEU_RESTE), ville)
    if choix.genre is GenreComparateur.CIBLE:
        nombre = format_nombre(choix.cible, 1).removesuffix(",0")
        lieu = Lieu("la cible", "pour cible", "de la cible", "La cible")
        return Reference(choix, Comparateur(choix.texte, f"Cible : {nombre}", lieu), None)
    if choix.genre is GenreComparateur.PERIODE:
        return _resolve_periode(meta, choix)
    autre = meta.territoires.get(choix.code)
    if autre is None:
        raise SelectionInvalide(
            f"Le territoire « {choix.code} » n'existe pas dans cette version. Choisissez-en un dans la liste."
        )
    return Reference(choix, Comparateur(autre.code, name_territoire(autre), _lieu(meta, autre.code)), autre.code)


def name_territoire(territoire: Territoire) -> str:
    """Nom dans un menu : « Département Alpes-Maritimes », « IRIS Gambetta »."""
    if territoire.maille in (Maille.FRANCE, Maille.COMMUNE, Maille.QUARTIER):
        return territoire.nom
    prefixe = "QPV" if territoire.maille is Maille.QPV else LIBELLES_MAILLE[territoire.maille][0]
    return f"{prefixe[:1].upper()}{prefixe[1:]} {territoire.nom}"


def _choose_au_dessus(meta: Metadonnees) -> ChoixComparateur:
    for maille in (Maille.DEPARTEMENT, Maille.REGION, Maille.FRANCE, Maille.EPCI):
        for territoire in meta.territoires.values():
            if territoire.maille is maille:
                return ChoixComparateur(GenreComparateur.TERRITOIRE, territoire.code)
    return ChoixComparateur(GenreComparateur.VILLE)


def _resolve_periode(meta: Metadonnees, choix: ChoixComparateur) -> Reference:
    periode = meta.periodes.get(choix.code)
    if periode is None:
        raise SelectionInvalide(f"La période « {choix.code} » n'existe pas dans cette version.")
    lieu = Lieu(periode.libelle, f"en {periode.libelle}", f"de {periode.libelle}", periode.libelle)
    return Reference(choix, Comparateur(choix.texte, f"Période {periode.libelle}", lieu), None)


def _lieu(meta: Metadonnees, code: str) -> Lieu:
    return build_lieu(meta.territoires[code], meta.territoire_reference)

"""Ma zone : un groupe d'IRIS choisi, recomposé par les comptes, secret revérifié."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from observatoire.domain.francais import join_mots
from observatoire.domain.phrases.lieux import NOM_ZONE
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import LigneValeur, build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.portrait import ThemePortrait, group_themes
from observatoire.services.recomposition import (
    CODE_ZONE,
    Cellules,
    compose_historique,
    compose_zone,
    gather_cellules,
    list_quartiers,
)
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.version import find_territoire, name_version, open_version
from observatoire.store.entrepot.metadonnees import Metadonnees

MAX_IRIS = 60


@dataclass(frozen=True, slots=True)
class Extension:
    """IRIS à ajouter pour que la zone devienne diffusable, et le nombre de chiffres que cela rend."""

    ajouts: tuple[Territoire, ...]
    nom: str
    chiffres_rendus: int


@dataclass(frozen=True, slots=True)
class PortraitZone:
    """Portrait d'une zone. `secrets` compte les chiffres non diffusables ; `extension` dit comment en rendre."""

    version: str
    nom: str
    iris: tuple[Territoire, ...]
    population: float | None
    comparateur: Comparateur
    themes: tuple[ThemePortrait, ...]
    secrets: int
    extension: Extension | None
    phrase_secret: str

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Toutes les lignes, dans l'ordre des thèmes."""
        return tuple(ligne for theme in self.themes for ligne in theme.lignes)


def build_zone(
    *,
    version: str,
    iris: tuple[str, ...],
    nom: str = NOM_ZONE,
    comparateur: str | None = None,
    sexe: str = "ensemble",
) -> PortraitZone:
    """Recompose tous les indicateurs d'un groupe d'IRIS, à la dernière période connue à l'IRIS.

    Un quartier entièrement dans la zone y compte par son total publié ; les autres IRIS par le leur. Si l'un de
    ces chiffres est secret, celui de la zone l'est aussi. Une médiane ou un taux standardisé ne se recompose pas.

    Raises:
        SelectionInvalide: aucun IRIS, trop d'IRIS, code inconnu ou d'une autre maille.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    choisis = check_iris(meta, iris)
    codes, quartiers = frozenset(t.code for t in choisis), list_quartiers(meta)
    reference = resolve_reference(meta=meta, texte=comparateur)
    comparees = [reference.territoire] if reference.territoire else []
    lues = entrepot.read(
        "valeurs_dernieres", maille=Maille.IRIS.value, millesime=None, autres=[*quartiers, *comparees], sexe=sexe
    )
    cellules = gather_cellules(meta, lues, quartiers)
    zone = Territoire(CODE_ZONE, Maille.ZONE, nom, "", "", None, None, _sum_surface(choisis))
    avec_zone = _add_zone(meta, zone)
    chiffres = build_chiffres(compose_zone(meta, cellules, codes, sexe), avec_zone)
    entiers = [quartier for quartier, enfants in quartiers.items() if enfants <= codes]
    passees = entrepot.read(
        "historique", indicateurs=[], territoires=[*codes, *entiers, *comparees], sexe=sexe, age="tous"
    )
    series = compose_historique(meta, passees, quartiers=quartiers, codes=codes, sexe=sexe)
    series += [ligne for ligne in passees if ligne[1] in comparees]
    lignes = build_lignes(
        meta=avec_zone,
        choisis=chiffres,
        pairs=(),
        historique=group_historique(build_chiffres(series, avec_zone)),
        reference=reference,
    )
    secrets = sum(c.is_secret for c in chiffres)
    extension = find_extension(meta, cellules, codes, sexe) if secrets else None
    totaux = entrepot.read("population_totale", territoires=sorted(codes))
    return PortraitZone(
        version=name_version(meta),
        nom=nom,
        iris=tuple(choisis),
        population=sum(e for *_, e in totaux) if len(totaux) == len(codes) and all(e for *_, e in totaux) else None,
        comparateur=reference.comparateur,
        themes=group_themes(lignes),
        secrets=secrets,
        extension=extension,
        phrase_secret=write_secret(secrets, extension),
    )


def check_iris(meta: Metadonnees, iris: Sequence[str]) -> list[Territoire]:
    """Vérifie les codes d'une zone.

    Raises:
        SelectionInvalide: aucun IRIS, trop d'IRIS, code inconnu ou d'une autre maille.
    """
    uniques = list(dict.fromkeys(iris))
    if not 1 <= len(uniques) <= MAX_IRIS:
        raise SelectionInvalide(f"{len(uniques)} IRIS choisis : une zone en compte de 1 à {MAX_IRIS}.")
    choisis = [find_territoire(meta, code) for code in uniques]
    for territoire in choisis:
        if territoire.maille is not Maille.IRIS:
            raise SelectionInvalide(f"« {territoire.nom} » n'est pas un IRIS : une zone est faite d'IRIS.")
    return choisis


def find_extension(meta: Metadonnees, cellules: Cellules, codes: frozenset[str], sexe: str) -> Extension | None:
    """La plus petite extension qui rend des chiffres : compléter un quartier déjà entamé, ou plusieurs."""
    avant = _count_secrets(compose_zone(meta, cellules, codes, sexe))
    candidats: list[Extension] = []
    entames = {q: enfants for q, enfants in cellules.quartiers.items() if enfants & codes and enfants - codes}
    groupes = [*([q] for q in entames), *([list(entames)] if len(entames) > 1 else [])]
    for groupe in groupes:
        ajouts = frozenset().union(*(entames[q] for q in groupe)) - codes
        rendus = avant - _count_secrets(compose_zone(meta, cellules, codes | ajouts, sexe))
        if rendus > 0:
            nom = join_mots(meta.territoires[q].nom for q in groupe)
            territoires = tuple(sorted((meta.territoires[code] for code in ajouts), key=lambda t: t.nom))
            candidats.append(Extension(territoires, nom, rendus))
    # Le moins d'IRIS ajoutés par chiffre rendu.
    return min(candidats, key=lambda e: (len(e.ajouts) / e.chiffres_rendus, len(e.ajouts)), default=None)


def write_secret(secrets: int, extension: Extension | None) -> str:
    """Dit combien de chiffres manquent et ce qui les rendrait."""
    if not secrets:
        return ""
    un = secrets == 1
    debut = "Votre zone contient un chiffre secret." if un else f"Votre zone contient {secrets} chiffres secrets."
    if extension is None:
        effet = "ne le rendrait diffusable" if un else "ne les rendrait diffusables"
        return f"{debut} Aucune extension à un quartier voisin {effet}."
    noms = join_mots(t.nom for t in extension.ajouts)
    if un:
        return f"{debut} En ajoutant {noms}, il deviendrait diffusable."
    rendus = extension.chiffres_rendus
    verbe = "deviendrait diffusable" if rendus == 1 else "deviendraient diffusables"
    return f"{debut} En ajoutant {noms}, {rendus} {verbe}."


def _count_secrets(lignes: list[LigneValeur]) -> int:
    return sum(ligne[10] == "secret" for ligne in lignes)


def _sum_surface(iris: Sequence[Territoire]) -> float | None:
    surfaces = [t.superficie_km2 for t in iris]
    return sum(s for s in surfaces if s is not None) if all(s is not None for s in surfaces) else None


def _add_zone(meta: Metadonnees, zone: Territoire) -> Metadonnees:
    """La zone n'existe que pour cette lecture : elle s'ajoute à une copie des métadonnées."""
    return replace(meta, territoires={**meta.territoires, zone.code: zone})

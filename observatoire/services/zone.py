"""Ma zone : un groupe d'IRIS choisi, recomposé par les comptes, secret revérifié."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from observatoire.domain.phrases.lieux import NOM_ZONE
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.extensions import MAX_IRIS, Propositions, find_propositions, write_secret
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.portrait import ThemePortrait, group_themes
from observatoire.services.recomposition import (
    CODE_ZONE,
    compose_historique,
    compose_zone,
    gather_cellules,
    list_ensembles,
)
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.version import find_territoire, name_version, open_version
from observatoire.store.entrepot.metadonnees import Appartenance, Metadonnees


@dataclass(frozen=True, slots=True)
class PortraitZone:
    """Portrait d'une zone. `secrets` compte les chiffres non diffusables ; `propositions` dit comment en rendre."""

    version: str
    nom: str
    iris: tuple[Territoire, ...]
    population: float | None
    comparateur: Comparateur
    themes: tuple[ThemePortrait, ...]
    secrets: int
    propositions: Propositions
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

    Un quartier (ou une commune d'un périmètre) entièrement dans la zone y compte par son total publié si l'un de ses
    IRIS est secret ; les autres IRIS par le leur. Si l'un de ces chiffres est secret, celui de la zone l'est aussi.
    Une médiane ou un taux standardisé ne se recompose pas.

    Raises:
        SelectionInvalide: aucun IRIS, trop d'IRIS, code inconnu ou d'une autre maille.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    choisis = check_iris(meta, iris)
    codes, ensembles = frozenset(t.code for t in choisis), list_ensembles(meta)
    reference = resolve_reference(meta=meta, texte=comparateur)
    comparees = [reference.territoire] if reference.territoire else []
    lues = entrepot.read(
        "valeurs_dernieres", maille=Maille.IRIS.value, millesime=None, autres=[*ensembles, *comparees], sexe=sexe
    )
    cellules = gather_cellules(meta, lues, ensembles)
    zone = Territoire(CODE_ZONE, Maille.ZONE, nom, "", "", None, None, _sum_surface(choisis))
    avec_zone = _add_zone(meta, zone, codes)
    chiffres = build_chiffres(compose_zone(meta, cellules, codes, sexe), avec_zone)
    entiers = [ensemble for ensemble, enfants in ensembles.items() if enfants <= codes]
    passees = entrepot.read(
        "historique", indicateurs=[], territoires=[*codes, *entiers, *comparees], sexe=sexe, age="tous"
    )
    series = compose_historique(meta, passees, ensembles=ensembles, codes=codes, sexe=sexe)
    series += [ligne for ligne in passees if ligne[1] in comparees]
    lignes = build_lignes(
        meta=avec_zone,
        choisis=chiffres,
        pairs=(),
        historique=group_historique(build_chiffres(series, avec_zone)),
        reference=reference,
    )
    secrets = sum(c.is_secret for c in chiffres)
    propositions = find_propositions(meta, cellules, codes, sexe) if secrets else Propositions()
    totaux = entrepot.read("population_totale", territoires=sorted(codes))
    return PortraitZone(
        version=name_version(meta),
        nom=nom,
        iris=tuple(choisis),
        population=sum(e for *_, e in totaux) if len(totaux) == len(codes) and all(e for *_, e in totaux) else None,
        comparateur=reference.comparateur,
        themes=group_themes(lignes),
        secrets=secrets,
        propositions=propositions,
        phrase_secret=write_secret(secrets, propositions),
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


def _sum_surface(iris: Sequence[Territoire]) -> float | None:
    surfaces = [t.superficie_km2 for t in iris]
    return sum(s for s in surfaces if s is not None) if all(s is not None for s in surfaces) else None


def _add_zone(meta: Metadonnees, zone: Territoire, codes: frozenset[str]) -> Metadonnees:
    """La zone n'existe que pour cette lecture : elle s'ajoute, avec ses IRIS, à une copie des métadonnées."""
    liens = tuple(Appartenance(code, zone.code, 1.0, 1.0) for code in sorted(codes))
    return replace(
        meta,
        territoires={**meta.territoires, zone.code: zone},
        appartenances=(*meta.appartenances, *liens),
    )

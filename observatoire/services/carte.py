"""Carte d'un indicateur : valeurs, classes ou significativité, phrase, contours, animation."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from observatoire.domain.indicateur import Indicateur, Source
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.ensemble import write_ensemble
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import Jugement
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import build_chiffres
from observatoire.services.classes import Classe, build_classes, find_classe
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.ecarts import Historique
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.millesimes import find_millesime, keep_recents
from observatoire.services.resultats import Chiffre, Comparateur, Ligne
from observatoire.services.version import find_indicateur, find_periode, name_version, open_version
from observatoire.store.entrepot.metadonnees import Metadonnees

NB_CLASSES = 5


@dataclass(frozen=True, slots=True)
class LegendeJugement:
    """Une entrée de la légende de significativité."""

    jugement: Jugement
    nombre: int


@dataclass(frozen=True, slots=True)
class Carte:
    """Une carte et son jumeau tableau.

    `lignes` sont rangées de la valeur la plus élevée à la plus basse, les chiffres absents à la fin ;
    `rangs_classe` donne la classe de chaque territoire publié.
    """

    version: str
    indicateur: Indicateur
    source: Source
    periode: Periode
    maille: Maille
    sexe: str
    age: str
    comparateur: Comparateur
    lignes: tuple[Ligne, ...]
    classes: tuple[Classe, ...]
    rangs_classe: dict[str, int]
    jugements: tuple[LegendeJugement, ...]
    phrase: Phrase

    @property
    def millesime(self) -> str | None:
        """Contour des QPV de la carte ; None pour une autre maille."""
        return self.lignes[0].territoire.millesime if self.maille is Maille.QPV and self.lignes else None


@dataclass(frozen=True, slots=True)
class Contour:
    """Tracé d'un territoire. `geometrie` et `hachures` sont des géométries GeoJSON, en longitude et latitude."""

    code: str
    nom: str
    millesime: str
    lon: float | None
    lat: float | None
    geometrie: dict[str, Any]
    hachures: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Animation:
    """Les mêmes classes sur toutes les périodes. `rangs[periode][territoire]` est la classe, absente si secrète."""

    periodes: tuple[Periode, ...]
    classes: tuple[Classe, ...]
    valeurs: dict[str, dict[str, float]]
    rangs: dict[str, dict[str, int]]


def build_carte(
    *,
    version: str,
    indicateur: str,
    periode: str | None,
    maille: str,
    comparateur: str | None = None,
    sexe: str = "ensemble",
    age: str = "tous",
    classes: str = "quantiles",
) -> Carte:
    """Construit la carte d'un indicateur ; sans période, la plus récente de la maille.

    Raises:
        SelectionInvalide: code inconnu, ou indicateur absent de cette maille.
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    fiche = find_indicateur(meta, indicateur)
    choisie = _choose_periode(meta, indicateur, maille, sexe=sexe, age=age, periode=periode)
    reference = resolve_reference(meta=meta, texte=comparateur)
    autres = [reference.territoire] if reference.territoire else []
    codes = [t.code for t in meta.territoires.values() if t.maille == maille]
    lues = entrepot.read("historique", indicateurs=[indicateur], territoires=codes + autres, sexe=sexe, age=age)
    historique = group_historique(build_chiffres(lues, meta))
    pairs = _select_pairs(meta, historique, choisie, maille)
    lignes = sort_lignes(
        build_lignes(meta=meta, choisis=pairs, pairs=pairs, historique=historique, reference=reference)
    )
    ref = next((ligne.reference for ligne in lignes if ligne.reference), None)
    valeurs = [c.valeur for c in pairs if c.valeur is not None]
    decoupe = build_classes(
        valeurs, methode=classes, nombre=NB_CLASSES, indicateur=fiche, reference=ref.valeur if ref else None
    )
    comptes = Counter(ligne.verdict.jugement for ligne in lignes)
    return Carte(
        version=name_version(meta),
        indicateur=fiche,
        source=meta.sources[fiche.source],
        periode=choisie,
        maille=Maille(maille),
        sexe=sexe,
        age=age,
        comparateur=reference.comparateur,
        lignes=lignes,
        classes=decoupe,
        rangs_classe={c.territoire.code: rang for c in pairs if (rang := find_classe(decoupe, c.valeur)) is not None},
        jugements=tuple(LegendeJugement(j, comptes[j]) for j in Jugement if comptes[j]),
        phrase=_write_phrase(meta, fiche, Maille(maille), lignes, (sexe, age)),
    )


def _select_pairs(meta: Metadonnees, historique: Historique, periode: Periode, maille: str) -> list[Chiffre]:
    """Les chiffres de la maille à la période montrée."""
    return keep_recents(
        [
            c for (_, code), serie in historique.items() for c in serie
            if c.periode.code == periode.code and meta.territoires[code].maille == maille
        ]
    )  # fmt: skip


def _write_phrase(
    meta: Metadonnees, fiche: Indicateur, maille: Maille, lignes: Sequence[Ligne], qui: tuple[str, str]
) -> Phrase:
    chiffres = [
        (build_lieu(ligne.territoire, meta.territoire_reference), ligne.estimation, ligne.verdict) for ligne in lignes
    ]
    sexe, age = qui
    return write_ensemble(indicateur=fiche, maille=maille, chiffres=chiffres, sexe=sexe, age=age)


def sort_lignes(lignes: list[Ligne]) -> tuple[Ligne, ...]:
    """De la valeur la plus élevée à la plus basse ; les chiffres absents à la fin, par nom."""
    return tuple(
        sorted(
            lignes,
            key=lambda x: (x.chiffre.valeur is None, -(x.chiffre.valeur or 0.0), x.territoire.nom),
        )
    )


def load_contours(*, version: str, maille: str, millesime: str | None = None) -> tuple[Contour, ...]:
    """Tracés d'une maille ; ceux des QPV au millésime demandé, sinon au plus récent."""
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    voulu = find_millesime(meta, maille) if millesime is None else millesime
    return tuple(
        _build_contour(code, texte, None, meta)
        for code, texte in entrepot.read("contours", maille=maille)
        if voulu is None or meta.territoires[code].millesime == voulu
    )


def load_habillage_qpv(*, version: str, millesime: str | None = None) -> tuple[Contour, ...]:
    """Contours et hachures des QPV ; sans millésime demandé, le plus récent."""
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    lignes = entrepot.read("habillages")
    voulu = find_millesime(meta, Maille.QPV) if millesime is None else millesime
    return tuple(
        _build_contour(code, contour, hachures, meta)
        for code, contour, hachures in lignes
        if meta.territoires[code].millesime == voulu
    )


def build_animation(
    *,
    version: str,
    indicateur: str,
    maille: str,
    sexe: str = "ensemble",
    age: str = "tous",
    classes: str = "quantiles",
) -> Animation:
    """Toutes les périodes d'un indicateur, découpées avec les mêmes bornes.

    Raises:
        SelectionInvalide: indicateur inconnu, ou qui ne se compare pas dans le temps.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    fiche = find_indicateur(meta, indicateur)
    if not fiche.is_comparable(maille):
        motif = fiche.motif_non_comparable or "la série n'est pas comparable dans le temps"
        raise SelectionInvalide(f"Cet indicateur ne s'anime pas : {motif}.")
    periodes = list_periodes(meta, indicateur, maille, sexe, age)
    chiffres = build_chiffres(
        entrepot.read(
            "valeurs_carte",
            indicateur=indicateur,
            periodes=[p.code for p in periodes],
            maille=maille,
            autres=[],
            sexe=sexe,
            age=age,
        ),
        meta,
    )
    publies = [(c.periode.code, c.territoire.code, c.valeur) for c in keep_recents(chiffres) if c.valeur is not None]
    decoupe = build_classes([v for _, _, v in publies], methode=classes, nombre=NB_CLASSES, indicateur=fiche)
    valeurs: dict[str, dict[str, float]] = {p.code: {} for p in periodes}
    rangs: dict[str, dict[str, int]] = {p.code: {} for p in periodes}
    for code_periode, territoire, valeur in publies:
        valeurs[code_periode][territoire] = valeur
        rangs[code_periode][territoire] = find_classe(decoupe, valeur) or 0
    return Animation(periodes, decoupe, valeurs, rangs)


def list_periodes(
    meta: Metadonnees, indicateur: str, maille: str, sexe: str = "ensemble", age: str = "tous"
) -> tuple[Periode, ...]:
    """Périodes où la maille a au moins une valeur publiée, de la plus ancienne à la plus récente."""
    codes = {
        d.periode
        for d in meta.disponibilites
        if d.indicateur == indicateur and d.maille == maille and d.sexe == sexe and d.age == age and d.publies
    }
    return tuple(sorted(meta.periodes[code] for code in codes))


def _choose_periode(
    meta: Metadonnees, indicateur: str, maille: str, *, sexe: str, age: str, periode: str | None
) -> Periode:
    if periode:
        return find_periode(meta, periode)
    periodes = list_periodes(meta, indicateur, maille, sexe, age)
    if not periodes:
        raise SelectionInvalide(
            f"L'indicateur « {meta.indicateurs[indicateur].libelle} » n'a aucune valeur publiée à cette maille."
        )
    return periodes[-1]


def _build_contour(code: str, contour: str, hachures: str | None, meta: Metadonnees) -> Contour:
    t = meta.territoires[code]
    return Contour(
        code, t.nom, t.millesime, t.lon, t.lat, json.loads(contour), json.loads(hachures) if hachures else None
    )

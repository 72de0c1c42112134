"""Ce que la version contient : menus, fiches, périodes, territoires, sources et fraîcheur."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from observatoire.domain.francais import sort_key
from observatoire.domain.indicateur import LIBELLES_THEME, Indicateur, Source, Theme
from observatoire.domain.periode import Periode
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille, Territoire
from observatoire.services.version import name_version, open_version
from observatoire.store.entrepot.metadonnees import Metadonnees


@dataclass(frozen=True, slots=True)
class FicheCatalogue:
    """Un indicateur et ce que la version en a : par maille, les périodes publiées, de l'ancienne à la récente."""

    indicateur: Indicateur
    source: Source
    periodes: dict[Maille, tuple[Periode, ...]]
    sexes: tuple[str, ...]
    ages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeCatalogue:
    """Un thème et ses indicateurs."""

    theme: Theme
    libelle: str
    fiches: tuple[FicheCatalogue, ...]


@dataclass(frozen=True, slots=True)
class GroupeTerritoires:
    """Les territoires d'une maille, par ordre alphabétique."""

    maille: Maille
    libelle: str
    territoires: tuple[Territoire, ...]


@dataclass(frozen=True, slots=True)
class Fraicheur:
    """État d'une source : dernière période, réception, prochaine mise à jour et retard éventuel en mois."""

    source: Source
    derniere_periode: str
    recue_le: date | None
    prochaine_maj: str
    retard_mois: int
    etat: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Tout ce qu'un menu propose."""

    version: str
    nom: str
    is_fictif: bool
    publie_le: str
    territoire_reference: Territoire
    themes: tuple[ThemeCatalogue, ...]
    groupes: tuple[GroupeTerritoires, ...]
    sources: tuple[Source, ...]
    millesimes_qpv: tuple[str, ...]

    def get_fiche(self, code: str) -> FicheCatalogue | None:
        """Fiche d'un indicateur, ou rien s'il n'est pas dans la version."""
        return next((f for t in self.themes for f in t.fiches if f.indicateur.code == code), None)

    def get_groupe(self, maille: Maille) -> tuple[Territoire, ...]:
        """Territoires d'une maille."""
        return next((g.territoires for g in self.groupes if g.maille is maille), ())


def build_catalogue(*, version: str) -> Catalogue:
    """Construit le catalogue d'une version.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    meta = open_version(version).metadonnees
    fiches = _build_fiches(meta)
    groupes: list[GroupeTerritoires] = []
    for maille in Maille:
        membres = [t for t in meta.territoires.values() if t.maille is maille]
        if membres:
            membres.sort(key=lambda t: (t.millesime, sort_key(t.nom), t.code))
            groupes.append(GroupeTerritoires(maille, LIBELLES_MAILLE[maille][1], tuple(membres)))
    return Catalogue(
        version=name_version(meta),
        nom=meta.nom,
        is_fictif=meta.is_fictif,
        publie_le=meta.identite.get("publie_le", ""),
        territoire_reference=meta.territoires[meta.territoire_reference],
        themes=tuple(
            ThemeCatalogue(theme, LIBELLES_THEME[theme], tuple(f for f in fiches if f.indicateur.theme is theme))
            for theme in Theme
            if any(f.indicateur.theme is theme for f in fiches)
        ),
        groupes=tuple(groupes),
        sources=tuple(meta.sources.values()),
        millesimes_qpv=tuple(
            sorted({t.millesime for t in meta.territoires.values() if t.maille is Maille.QPV}, reverse=True)
        ),
    )


def build_fraicheur(*, version: str, aujourd_hui: date) -> tuple[Fraicheur, ...]:
    """Fraîcheur de chaque source à une date donnée."""
    meta = open_version(version).metadonnees
    derniere: dict[str, Periode] = {}
    for d in meta.disponibilites:
        source, periode = meta.indicateurs[d.indicateur].source, meta.periodes[d.periode]
        if d.publies and (source not in derniere or periode > derniere[source]):
            derniere[source] = periode
    recue = {lot.source: lot.importe_le.date() for lot in meta.lots}
    lignes: list[Fraicheur] = []
    for source in meta.sources.values():
        retard = measure_retard(source.prochaine_maj, aujourd_hui)
        lignes.append(
            Fraicheur(
                source,
                derniere[source.code].libelle if source.code in derniere else "",
                recue.get(source.code),
                source.prochaine_maj,
                retard or 0,
                "inconnu" if retard is None else "en retard" if retard else "à jour",
            )
        )
    return tuple(ligne for ligne in lignes if ligne.derniere_periode or ligne.recue_le)


_MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")
_EN_LETTRES = re.compile(rf"({'|'.join(_MOIS)})\s+(\d{{4}})", re.IGNORECASE)


def measure_retard(prochaine_maj: str, aujourd_hui: date) -> int | None:
    """Mois entiers écoulés depuis la fin du mois annoncé ; 0 si rien n'est dû, `None` si la date ne se lit pas."""
    if iso := _ISO.search(prochaine_maj):
        annee, mois = int(iso[1]), int(iso[2])
    elif lettres := _EN_LETTRES.search(prochaine_maj):
        annee, mois = int(lettres[2]), _MOIS.index(lettres[1].lower()) + 1
    else:
        return None
    return max(0, (aujourd_hui.year - annee) * 12 + aujourd_hui.month - mois)


def _build_fiches(meta: Metadonnees) -> list[FicheCatalogue]:
    periodes: dict[str, dict[Maille, set[str]]] = defaultdict(lambda: defaultdict(set))
    sexes: dict[str, set[str]] = defaultdict(set)
    ages: dict[str, set[str]] = defaultdict(set)
    for d in meta.disponibilites:
        if d.publies:
            periodes[d.indicateur][d.maille].add(d.periode)
            sexes[d.indicateur].add(d.sexe)
            ages[d.indicateur].add(d.age)
    ordre_sexe = ("ensemble", "femmes", "hommes")
    return [
        FicheCatalogue(
            indicateur,
            meta.sources[indicateur.source],
            {m: tuple(sorted(meta.periodes[p] for p in periodes[code][m])) for m in Maille if periodes[code][m]},
            tuple(s for s in ordre_sexe if s in sexes[code]),
            tuple(sorted(ages[code], key=lambda a: (a != "tous", a))),
        )
        for code, indicateur in meta.indicateurs.items()
        if code in periodes
    ]

"""Les phrases des vues : zone, typologie, semblables, carte lissée, regroupements, Qualité, et l'offre à l'écran."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

from streamlit.testing.v1 import AppTest

from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.catalogue import Catalogue, build_catalogue
from observatoire.services.comparaison import write_hasard
from observatoire.services.portrait import build_portrait
from observatoire.services.qpv import list_approches, write_approches
from observatoire.services.qualite import build_qualite
from observatoire.services.recomposition import list_quartiers
from observatoire.services.recouvrements import list_recouvrements_qpv
from observatoire.services.typologie import build_typologie, find_semblables
from observatoire.services.version import open_version
from observatoire.services.voisinage import build_lissage, build_regroupements
from observatoire.services.zone import build_zone
from observatoire.ui.carte.voisinage import write_lissage
from observatoire.ui.qualite.fraicheur import write_fraicheur
from observatoire.ui.qualite.qpv import write_qpv
from observatoire.ui.typologie.semblables import write_semblables
from observatoire.ui.zone.choix import write_refus

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard.py"
JOUR = date(2026, 11, 23)
MAILLES = (Maille.QUARTIER, Maille.IRIS)
PAGES_OFFRE = (
    *(("offre/densites.py", {"vue": vue}) for vue in ("densites", "acces", "projections", "isochrones")),
    ("offre/annuaire.py", {}),
    ("offre/etsi.py", {}),
)
"""Une adresse par écran de l'offre ; ses phrases dépendent des points publiés, et se lisent à l'écran."""


def iter_phrases_vues(version: str) -> Iterator[str]:
    """Toutes les phrases des vues, sans les écrans de l'offre."""
    catalogue = build_catalogue(version=version)
    yield from iter_zones(version, catalogue)
    yield from iter_typologies(version, catalogue)
    for theme in catalogue.themes:
        for fiche in theme.fiches:
            yield from iter_voisinages(version, fiche.indicateur.code)
    yield from iter_qualite(version)
    for maille in MAILLES:
        for territoire in catalogue.get_groupe(maille):
            yield write_hasard(build_portrait(version=version, territoire=territoire.code).lignes)


def iter_zones(version: str, catalogue: Catalogue) -> Iterator[str]:
    """Chaque IRIS seul, chaque quartier moins un IRIS, deux quartiers entamés, et le refus au-delà du maximum."""
    quartiers = list(list_quartiers(open_version(version).metadonnees).values())
    zones: list[tuple[str, ...]] = [(t.code,) for t in catalogue.get_groupe(Maille.IRIS)]
    zones += [tuple(sorted(enfants))[1:] for enfants in quartiers if len(enfants) > 1]
    zones += [(min(un), min(autre)) for un, autre in pairwise(quartiers)]
    for iris in zones:
        zone = build_zone(version=version, iris=iris)
        yield zone.phrase_secret
        for ligne in zone.lignes if len(iris) > 1 else ():
            yield f"{ligne.phrase.texte} [{ligne.phrase.certitude}]"
    yield write_refus(58, 5)


def iter_typologies(version: str, catalogue: Catalogue) -> Iterator[str]:
    """Groupes de chaque maille, de deux à six, et les semblables de chaque territoire."""
    for maille in MAILLES:
        for nombre in range(2, 7):
            try:
                typologie = build_typologie(version=version, maille=maille.value, nb_classes=nombre)
            except SelectionInvalide as refus:
                yield str(refus)
                continue
            yield f"{typologie.phrase} [{typologie.certitude}]"
            yield from (classe.phrase for classe in typologie.classes)
        for territoire in catalogue.get_groupe(maille):
            yield from _iter_semblables(version, territoire, catalogue.territoire_reference.code)


def _iter_semblables(version: str, territoire: Territoire, ville: str) -> Iterator[str]:
    proches = find_semblables(version=version, territoire=territoire.code, nombre=5)
    if proches:
        yield write_semblables(territoire, proches, ville)


def iter_voisinages(version: str, indicateur: str) -> Iterator[str]:
    """Carte lissée et regroupements d'un indicateur, ou pourquoi il n'y en a pas."""
    for maille in MAILLES:
        try:
            lissee = build_lissage(version=version, indicateur=indicateur, periode=None, maille=maille.value)
            regroupee = build_regroupements(version=version, indicateur=indicateur, periode=None, maille=maille.value)
        except SelectionInvalide as refus:
            yield str(refus)
            continue
        yield f"Cette carte ne se lisse pas : {lissee.motif}." if lissee.motif else write_lissage(lissee)
        yield f"{regroupee.phrase.texte} [{regroupee.phrase.certitude}]"
        yield from {r.libelle for r in regroupee.regroupements}


def iter_qualite(version: str) -> Iterator[str]:
    """Qualité et secret, fraîcheur, QPV et ce qui les approche."""
    qualite = build_qualite(version=version, aujourd_hui=JOUR)
    yield qualite.phrase
    yield qualite.phrase_epargne
    yield from qualite.alertes
    yield write_fraicheur(qualite.fraicheurs)
    recouvrements = list_recouvrements_qpv(version=version)
    yield write_qpv(recouvrements)
    approches = list_approches(version=version)
    noms = {r.qpv.code: r.qpv.nom for r in recouvrements}
    couples = sorted({couple for approche in approches.values() for couple in approche.chiffres})
    for indicateur, periode in couples:
        yield write_approches(approches, noms, indicateur, [periode])


def iter_offre() -> Iterator[str]:
    """Les phrases des écrans de l'offre, telles que la page les pose."""
    for page, codes in PAGES_OFFRE:
        essai = AppTest.from_file(str(DASHBOARD), default_timeout=120)
        essai.switch_page(f"pages/{page}")
        for nom, code in codes.items():
            essai.query_params[nom] = code
        essai.run()
        yield f"== {page} {codes}{' : ERREUR' if essai.exception else ''}"
        for bloc in essai.markdown:
            if re.search(r'class="(obs-phrase|obs-source|obs-message|obs-vide)', bloc.value):
                yield unescape(re.sub(r"<[^>]+>", " ", bloc.value)).strip()

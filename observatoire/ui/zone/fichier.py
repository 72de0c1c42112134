"""Une zone en fichier : l'enregistrer, la rouvrir. Le fichier ne contient que des codes, jamais un chiffre."""

import json
from typing import Any

import streamlit as st

from observatoire.domain.vues import GenreVue
from observatoire.errors import SelectionInvalide
from observatoire.services.telechargements import export_lignes_csv
from observatoire.services.zone import MAX_IRIS, PortraitZone
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_message, show_titre
from observatoire.ui.exports import build_xlsx, list_definitions
from observatoire.ui.vues import VueAffichee, show_vues
from observatoire.ui.zone.choix import Choix, clean_nom

FORMAT = "observatoire-zone-1"
POIDS_MAX_OCTETS = 20_000
_DEPOT, _LU = "zone:fichier", "zone:fichier-lu"


def build_json(choix: Choix) -> bytes:
    """Le fichier d'une zone."""
    contenu = {"format": FORMAT, "nom": choix.nom, "iris": list(choix.iris), "comparateur": choix.comparateur}
    return json.dumps(contenu, ensure_ascii=False, indent=2).encode("utf-8")


def parse_json(brut: bytes) -> dict[str, str | None]:
    """Lit un fichier de zone et rend les codes à mettre dans l'adresse.

    Raises:
        SelectionInvalide: trop lourd, illisible, d'un autre format, ou sans IRIS.
    """
    if len(brut) > POIDS_MAX_OCTETS:
        raise SelectionInvalide(
            f"Ce fichier pèse {len(brut) // 1000} Ko ; une zone en pèse moins de {POIDS_MAX_OCTETS // 1000}. "
            "Choisissez le fichier .json enregistré depuis cette page."
        )
    try:
        contenu: Any = json.loads(brut.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as erreur:
        raise SelectionInvalide(
            "Ce fichier n’est pas une zone enregistrée : son contenu ne se lit pas. "
            "Choisissez le fichier .json enregistré depuis cette page."
        ) from erreur
    iris = contenu.get("iris") if isinstance(contenu, dict) and contenu.get("format") == FORMAT else None
    if not isinstance(iris, list) or not iris or not all(isinstance(code, str) for code in iris):
        raise SelectionInvalide(
            f"Ce fichier n’est pas une zone enregistrée : « format » devrait valoir « {FORMAT} » et « iris » être une "
            "liste de codes. Choisissez le fichier .json enregistré depuis cette page."
        )
    codes = [str(code).replace(",", " ").strip() for code in iris][:MAX_IRIS]
    comparateur = contenu.get("comparateur")
    return {
        "iris": ",".join(codes),
        "nom": clean_nom(str(contenu.get("nom") or "")),
        "comparateur": comparateur if isinstance(comparateur, str) and comparateur != "ville" else None,
    }


def show_telechargements(zone: PortraitZone, choix: Choix) -> None:
    """Boutons CSV, XLSX et « Enregistrer » ; chaque fichier n'est fabriqué qu'au moment où il est demandé."""
    sources = {s.code: s for s in cache.get_catalogue(choix.version).sources}

    lignes, comparateur, version = zone.lignes, zone.comparateur, zone.version

    def build_tableur() -> bytes:
        return build_xlsx(lignes, comparateur, version, list_definitions(lignes, sources))

    def build_csv() -> bytes:
        return export_lignes_csv(lignes=lignes, comparateur=comparateur, version=version)

    fichiers = (
        ("CSV", "zone.csv", "text/csv", build_csv),
        ("XLSX", "zone.xlsx", "application/octet-stream", build_tableur),
        ("Enregistrer", "zone.json", "application/json", lambda: build_json(choix)),
    )
    for libelle, nom, mime, fabrique in fichiers:
        st.download_button(libelle, fabrique, nom, mime, icon=":material/download:", on_click="ignore")


def show_zones(choix: Choix) -> None:
    """Garder la zone sur le serveur ou dans un fichier, en rouvrir une autre."""
    show_titre("Zones gardées", "communes à toutes les personnes qui ouvrent cet observatoire")
    show_vues(
        VueAffichee(
            genre=GenreVue.ZONE,
            page="zone",
            nom=choix.nom,
            requete=etat_url.build_requete(choix.build_codes()) if choix.iris else "",
            version=choix.version,
            ce="cette zone",
            le="la zone",
            aucun="Aucune zone gardée pour l’instant.",
        )
    )
    with st.expander("Rouvrir une zone depuis un fichier"):
        st.markdown(
            "La zone tient aussi entière dans l’adresse de la page : « Copier le lien » suffit pour la partager. "
            "« Enregistrer », en haut, écrit la même chose dans un petit fichier, à rouvrir ici."
        )
        st.file_uploader("Fichier de zone (.json)", type=["json"], key=_DEPOT, on_change=_reopen)
        if refus := st.session_state.pop(_LU, None):
            show_message(refus, alerte=True)


def _reopen() -> None:
    depot = st.session_state.get(_DEPOT)
    if depot is None:
        return
    try:
        codes = parse_json(depot.getvalue())
    except SelectionInvalide as refus:
        st.session_state[_LU] = str(refus)
    else:
        etat_url.set_codes(codes)

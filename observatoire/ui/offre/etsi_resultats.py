"""Ce que donne le scénario : un tableau avant et après, chaque ligne portant son trait du rond vide au rond plein."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.services.offre.scenarios import EtSi, LigneEtSi
from observatoire.services.offre.scenarios_dits import export_csv, export_json
from observatoire.ui import etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.offre.etsi_choix import ChoixEtSi
from observatoire.ui.tableaux import Colonne, Html, Ligne, show_tableau

_LARGEUR, _HAUTEUR, _MARGE = 220, 20, 8
_MOTS = {1: "gagne", 0: "presque inchangé", -1: "perd"}


def show_tableau_et_si(et_si: EtSi) -> None:
    """Chaque quartier, du plus grand changement au plus petit, puis la ville."""
    singulier = LIBELLES_MAILLE[et_si.cadre.maille][0]
    mesure = "accessibilité" if et_si.avant else "densité"
    show_titre(f"Avant et après, par {singulier}", f"{mesure} pour 10 000 habitants : ○ avant, ● après")
    lignes = [*et_si.lignes, et_si.ville]
    plafond = max((v for li in (*lignes, *et_si.qpv) for v in _get_paire(li) if v is not None), default=0.0)
    colonnes = (
        Colonne(singulier[:1].upper() + singulier[1:]),
        Colonne(mesure.capitalize()),
        Colonne("Avant", nombre=True),
        Colonne("Après", nombre=True, fort=True),
        Colonne("Écart", nombre=True, fort=True),
        Colonne("Lecture"),
        Colonne("Nombre", nombre=True),
        Colonne("Densité", nombre=True),
    )
    rangees = [Ligne(_flatten(ligne, plafond), choisie=ligne is et_si.ville) for ligne in lignes]
    show_tableau(f"Avant et après le scénario, par {singulier}", colonnes, rangees, defilant=len(rangees) > 25)
    if et_si.qpv:
        _show_qpv(et_si, colonnes, plafond)


def _show_qpv(et_si: EtSi, colonnes: Sequence[Colonne], plafond: float) -> None:
    """Les mêmes colonnes, sans densité, pour les quartiers prioritaires."""
    show_titre("Dans les quartiers prioritaires", niveau=3)
    rangees = [Ligne(_flatten(ligne, plafond)[:-1]) for ligne in et_si.qpv]
    show_tableau("Avant et après le scénario, par QPV", (Colonne("QPV"), *colonnes[1:-1]), rangees)
    show_html(
        '<p class="obs-note">Nombre : adresses dans le contour du QPV. Un retrait dans un quartier y pèse à proportion '
        "de ceux qui y exercent.</p>"
    )


def _get_paire(ligne: LigneEtSi) -> tuple[float | None, float | None]:
    if ligne.avant.acces is not None or ligne.apres.acces is not None:
        return ligne.avant.acces, ligne.apres.acces
    return ligne.avant.densite, ligne.apres.densite


def _flatten(ligne: LigneEtSi, plafond: float) -> tuple[str | Html, ...]:
    avant, apres = _get_paire(ligne)
    return (
        ligne.territoire.nom,
        Html(_build_trait(avant, apres, plafond)),
        format_nombre(avant, 1),
        format_nombre(apres, 1),
        _write_ecart(ligne.ecart),
        _MOTS[ligne.sens],
        _write_tetes(ligne.avant.tetes, ligne.apres.tetes),
        _write_passage(ligne.avant.densite, ligne.apres.densite, 1),
    )


def _write_tetes(avant: float | None, apres: float | None) -> str:
    """Des personnes : une décimale dès qu'il y a un mi-temps ou une part."""
    entiers = all(v is None or abs(v - round(v)) < 0.05 for v in (avant, apres))
    return _write_passage(avant, apres, 0 if entiers else 1)


def _write_passage(avant: float | None, apres: float | None, decimales: int) -> str:
    """« 5 → 9 », ou le seul nombre s'il ne change pas."""
    textes = [format_nombre(v, decimales) for v in (avant, apres)]
    return textes[0] if textes[0] == textes[1] else " → ".join(textes)


def _write_ecart(ecart: float) -> str:
    texte = format_nombre(ecart, 2)
    return f"+{texte}" if ecart > 0 and texte != "0,00" else texte.removeprefix("−") if texte == "−0,00" else texte


def _build_trait(avant: float | None, apres: float | None, plafond: float) -> str:
    """Rond vide avant, rond plein après, trait entre les deux ; les nombres sont dans les cellules voisines."""
    if avant is None or apres is None or plafond <= 0:
        return ""
    un, deux = (_MARGE + v / plafond * (_LARGEUR - 2 * _MARGE) for v in (avant, apres))
    y = _HAUTEUR / 2
    return (
        f'<svg class="obs-haltere" width="{_LARGEUR}" height="{_HAUTEUR}" viewBox="0 0 {_LARGEUR} {_HAUTEUR}" '
        'aria-hidden="true" focusable="false">'
        f'<line class="fond" x1="{_MARGE}" x2="{_LARGEUR - _MARGE}" y1="{y}" y2="{y}"/>'
        f'<line class="ecart" x1="{un:.1f}" x2="{deux:.1f}" y1="{y}" y2="{y}"/>'
        f'<circle class="apres" cx="{deux:.1f}" cy="{y}" r="4.5"/>'
        f'<circle class="avant" cx="{un:.1f}" cy="{y}" r="4.5"/></svg>'
    )


def show_telechargements(et_si: EtSi, choix: ChoixEtSi) -> None:
    """Tableau en CSV, scénario entier en JSON."""
    nom = f"scenario_{choix.cadre.metier.code}"
    requete = etat_url.build_requete(choix.build_codes())
    with st.container(horizontal=True):
        st.download_button(
            "Tableau (CSV)", lambda: export_csv(et_si, choix.version), f"{nom}.csv", "text/csv",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Scénario (JSON)", lambda: export_json(et_si, choix.version, requete), f"{nom}.json", "application/json",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip

"""Le contrat dans le temps : la frise des actions, le calendrier des échéances, ou les courbes d'avancement."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.echeances import list_echeances
from observatoire.domain.cls.objets import Axe
from observatoire.domain.francais import format_date
from observatoire.ui import cache_suivi, etat_url
from observatoire.ui.composants import show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.suivi.calendrier import list_pressantes, show_echeances
from observatoire.ui.suivi.champs import name_axes
from observatoire.ui.suivi.contexte import Contexte
from observatoire.ui.suivi.courbes import build_courbes_html, build_table_courbes
from observatoire.ui.suivi.ensemble import Choix
from observatoire.ui.suivi.frise import show_frise
from observatoire.ui.suivi.mois import name_mois, read_mois, show_choix_mois, show_mois
from observatoire.ui.suivi.signes import typo

FRISE, MOIS, COURBES = "frise", "mois", "courbes"
VUES = {FRISE: "Frise", MOIS: "Calendrier", COURBES: "Avancement"}


@dataclass(frozen=True)
class ChoixTemps:
    """La vue montrée, l'axe de la frise, le mois du calendrier."""

    vue: str
    axe: Axe | None
    mois: date
    mois_defaut: date

    def build_codes(self) -> dict[str, str | None]:
        """Les codes de l'adresse."""
        autre_mois = self.vue == MOIS and self.mois != self.mois_defaut
        return {
            "temps": self.vue if self.vue != FRISE else None,
            "axe": str(self.axe.id) if self.axe and self.vue == FRISE else None,
            "mois": f"{self.mois:%Y-%m}" if autre_mois else None,
        }


def read_temps(choix: Choix) -> ChoixTemps:
    """Lit la vue, l'axe et le mois dans l'adresse."""
    vue = etat_url.read_code("temps", list(VUES), FRISE, "la vue")
    axes = {str(a.id): a for a in choix.plan.axes}
    axe = axes.get(etat_url.read_code("axe", list(axes), "", "l’axe"))
    return ChoixTemps(vue, axe, read_mois(choix.au), choix.au.replace(day=1))


def show_temps(contexte: Contexte, choix: Choix, temps: ChoixTemps) -> None:
    """Le choix de la vue, puis celle-ci seulement."""
    st.segmented_control(
        "Vue dans le temps",
        list(VUES),
        format_func=lambda code: VUES[code],
        label_visibility="collapsed",
        **etat_url.bind("temps", temps.vue),
    )
    if temps.vue == FRISE:
        _show_frise(choix, temps)
    elif temps.vue == MOIS:
        _show_calendrier(choix, temps)
    else:
        _show_courbes(contexte, choix)


def _show_frise(choix: Choix, temps: ChoixTemps) -> None:
    titres = {"": "Tous les axes"} | {str(a): nom for a, nom in name_axes(choix.plan).items()}
    with st.container(key="carte-frise"):
        st.selectbox(
            "Axe de la frise",
            list(titres),
            format_func=lambda code: titres[code],
            width=420,
            **etat_url.bind("axe", str(temps.axe.id) if temps.axe else ""),
        )
        toutes = [a for a in choix.plan.actions if a.parent_id is None]
        show_frise(choix.plan, choix.plan.list_actions_axe(temps.axe.id) if temps.axe else toutes, choix.au)


def _show_calendrier(choix: Choix, temps: ChoixTemps) -> None:
    echeances = list_echeances(choix.plan, choix.au)
    du_mois = [e for e in echeances if (e.jour.year, e.jour.month) == (temps.mois.year, temps.mois.month)]
    show_choix_mois(temps.mois, choix.au)
    show_mois(temps.mois, echeances, choix.au, "jour montré" if choix.is_passe else "aujourd’hui")
    nom = name_mois(temps.mois)
    with st.expander(f"Le mois en tableau : {nom}"):
        show_echeances(f"Échéances de {nom}", du_mois, choix.au, "Aucune échéance ce mois-ci.")
    show_titre("Ce qui presse", "en retard d’abord", niveau=3)
    show_echeances("Échéances les plus pressées", list_pressantes(echeances), choix.au, "Aucune échéance à venir.")


def _show_courbes(contexte: Contexte, choix: Choix) -> None:
    """L'avancement de chaque axe, mois après mois."""
    k, marque = contexte.contrat.id, contexte.marque
    jours = cache_suivi.get_jours(contexte.url, k, marque)
    if not jours or jours[0] >= choix.au:
        show_html('<p class="obs-note">Le journal commence aujourd’hui : les courbes viendront avec le temps.</p>')
        return
    role = contexte.auteur.role.value
    points = cache_suivi.get_courbes(contexte.url, k, marque=marque, role=role, debut=jours[0], fin=choix.au)
    axes = [a for a in choix.plan.axes if a.parent_id is None]
    titres = {0: "Tout le contrat"} | {a.id: f"{a.numero} {typo(a.titre)}" for a in axes}
    show_html(
        f'<p class="obs-note">Part des actions réalisées, en %, du {format_date(jours[0])} au {format_date(choix.au)}. '
        "Elle baisse quand des actions s’ajoutent au plan.</p>"
    )
    show_html(build_courbes_html(points, titres))
    show_html(
        f'<details class="obs-details"><summary>Les courbes en tableau</summary>{build_table_courbes(points, titres)}'
        "</details>"
    )

"""Les échéances en tableau : le mois montré, ou ce qui presse."""

from collections.abc import Sequence
from datetime import date

from observatoire.domain.cls.echeances import Echeance, EtatEcheance, SorteEcheance
from observatoire.domain.cls.objets import Action
from observatoire.domain.francais import format_date
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

PRESSANTES_MAX = 14


def list_pressantes(echeances: Sequence[Echeance]) -> list[Echeance]:
    """Ce qui reste à faire, en retard d'abord ; une date passée sans suite à donner n'y est pas."""
    attendues = (EtatEcheance.EN_RETARD, EtatEcheance.A_VENIR)
    return [e for e in echeances if e.etat in attendues][:PRESSANTES_MAX]


def show_echeances(titre: str, echeances: Sequence[Echeance], au: date, vide: str) -> None:
    """Le tableau d'échéances, dans l'ordre donné."""
    if not echeances:
        show_html(f'<p class="obs-note">{escape(vide)}</p>')
        return
    lignes = [
        Ligne(
            [
                format_date(e.jour),
                Html(_build_delai(e, au)),
                "Action" if e.sorte is SorteEcheance.FIN else e.sorte.libelle,
                Html(build_lien(e.action) if e.action else "–"),
                "Fin de l’action" if e.sorte is SorteEcheance.FIN else typo(e.libelle),
                (e.action.structure_pilote if e.action else "") or "–",
            ]
        )
        for e in echeances
    ]
    colonnes = [Colonne(t) for t in ("Date", "Délai", "Nature", "Action", "Échéance", "Pilote")]
    tableau = build_tableau(titre, colonnes, lignes)
    show_html(
        f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="{escape(titre)}">{tableau}</div>'
    )


def build_lien(action: Action) -> str:
    """Le numéro et le titre d'une action, qui mènent à sa fiche."""
    adresse = f"fiches?contrat={action.contrat_id}&amp;action={action.id}"
    return f'<a href="{adresse}" target="_self">{escape(action.numero)} {escape(typo(action.titre))}</a>'


def _build_delai(echeance: Echeance, au: date) -> str:
    if echeance.etat in (EtatEcheance.FAITE, EtatEcheance.PASSEE):
        return echeance.etat.libelle
    ecart = (echeance.jour - au).days
    if ecart < 0:
        return build_etiquette("dépassée", "alerte")
    if ecart == 0:
        return "aujourd’hui"
    return f"dans {ecart} j" if ecart < 60 else f"dans {round(ecart / 30.4)} mois"

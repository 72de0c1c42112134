"""Les cartes du recueil : des faits, un résumé, la page de la source."""

from collections.abc import Sequence

from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.suivi.recueil import ActionRecueil
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.signes import typo


def show_actions(actions: Sequence[ActionRecueil]) -> None:
    """Pose les cartes."""
    if not actions:
        show_html('<p class="obs-note">Aucune action ne répond à ces critères : retirez-en un.</p>')
        return
    show_html(f'<div class="obs-exemples">{"".join(_build_carte(a) for a in actions)}</div>')


def _build_carte(action: ActionRecueil) -> str:
    faits = [
        ("Période", action.periode),
        ("Échelle", action.echelle),
        ("Pilote", action.pilote),
        ("Partenaires", ", ".join(action.partenaires)),
        ("Budget", action.budget),
        ("Publics", ", ".join(action.publics)),
        ("Résultats", action.resultats),
    ]
    lignes = "".join(f"<strong>{n}</strong> : {escape(typo(v))}<br>" for n, v in faits if v)
    etiquettes = "".join(build_etiquette(LIBELLES_THEME[t]) + " " for t in action.themes)
    etiquettes += build_etiquette("QPV", "bon") if action.qpv == "oui" else ""
    annee = f"fiche de {action.fiche}" + (f", mise à jour en {action.mise_a_jour}" if action.mise_a_jour else "")
    return (
        f'<section class="obs-carte"><p class="obs-note">{escape(action.ville)} · {annee} · page {action.page}</p>'
        f'<h3 class="obs-h3">{escape(typo(action.titre))}</h3><p>{escape(typo(action.resume))}</p>'
        f'<p class="obs-faits">{lignes}</p><p>{etiquettes}</p>'
        f'<p><a href="fiches?modele={action.code}" target="_self">En faire une fiche</a></p></section>'
    )

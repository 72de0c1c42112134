"""La liste des fiches actions : le tableau, et le décompte par n'importe quel champ."""

import streamlit as st

from observatoire.domain.francais import format_date, format_pluriel
from observatoire.services.suivi.criteres import CRITERES, Compte, Fiche, count_fiches
from observatoire.ui import etat_url
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.axes import format_k_euros
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.exports import ENTETES_FICHES, flatten_fiche, show_exports
from observatoire.ui.suivi.filtres import Selection
from observatoire.ui.suivi.signes import build_statut_html, typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau


def show_liste(selection: Selection) -> None:
    """Le tableau des fiches retenues."""
    if not selection.fiches:
        show_html('<p class="obs-note">Aucune fiche ne répond à ces filtres : retirez-en un.</p>')
        return
    colonnes = [
        Colonne("Action"),
        Colonne("Statut"),
        Colonne("Pilote"),
        Colonne("Période"),
        Colonne("Budget", nombre=True),
        Colonne("Fiche", nombre=True),
    ]
    tableau = build_tableau("Fiches actions", colonnes, [Ligne(_build_cellules(f)) for f in selection.fiches])
    show_html(f'<div class="obs-defile obs-large obs-liste-fiches">{tableau}</div>')
    show_html('<p class="obs-source">« Fiche » : rubriques remplies sur neuf. Budget : sous-actions comprises.</p>')
    show_exports("fiches-actions", ENTETES_FICHES, lambda: [flatten_fiche(f) for f in selection.fiches])


def _build_cellules(fiche: Fiche) -> list[str | Html]:
    action, etat = fiche.action, fiche.etat
    marques = build_etiquette("sans nouvelle", "alerte") if etat.silence else ""
    marques += build_etiquette("confidentielle") if action.confidentiel else ""
    motif = f'<br><span class="obs-note">{escape(typo(action.motif))}</span>' if action.motif else ""
    debut = format_date(action.debut) if action.debut else "?"
    fin = format_date(action.fin) if action.fin else "?"
    rattachee = '<span class="obs-note">sous-action</span> ' if action.parent_id else ""
    return [
        Html(rattachee + build_lien(action)),
        Html(build_statut_html(action.statut, etat.retard) + motif + (f"<br>{marques}" if marques else "")),
        typo(action.structure_pilote) or "–",
        f"{debut} – {fin}" if action.debut or action.fin else "–",
        format_k_euros(fiche.prevu) if fiche.prevu is not None else "–",
        f"{fiche.completude.remplies}/{fiche.completude.total}",
    ]


def show_decompte(selection: Selection) -> None:
    """Le nombre de fiches par valeur d'un critère, en barres et en chiffres ; chaque nom filtre la liste."""
    code = etat_url.read_code("compter", CRITERES, "axe", "le critère")
    st.selectbox("Compter par", list(CRITERES), format_func=lambda c: CRITERES[c].nom, **etat_url.bind("compter", code))
    comptes = count_fiches(CRITERES[code], selection.fiches)
    maximum = max((c.fiches for c in comptes), default=1)
    lignes = [_build_compte(code, c, maximum) for c in comptes]
    nom = CRITERES[code].nom
    colonnes = [Colonne(nom), *(Colonne(t, nombre=True) for t in ("Fiches", "réalisées", "en retard"))]
    tableau = build_tableau(f"Fiches par {nom.lower()}", colonnes, lignes)
    show_html(f'<div class="obs-defile obs-decompte">{tableau}</div>')
    retenues = len(selection.fiches)
    dites = f"{format_pluriel(retenues, 'fiche')} {'retenues' if retenues > 1 else 'retenue'}"
    show_html(
        f'<p class="obs-source">{dites} sur {selection.total}. Foncé : réalisées. Une fiche qui a plusieurs valeurs '
        "compte dans chacune ; celle d’un sous-axe compte aussi dans son axe.</p>"
    )


def _build_compte(code: str, compte: Compte, maximum: int) -> Ligne:
    """Une barre aussi longue que le nombre de fiches, sa part réalisée foncée."""
    codes = {k: v for k, v in st.query_params.to_dict().items() if k not in {"action", "mode", "compter"}}
    requete = etat_url.build_requete({**codes, code: compte.valeur.code, "compter": code})
    largeur, faites = 100 * compte.fiches / maximum, 100 * compte.realisees / compte.fiches
    barre = (
        f'<span class="obs-barres" aria-hidden="true"><span style="width:{largeur:.1f}%">'
        f'<i style="width:{faites:.1f}%"></i></span></span>'
    )
    nom = f'<a href="fiches?{escape(requete)}" target="_self">{escape(typo(compte.valeur.libelle))}</a>'
    nombres = (compte.fiches, compte.realisees, compte.en_retard)
    return Ligne([Html(nom + barre), *map(str, nombres)])

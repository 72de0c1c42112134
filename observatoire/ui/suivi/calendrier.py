"""Le calendrier d'un axe (barres, étapes, dépassements) et les échéances à venir."""

from collections.abc import Sequence
from datetime import date

from observatoire.domain.cls.avancement import is_en_retard
from observatoire.domain.cls.objets import Action, Etape
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import STATUTS_CLOS, StatutAction
from observatoire.domain.francais import format_date
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.signes import typo
from observatoire.ui.suivi.trace import Echelle
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

LARGEUR, PAS, HAUT = 980, 30, 44
_BARRE = (290.0, 720.0)
_STYLES: dict[StatutAction, str] = {
    StatutAction.REALISE: 'fill="#0B4F5C" stroke="#0B4F5C"',
    StatutAction.EN_COURS: 'fill="#A9CFD3" stroke="#0B4F5C"',
    StatutAction.BLOQUE: 'fill="url(#obs-hachure)" stroke="var(--obs-encre2)"',
    StatutAction.EN_PAUSE: 'fill="url(#obs-hachure)" stroke="var(--obs-encre2)"',
    StatutAction.ABANDONNE: 'fill="var(--obs-fond2)" stroke="var(--obs-champ)"',
}
_PREVU = 'fill="var(--obs-carte)" stroke="var(--obs-encre2)" stroke-dasharray="4 3"'
_HACHURE = (
    '<defs><pattern id="obs-hachure" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="var(--obs-fond2)"/><path d="M0 0V6" stroke="#86909C" stroke-width="2.4"/>'
    "</pattern></defs>"
)


def show_calendrier(plan: Plan, actions: Sequence[Action], au: date) -> int:
    """Dessine les actions datées ; rend leur nombre."""
    datees = [a for a in actions if a.debut and a.fin]
    if not datees:
        show_html('<p class="obs-note">Aucune action de cet axe n’a à la fois un début et une fin.</p>')
        return 0
    jours = [j for a in datees for j in (a.debut, a.fin) if j] + [au]
    debut, fin = date(min(jours).year, 1, 1), date(max(jours).year, 12, 31)
    echelle = Echelle([debut, fin], [0, 1], (*_BARRE, 0, 1))
    hauteur = HAUT + PAS * len(datees) + 12
    annees = "".join(_build_annee(echelle, a, hauteur) for a in range(debut.year, fin.year + 1))
    rangs = "".join(_build_rang(plan, echelle, a, au, HAUT + PAS * r) for r, a in enumerate(datees))
    x = echelle.x(au)
    aujourd_hui = f'<path d="M{x:.1f} {HAUT - 10}V{hauteur}" stroke="var(--obs-encre)" stroke-width="1.6"/>'
    texte = f"Calendrier de {len(datees)} actions, de {debut.year} à {fin.year}"
    show_html(
        f'<div class="obs-defile" tabindex="0" role="region" aria-label="{texte}"><svg class="obs-gantt" '
        f'width="{LARGEUR}" height="{hauteur}" viewBox="0 0 {LARGEUR} {hauteur}" role="img" aria-label="{texte}. '
        f'Le tableau des échéances donne les mêmes dates.">{_HACHURE}{annees}{rangs}{aujourd_hui}</svg></div>'
    )
    return len(datees)


def _build_annee(echelle: Echelle, annee: int, hauteur: int) -> str:
    debut, milieu = echelle.x(date(annee, 1, 1)), echelle.x(date(annee, 7, 1))
    return (
        f'<path d="M{debut:.1f} {HAUT - 14}V{hauteur}" stroke="var(--obs-filet)"/>'
        f'<text class="annee" x="{milieu:.1f}" y="{HAUT - 22}" text-anchor="middle">{annee}</text>'
    )


def _build_rang(plan: Plan, echelle: Echelle, action: Action, au: date, y: int) -> str:
    debut, fin = action.debut or au, action.fin or au
    gauche, droite = echelle.x(debut), echelle.x(fin)
    style = _STYLES.get(action.statut, _PREVU)
    barre = f'<rect x="{gauche:.1f}" y="{y + 4}" width="{max(3.0, droite - gauche):.1f}" height="15" rx="3" {style}/>'
    couleur = "#FFFFFF" if action.statut is StatutAction.REALISE else "var(--obs-encre)"
    etapes = "".join(_build_etape(echelle, e, y, couleur) for e in plan.list_etapes(action.id))
    retard = is_en_retard(action, au)
    depasse = ""
    if retard:
        depasse = (
            f'<path d="M{droite:.1f} {y + 11.5}H{echelle.x(au):.1f}" stroke="var(--obs-alerte)" stroke-width="2.2" '
            'stroke-dasharray="4 3"/>'
        )
    titre = escape(typo(shorten(action.titre, 36)))
    lien = f"fiches?contrat={action.contrat_id}&amp;action={action.id}"
    classe = ' class="alerte"' if retard or action.statut is StatutAction.BLOQUE else ""
    return (
        f'<text x="0" y="{y + 16}" class="numero">{escape(action.numero)}</text>'
        f'<a href="{lien}" target="_self"><text x="38" y="{y + 16}">{titre}</text></a>'
        f'{barre}{depasse}{etapes}<text x="736" y="{y + 16}"{classe}>{escape(typo(describe_etat(action, au)))}</text>'
    )


def _build_etape(echelle: Echelle, etape: Etape, y: int, couleur: str) -> str:
    jour = etape.realisee_le or etape.echeance
    if jour is None or not echelle.debut <= jour <= echelle.fin:
        return ""
    x = echelle.x(jour)
    bulle = f"<title>{escape(typo(etape.libelle))}</title>"
    return f'<path d="M{x:.1f} {y + 3}V{y + 20}" stroke="{couleur}" stroke-width="2.4">{bulle}</path>'


def describe_etat(action: Action, au: date) -> str:
    """Écrit « Réalisé », « En cours, en retard de 4 mois », « Bloqué : permis de construire »."""
    if is_en_retard(action, au) and action.fin:
        mois = max(1, round((au - action.fin).days / 30.4))
        return f"{action.statut.libelle}, en retard de {mois} mois"
    if action.motif and action.statut in {StatutAction.BLOQUE, StatutAction.EN_PAUSE, StatutAction.ABANDONNE}:
        return shorten(f"{action.statut.libelle} : {action.motif}", 34)
    return action.statut.libelle


def show_echeances(plan: Plan, au: date, maximum: int = 14) -> None:
    """Ce qui arrive à terme : étapes non faites et fins d'actions, les plus pressées d'abord."""
    ouvertes = {a.id: a for a in plan.actions if a.statut not in STATUTS_CLOS}
    echeances = [(a.fin, a, "Fin de l’action") for a in ouvertes.values() if a.fin]
    echeances += [
        (e.echeance, ouvertes[e.action_id], e.libelle)
        for e in plan.list_objets(Etape)
        if e.echeance and not e.realisee_le and e.action_id in ouvertes
    ]
    lignes = [
        Ligne(
            [
                format_date(jour),
                Html(_build_delai(jour, au)),
                Html(build_lien(a)),
                typo(quoi),
                a.structure_pilote or "–",
            ]
        )
        for jour, a, quoi in sorted(echeances, key=lambda x: (x[0], x[1].numero))[:maximum]
    ]
    if not lignes:
        show_html('<p class="obs-note">Aucune échéance à venir.</p>')
        return
    colonnes = [Colonne(t) for t in ("Date", "Délai", "Action", "Échéance", "Pilote")]
    show_html(f'<div class="obs-defile obs-large">{build_tableau("Échéances", colonnes, lignes)}</div>')


def build_lien(action: Action) -> str:
    """Le numéro et le titre d'une action, qui mènent à sa fiche."""
    adresse = f"fiches?contrat={action.contrat_id}&amp;action={action.id}"
    return f'<a href="{adresse}" target="_self">{escape(action.numero)} {escape(typo(action.titre))}</a>'


def _build_delai(jour: date, au: date) -> str:
    ecart = (jour - au).days
    if ecart < 0:
        return build_etiquette("dépassée", "alerte")
    if ecart == 0:
        return "aujourd’hui"
    return f"dans {ecart} j" if ecart < 60 else f"dans {round(ecart / 30.4)} mois"

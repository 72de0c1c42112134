"""La frise des actions : une barre par action, un losange par étape, le jour montré et les dates du contrat.

Dessinée en HTML plutôt qu'en image : elle se replie au téléphone, ses titres sont des liens et son état des mots.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from observatoire.domain.cls.avancement import is_en_retard
from observatoire.domain.cls.echeances import EtatEcheance, get_etat_etape, get_jour_etape
from observatoire.domain.cls.objets import Action, Axe, Contrat, Etape
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import STATUTS_CLOS, StatutAction
from observatoire.domain.francais import format_date, format_pluriel, join_mots
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.signes import typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

_MOTIVES = frozenset({StatutAction.BLOQUE, StatutAction.EN_PAUSE, StatutAction.ABANDONNE})
LEGENDE = (
    ("losange faite", "étape faite"),
    ("losange a_venir", "étape à venir"),
    ("losange en_retard", "étape en retard"),
    ("tirets", "fin dépassée"),
    ("jour", "jour montré"),
    ("borne", "début ou fin du contrat"),
)


class Piste:
    """Les années montrées, et la place d'un jour en pour cent de leur largeur."""

    def __init__(self, jours: Sequence[date]) -> None:
        self.debut = date(min(jours).year, 1, 1)
        self.fin = date(max(jours).year, 12, 31)

    @property
    def annees(self) -> range:
        """Les années de la frise."""
        return range(self.debut.year, self.fin.year + 1)

    def place(self, jour: date) -> float:
        """Rend la place d'un jour, de 0 à 100."""
        return 100 * (jour - self.debut).days / (self.fin - self.debut).days


def show_frise(plan: Plan, actions: Sequence[Action], au: date) -> None:
    """Dessine les actions datées, rangées par axe, puis leur tableau ; nomme celles qui n'ont pas de dates."""
    datees = [a for a in actions if a.debut and a.fin]
    if not datees:
        show_html('<p class="obs-note">Aucune de ces actions n’a à la fois un début et une fin.</p>')
        return
    contrat = plan.contrat
    bornes = [j for a in datees for j in (a.debut, a.fin)] + [contrat.debut, contrat.fin, au]
    piste = Piste([j for j in bornes if j])
    groupes = "".join(
        _build_groupe(titre, [_build_rang(plan, piste, a, au) for a in siennes])
        for titre, siennes in _group_axes(plan, datees)
    )
    resume = f"Frise de {describe_frise(plan, datees, au)}"
    legende = "".join(f'<li><i class="{signe}"></i>{mot}</li>' for signe, mot in LEGENDE)
    show_html(
        f'<div class="obs-frise" role="group" aria-label="{escape(resume)}">'
        f'<div class="fond" aria-hidden="true">{_build_fond(piste, contrat, au)}</div>'
        f'{groupes}</div><ul class="obs-frise-legende">{legende}</ul>'
    )
    sans = [a for a in actions if a not in datees]
    if sans:
        noms = join_mots(f"{a.numero} {typo(shorten(a.titre, 50))}" for a in sans)
        show_html(f'<p class="obs-note">Sans début ou sans fin, donc absentes : {escape(noms)}.</p>')
    table = _build_table(plan, datees, au)
    show_html(f'<details class="obs-details"><summary>La frise en tableau</summary>{table}</details>')


def describe_frise(plan: Plan, actions: Sequence[Action], au: date) -> str:
    """Écrit « 28 actions, de 2022 à 2026 : 4 en retard ; 60 étapes, dont 40 faites, 8 en retard »."""
    jours = [j for a in actions for j in (a.debut, a.fin) if j]
    etapes = Counter(get_etat_etape(e, au) for a in actions for e in _list_jalons(plan, a))
    retards = sum(is_en_retard(a, au) for a in actions)
    faites, tardives = etapes[EtatEcheance.FAITE], etapes[EtatEcheance.EN_RETARD]
    return (
        f"{format_pluriel(len(actions), 'action')}, de {min(jours).year} à {max(jours).year} : {retards} en retard ; "
        f"{format_pluriel(etapes.total(), 'étape')}, dont {format_pluriel(faites, 'faite')} et {tardives} en retard"
    )


def describe_etat(action: Action, au: date) -> str:
    """Écrit « Réalisé », « En cours, en retard de 4 mois », « Bloqué : permis de construire »."""
    if is_en_retard(action, au) and action.fin:
        mois = max(1, round((au - action.fin).days / 30.4))
        return f"{action.statut.libelle}, en retard de {mois} mois"
    if action.motif and action.statut in _MOTIVES:
        return shorten(f"{action.statut.libelle} : {action.motif}", 60)
    return action.statut.libelle


def _group_axes(plan: Plan, actions: Sequence[Action]) -> list[tuple[str, list[Action]]]:
    """Les actions par axe, chacune une fois : sous le premier des siens."""
    groupes: dict[int, list[Action]] = {}
    for action in actions:
        groupes.setdefault(action.axes[0] if action.axes else 0, []).append(action)
    rangs = {a.id: r for r, a in enumerate(plan.axes)}
    titres: list[tuple[str, list[Action]]] = []
    for axe_id in sorted(groupes, key=lambda i: rangs.get(i, len(rangs))):
        axe = plan.get(Axe, axe_id)
        titres.append((f"{axe.numero} {typo(axe.titre)}" if axe else "Sans axe", groupes[axe_id]))
    return titres


def _build_groupe(titre: str, rangs: Sequence[str]) -> str:
    return f'<section><h3 class="obs-h3">{escape(titre)}</h3><ul>{"".join(rangs)}</ul></section>'


def _build_fond(piste: Piste, contrat: Contrat, au: date) -> str:
    """Les années, le jour montré et les dates du contrat, derrière toutes les barres."""
    annees = "".join(f'<b style="left:{piste.place(date(a, 1, 1)):.2f}%">{a}</b>' for a in piste.annees)
    bornes = "".join(f'<i class="borne" style="left:{piste.place(j):.2f}%"></i>' for j in _list_bornes(contrat, piste))
    return f'{annees}{bornes}<i class="jour" style="left:{piste.place(au):.2f}%"></i>'


def _list_bornes(contrat: Contrat, piste: Piste) -> list[date]:
    return [j for j in (contrat.debut or contrat.signature, contrat.fin) if j and piste.debut <= j <= piste.fin]


def _build_rang(plan: Plan, piste: Piste, action: Action, au: date) -> str:
    debut, fin = action.debut or au, action.fin or au
    gauche, droite = piste.place(debut), piste.place(fin)
    barre = (
        f'<i class="barre {action.statut.value}" style="left:{gauche:.2f}%;width:{max(0.5, droite - gauche):.2f}%"></i>'
    )
    retard = is_en_retard(action, au)
    if retard:
        barre += f'<i class="tirets" style="left:{droite:.2f}%;width:{piste.place(au) - droite:.2f}%"></i>'
    barre += "".join(_build_losange(piste, e, au) for e in _list_jalons(plan, action))
    alerte = ' class="alerte"' if retard or action.statut is StatutAction.BLOQUE else ""
    return (
        f'<li>{build_lien(action)}<span class="piste" aria-hidden="true">{barre}</span>'
        f"<span{alerte}>{escape(typo(describe_etat(action, au)))}</span></li>"
    )


def _list_jalons(plan: Plan, action: Action) -> list[Etape]:
    """Les étapes datées ; une action close n'attend plus celles qui ne sont pas faites."""
    close = action.statut in STATUTS_CLOS
    return [e for e in plan.list_etapes(action.id) if get_jour_etape(e) and not (close and not e.realisee_le)]


def _build_losange(piste: Piste, etape: Etape, au: date) -> str:
    jour = get_jour_etape(etape)
    if jour is None or not piste.debut <= jour <= piste.fin:
        return ""
    bulle = escape(typo(f"{format_date(jour)} : {etape.libelle}, {get_etat_etape(etape, au).libelle}"))
    etat = get_etat_etape(etape, au).value
    return f'<i class="losange {etat}" style="left:{piste.place(jour):.2f}%" title="{bulle}"></i>'


def _build_table(plan: Plan, actions: Sequence[Action], au: date) -> str:
    lignes: list[Ligne] = []
    for action in actions:
        etapes = [
            f"{typo(e.libelle)} ({format_date(jour)}, {get_etat_etape(e, au).libelle})"
            for e in _list_jalons(plan, action)
            if (jour := get_jour_etape(e))
        ]
        dates = [format_date(j) if j else "–" for j in (action.debut, action.fin)]
        etat = typo(describe_etat(action, au))
        lignes.append(Ligne([Html(build_lien(action)), *dates, etat, "\xa0; ".join(etapes) or "–"]))
    colonnes = [Colonne(t) for t in ("Action", "Début", "Fin", "État", "Étapes")]
    tableau = build_tableau("Frise des actions", colonnes, lignes)
    return f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Frise en tableau">{tableau}</div>'

"""Le tableau des axes : un carré par action, alertes, budget, indicateur de résultat."""

from observatoire.domain.cls.avancement import Avancement
from observatoire.domain.cls.objets import Axe, ReferenceAxes
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import ResultatIndicateur, VerdictResultat, format_cible
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.services.suivi.vue_ensemble import LigneAxe, VueEnsemble
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.financeurs import format_depense, format_etp, format_k_euros, list_financeurs
from observatoire.ui.suivi.signes import build_carre_action, build_legende, build_resultat_html, typo
from observatoire.ui.suivi.trace import build_etincelle
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

COLONNES = (
    Colonne("Axe"),
    Colonne("Avancement, par action"),
    Colonne("Alertes"),
    Colonne("Budget"),
    Colonne("Indicateur de résultat : départ, dernier point, cible"),
)
RESULTATS_MAX = 2
SANS_RESULTAT = "<strong>Pas d’indicateur de résultat</strong>"


def show_cartes(vue: VueEnsemble) -> None:
    """Les cinq chiffres du contrat."""
    total, budget = vue.total, vue.total.budget
    part = f"{format_nombre(total.part_realisee, 0)} % des actions" if total.n else "aucune action"
    cartes = [
        ("Réalisées", f"{total.realisees} sur {total.n}", part),
        ("En retard", str(total.en_retard), "fin dépassée"),
        ("Bloquées", str(total.bloquees), "motif sur la fiche"),
        ("Sans nouvelle", str(total.sans_nouvelle), "depuis 12 mois ou plus"),
        (
            "Budget dépensé",
            format_k_euros(budget.realise),
            f"sur {format_k_euros(budget.prevu)} prévus"
            + (f" ({format_nombre(budget.part, 0)} %)" if budget.part is not None else "")
            + (f" · {etp}" if (etp := format_etp(total.etp)) else ""),
        ),
    ]
    blocs = "".join(
        f'<div class="obs-carte"><p>{escape(nom)}</p><p class="cle">{escape(valeur)}</p>'
        f'<p class="obs-note">{escape(note)}</p></div>'
        for nom, valeur, note in cartes
    )
    show_html(f'<div class="obs-chiffres">{blocs}</div>')


def show_axes(vue: VueEnsemble) -> None:
    """Le tableau, axe par axe, sous-axes en retrait."""
    show_html(build_legende())
    lignes = [Ligne([Html(c) for c in _build_cellules(vue.plan, ligne)]) for ligne in vue.axes]
    show_html(f'<div class="obs-axes">{build_tableau("Avancement et résultats par axe", COLONNES, lignes)}</div>')


def _build_cellules(plan: Plan, ligne: LigneAxe) -> list[str]:
    bilan = ligne.avancement
    return [
        _build_axe(plan, ligne),
        _build_avancement(bilan),
        build_alertes(bilan),
        build_budget(bilan),
        _build_resultats(ligne),
    ]


def _build_axe(plan: Plan, ligne: LigneAxe) -> str:
    axe = ligne.axe
    renvois = "".join(f"<span>{escape(typo(_describe_renvoi(plan, r)))}</span>" for r in _list_renvois(plan, axe))
    return (
        f'<div class="obs-ligne-axe rang{min(ligne.profondeur, 3)}"><span class="pastille">{escape(axe.numero)}</span>'
        f"<div><strong>{escape(typo(axe.titre))}</strong><span>{escape(typo(axe.description))}</span>{renvois}"
        "</div></div>"
    )


def _list_renvois(plan: Plan, axe: Axe) -> list[ReferenceAxes]:
    return [r for r in plan.references if r.axe_id == axe.id]


def _describe_renvoi(plan: Plan, renvoi: ReferenceAxes) -> str:
    """Écrit « voir l'axe 2 Santé mentale : liens avec les CMP »."""
    cible = plan.get(Axe, renvoi.cible_id)
    nom = f"l'axe {cible.numero} {cible.titre}" if cible else "un axe supprimé"
    return f"→ voir {nom}" + (f" : {renvoi.nature}" if renvoi.nature else "")


def _build_avancement(bilan: Avancement) -> str:
    if not bilan.n:
        return '<span class="obs-note">aucune action</span>'
    carres = "".join(build_carre_action(e) for e in sorted(bilan.actions, key=lambda e: _RANGS[e.action.statut]))
    autres = [
        f"{nombre} {_format_statut(statut, nombre)}"
        for statut, nombre in sorted(bilan.par_statut.items(), key=lambda c: _RANGS[c[0]])
        if statut is not StatutAction.REALISE
    ]
    part = format_nombre(bilan.part_realisee, 0)
    pluriel = "réalisée" if bilan.realisees < 2 else "réalisées"
    return (
        f'<div class="obs-carres">{carres}</div><strong>{bilan.realisees} {pluriel} sur {bilan.n}</strong> '
        f'({part} %)<br><span class="obs-note">{escape(", ".join(autres))}</span>'
    )


_RANGS = {s: r for r, s in enumerate((
    StatutAction.REALISE, StatutAction.EN_COURS, StatutAction.BLOQUE, StatutAction.EN_PAUSE,
    StatutAction.A_VENIR, StatutAction.A_DISCUTER, StatutAction.ABANDONNE,
))}  # fmt: skip
_ACCORDS = {StatutAction.BLOQUE: ("bloquée", "bloquées"), StatutAction.ABANDONNE: ("abandonnée", "abandonnées")}


def _format_statut(statut: StatutAction, nombre: int) -> str:
    singulier, pluriel = _ACCORDS.get(statut, (statut.libelle.lower(),) * 2)
    return singulier if nombre < 2 else pluriel


def build_alertes(bilan: Avancement) -> str:
    """Les étiquettes d'alerte d'un bilan."""
    alertes = [
        (bilan.en_retard, "en retard"),
        (bilan.bloquees, "bloquée" if bilan.bloquees < 2 else "bloquées"),
        (bilan.sans_nouvelle, "sans nouvelle"),
    ]
    etiquettes = "".join(build_etiquette(f"{n} {mot}", "alerte") for n, mot in alertes if n)
    return (
        f'<div class="obs-alertes">{etiquettes}</div>' if etiquettes else '<span class="obs-note">aucune alerte</span>'
    )


def build_budget(bilan: Avancement) -> str:
    """La barre et les mots d'un budget."""
    budget, etp = bilan.budget, format_etp(bilan.etp)
    personnel = f'<br><span class="obs-note">{escape(etp)}</span>' if etp else ""
    if not budget.prevu and not budget.realise:
        return f'<span class="obs-note">non chiffré</span>{personnel}'
    part = min(100.0, budget.part or 0)
    part_dite = (
        f'<span class="obs-entier">({format_nombre(budget.part, 0)} %)</span>' if budget.part is not None else ""
    )
    return (
        f'<span class="obs-barre" aria-hidden="true"><i style="width:{part:.0f}%"></i></span>'
        f"<strong>{escape(format_k_euros(budget.realise))}</strong> dépensés<br>"
        f'<span class="obs-note">sur {escape(format_k_euros(budget.prevu))} prévus {part_dite}</span>{personnel}'
        f"{_build_financeurs(bilan)}"
    )


def _build_financeurs(bilan: Avancement) -> str:
    """Les financeurs d'un axe, à déplier sous son budget."""
    if not any(b.chiffrees for b in bilan.par_financeur.values()):
        return ""
    lignes = "".join(
        f"<li>{escape(nom)} : {escape(format_depense(b))}</li>" for nom, b in list_financeurs(bilan) if b.chiffrees
    )
    return f'<details class="obs-details"><summary>par financeur</summary><ul>{lignes}</ul></details>'


def _build_resultats(ligne: LigneAxe) -> str:
    if not ligne.resultats:
        suites = [r.phrase for r in ligne.activites[:1]]
        texte = "".join(f'<br><span class="obs-note">{escape(typo(p))}</span>' for p in suites)
        return f"{SANS_RESULTAT}{texte}"
    reste = len(ligne.resultats) - RESULTATS_MAX
    suite = ""
    if reste > 0:
        adresse = f"resultats?contrat={ligne.axe.contrat_id}"
        suite = f'<a href="{adresse}" target="_self">et {format_pluriel(reste, "autre indicateur")}</a>'
    return "".join(build_resultat_court(r) for r in ligne.resultats[:RESULTATS_MAX]) + suite


def build_resultat_court(resultat: ResultatIndicateur) -> str:
    """Un indicateur en quatre lignes, sa courbe à droite."""
    lignes = [describe_points(resultat)]
    if resultat.cible:
        lignes.append(format_cible(resultat, resultat.cible))
    notes = "<br>".join(escape(typo(x)) for x in lignes if x)
    return (
        f'<div class="obs-resultat"><div><strong>{escape(typo(resultat.indicateur.libelle))}</strong><br>'
        f'{build_resultat_html(resultat)}<br><span class="obs-note">{notes}</span></div>'
        f"{build_etincelle(resultat)}</div>"
    )


def describe_points(resultat: ResultatIndicateur) -> str:
    """Écrit « 13,1 % en 2021, 14,9 % en 2024 », ou le motif."""
    if resultat.verdict is VerdictResultat.NON_MESURABLE:
        return resultat.motif
    points = [p for p in (resultat.depart, resultat.dernier) if p is not None]
    return ", ".join(f"{format_valeur(p.valeur, resultat.decimales, resultat.unite)} en {p.fin.year}" for p in points)

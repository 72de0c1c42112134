"""Le budget d'un contrat : un financeur par ligne, un axe par colonne."""

from observatoire.domain.cls.avancement import Avancement, Budget
from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.services.suivi.vue_ensemble import VueEnsemble
from observatoire.ui.composants import show_source
from observatoire.ui.composants.html import show_html
from observatoire.ui.tableaux import Colonne, Ligne, build_tableau


def format_k_euros(montant: float) -> str:
    """Écrit « 412,0 k€ », ou « 800 € » sous mille euros."""
    if abs(montant) < 1000:
        return format_valeur(montant, 0, "€")
    return format_valeur(montant / 1000, 1, "k€")


def format_depense(budget: Budget) -> str:
    """Écrit « 24,2 k€ sur 25,0 k€ », ou « non chiffré »."""
    if not budget.chiffrees:
        return "non chiffré"
    return f"{format_k_euros(budget.realise)} sur {format_k_euros(budget.prevu)}"


def format_etp(budget: Budget) -> str:
    """Écrit « 1,5 ETP sur 2,0 prévus » ; vide si rien n'en est dit."""
    if not budget.chiffrees:
        return ""
    return f"{format_valeur(budget.realise, 1, 'ETP')} sur {format_nombre(budget.prevu, 1)} prévus"


def list_financeurs(bilan: Avancement) -> list[tuple[str, Budget]]:
    """Les financeurs d'un bilan, du plus gros prévu au plus petit."""
    return sorted(bilan.par_financeur.items(), key=lambda c: (-c[1].prevu, -c[1].realise, c[0]))


def show_financeurs(vue: VueEnsemble) -> None:
    """Le tableau, avec le total du contrat ; dit ce qui n'est pas chiffré."""
    total = vue.total
    if not any(b.chiffrees for b in total.par_financeur.values()):
        show_html('<p class="obs-note">Aucune action ne dit encore de montant.</p>')
        return
    axes = [ligne for ligne in vue.axes if ligne.profondeur == 0]
    colonnes = [
        Colonne("Financeur"),
        *(Colonne(f"Axe {x.axe.numero}" if x.axe.id else x.axe.titre, nombre=True) for x in axes),
        Colonne("Contrat", nombre=True, fort=True),
        Colonne("Part", nombre=True),
    ]
    lignes = [
        _build_ligne(nom, [ligne.avancement.par_financeur.get(nom) for ligne in axes], budget)
        for nom, budget in list_financeurs(total)
    ]
    lignes.append(_build_ligne("Total", [ligne.avancement.budget for ligne in axes], total.budget, choisie=True))
    tableau = build_tableau("Budget par financeur et par axe : dépensé / prévu, en milliers d’euros", colonnes, lignes)
    show_html(f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Budget">{tableau}</div>')
    chiffrees = f"{format_pluriel(total.budget.chiffrees, 'fiche chiffrée', 'fiches chiffrées')} sur {total.n} actions"
    show_source(f"{chiffrees}. Une action rangée dans plusieurs axes compte dans chacun, une seule fois au total.")


def _build_ligne(nom: str, par_axe: list[Budget | None], total: Budget, choisie: bool = False) -> Ligne:
    cases = [_format_case(b) for b in (*par_axe, total)]
    part = f"{format_nombre(total.part, 0)} %" if total.part is not None else "–"
    return Ligne([nom, *cases, part], choisie=choisie)


def _format_case(budget: Budget | None) -> str:
    if budget is None or not budget.chiffrees:
        return "–"
    return " / ".join(format_nombre(montant / 1000, 1) for montant in (budget.realise, budget.prevu))

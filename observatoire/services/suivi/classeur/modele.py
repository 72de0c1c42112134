"""Le modèle vierge d'un plan d'actions, avec ses listes de choix et son mode d'emploi."""

from typing import cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, TypeIndicateurCls
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.suivi.classeur.colonnes import CHAMPS_ACTION, CHAMPS_RATTACHES, TITRES_AXES
from observatoire.services.suivi.classeur.export import add_validations, save_classeur, write_tableau

_TECHNIQUES = frozenset({"parent", "autres_axes", "statut_depuis"})
_MODE_EMPLOI = (
    (
        "Une ligne par action",
        "Le numéro reconnaît l'action d'un import à l'autre : ne le changez pas. Sa colonne est au format Texte : "
        "1.10 y reste 1.10.",
    ),
    (
        "Axes",
        "« 1 – Accès aux soins ». Une case vide reprend l'axe de la ligne du dessus ; un tiret dit qu'il n'y en a pas.",
    ),
    ("Sous-action", "Sa propre ligne, sous l'action, avec le même titre d'action (ou une case fusionnée)."),
    ("Listes", "Publics, quartiers, partenaires… : un point-virgule ou un saut de ligne entre deux mots."),
    ("Dates", "15/03/2026, mars 2026, T2 2026 ou 2026. Une fin en mois ou en année va jusqu'au dernier jour."),
    ("Étapes", "Une par ligne, sa date entre parenthèses : « Recruter (mars 2026) ». ✔ devant : faite."),
    ("Notes de suivi", "Une par ligne, datée : « 12/03/2026 : premier bilan »."),
    ("Quartiers et thèmes", "Leur nom comme dans l'observatoire : sans cela, Besoins × actions ne les reconnaît pas."),
    ("Montants", "12 000 €, 12,5 k€ ou 0,5 ETP. Financements : un financeur par ligne, « ARS : 10 000 € »."),
    ("Confidentiel", "oui ou non ; vide, la fiche reste comme elle est."),
    (
        "Statuts",
        "Un statut inconnu est demandé à l'import, jamais deviné. En pause, bloqué et abandonné veulent un motif.",
    ),
    ("Cases vides", "Elles n'effacent rien, sauf si vous le demandez à l'import."),
)


def build_modele() -> bytes:
    """Rend le modèle vierge."""
    classeur = Workbook()
    plan = cast("Worksheet", classeur.active)
    plan.title = "Plan"
    colonnes = [c.titre for c in (*CHAMPS_ACTION, *CHAMPS_RATTACHES) if c.champ not in _TECHNIQUES]
    titres = [*TITRES_AXES[:3], *colonnes]
    write_tableau(plan, [titres])
    add_validations(plan, titres, depuis=2)
    write_tableau(classeur.create_sheet("Mode d'emploi"), [["Rubrique", "Comment faire"], *map(list, _MODE_EMPLOI)])
    write_tableau(classeur.create_sheet("Listes"), _build_listes())
    return save_classeur(classeur)


def _build_listes() -> list[list[str]]:
    colonnes = {
        "Statut": [s.libelle for s in StatutAction],
        "Niveau de priorité": [p.libelle for p in Priorite],
        "Type d'indicateur": [t.libelle for t in TypeIndicateurCls],
        "Thématiques": list(LIBELLES_THEME.values()),
    }
    hauteur = max(len(mots) for mots in colonnes.values())
    lignes = [[(mots[r] if r < len(mots) else "") for mots in colonnes.values()] for r in range(hauteur)]
    return [list(colonnes), *lignes]

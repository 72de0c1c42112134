"""Un classeur comme il en circule : la taille du contrat de Montreuil (12 axes, 25 fiches), et son désordre.

Trois feuilles de plan aux colonnes différentes, des cellules fusionnées, un bandeau d'axe au milieu d'un
tableau, des dates en texte, en série et en cellule date, des cellules à plusieurs lignes, des statuts que
personne n'a définis. Les intitulés sont inventés pour le test, d'après les thèmes que le contrat annonce.
"""

import io
from datetime import date, datetime

from openpyxl import Workbook

TITRES_A = (
    "AXE",
    "N° fiche",
    "Intitulé de l'action ",
    "Descriptif",
    "Structure pilote",
    "Partenaires",
    "Date de début",
    "Échéance",
    "État",
    "Budget prévisionnel",
    "Étapes clés",
    "Commentaire interne",
)


def build_classeur() -> bytes:
    """Le classeur entier."""
    classeur = Workbook()
    classeur.remove(classeur.active)
    _write_soins(classeur)
    _write_prevention(classeur)
    _write_vulnerables(classeur)
    notes = classeur.create_sheet("Contacts à voir")
    notes["A1"] = "Penser à relancer le service logement"
    return _save(classeur)


def _write_soins(classeur: Workbook) -> None:
    """Cinq axes, dix fiches : titre en ligne 1, en-tête en ligne 3, axes fusionnés verticalement."""
    f = classeur.create_sheet("Plan d'actions")
    f["A1"] = "Contrat local de santé – plan d'actions"
    f.merge_cells("A1:L1")
    f.append([])
    f.append(list(TITRES_A))
    lignes = [
        (
            "Axe 1 : Offre de soins",
            1,
            "Aide à l'installation",
            "Locaux\n- loyers modérés\n- annuaire",
            "Ville",
            "OPHM ; URPS",
            "2012",
            "2017",
            "En cours",
            "12 000 €",
            "Recenser les locaux (mars 2013)\n✔ Convention OPHM : 15/06/2013",
            "x",
        ),
        (
            None,
            2,
            "Maison médicale de garde",
            "=Somme des gardes",
            "Amicale des médecins",
            "ARS, CPAM93, Bagnolet",
            datetime(2010, 5, 1),
            "en continu",
            "RÉALISÉE",
            45_500,
            None,
            None,
        ),
        (
            "Axe 2 : Accès aux droits",
            3,
            "PASS ambulatoire",
            "Soins sans attendre les droits",
            "Ville",
            "CPAM93\nARS",
            41_244,
            "fin 2015",
            "en cours",
            "12,5 k€",
            "Convention avec les effecteurs (T4 2014)",
            None,
        ),
        (None, 4, "Formation aux droits", "", "CPAM93", "Ville", "T2 2013", "12/2014", "Terminé", None, None, None),
        (
            None,
            5,
            "Consultations précarité",
            "Deux centres",
            "CMS",
            "",
            "1er janvier 2012",
            "31/12/2017",
            "En cours",
            "0,5 ETP",
            None,
            None,
        ),
        (
            "Axe 3 : Santé mentale",
            6,
            "Réseau santé mentale",
            "Réseau\nadolescents",
            "Mission santé mentale",
            "CMP",
            "sept. 2012",
            "2017",
            "à venir",
            None,
            None,
            None,
        ),
        (None, 7, "Point écoute", "", "Association", "", "", "", "En stand-by", "8 000", None, None),
        (
            "Axe 4 : Handicap",
            8,
            "Autisme : accès aux soins",
            "",
            "Mission handicap",
            "Parents",
            "2013",
            "2016",
            "En cours",
            None,
            None,
            None,
        ),
        (None, 9, "Accessibilité des centres", "Travaux", "CMS", "", "2014", "2016", "A discuter", 150_000, None, None),
        (
            "Axe 5 : Personnes âgées",
            10,
            "Coordination gérontologique",
            "",
            "CLIC",
            "",
            "2012",
            "2017",
            "Réalisé",
            None,
            None,
            None,
        ),
    ]
    for ligne in lignes:
        f.append(list(ligne))
    for plage in ("A4:A5", "A6:A8", "A9:A10", "A11:A12"):
        f.merge_cells(plage)
    f["L5"] = "=1+1"
    f.append(["Total", None, None, None, None, None, None, None, None, 250_000])


def _write_prevention(classeur: Workbook) -> None:
    """Quatre axes, neuf fiches : colonnes dans un autre ordre, axes en bandeaux, sous-actions fusionnées."""
    f = classeur.create_sheet("Prévention")
    f.append(
        [
            "Statut",
            "Action",
            "Sous-action",
            "Numero",
            "Pilote",
            "Public cible",
            "Quartiers",
            "Debut",
            "Fin",
            "Financeur 1",
            "Montant financeur 1",
            "Financeur 2",
            "Montant 2",
            "Notes de suivi",
            "Élu(e) référent(e)",
        ]
    )
    lignes = [
        ("AXE 6 – Santé des enfants",),
        (
            "En cours",
            "Prévention bucco-dentaire",
            None,
            "11",
            "CMS dentaire",
            "Enfants",
            "Tous",
            "01/09/12",
            "30/06/17",
            "ARS",
            "10 000 €",
            "CG93",
            "5 000",
            "12/03/2014 : 18 écoles\n03/2015 : 24 écoles",
            "Élue santé",
        ),
        (
            "En cours",
            "Lutte contre l'obésité",
            "Dépistage en CMI",
            "12",
            "SCHS",
            "Enfants ; Parents",
            "La Noue\nBel-Air",
            "2012",
            "2017",
            "Ville",
            "7 k€",
            None,
            None,
            None,
            None,
        ),
        (
            "Réalisé",
            None,
            "Ateliers cuisine",
            None,
            "Centre social",
            "Parents",
            "La Noue",
            "2013",
            "2014",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "Bloqué",
            None,
            "Thèse médicale",
            None,
            "SCHS",
            "Médecins",
            None,
            "2013",
            "2015",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        ("Axe 7 – Santé des femmes",),
        (
            "En cours",
            "Dépistage du sein",
            None,
            "13",
            "ASV",
            "Femmes de 50 à 74 ans",
            "ZUS",
            "2012",
            "2017",
            None,
            None,
            None,
            None,
            "relance à faire",
            None,
        ),
        (
            "En cours",
            "Violences faites aux femmes",
            None,
            "14",
            "Droits des femmes",
            "Femmes",
            None,
            "2012",
            "2017",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "Réalisé",
            "Nutrition des femmes",
            None,
            "15",
            "ASV",
            "Femmes",
            None,
            "2012",
            "2013",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        ("Axe 8 – Santé des jeunes",),
        (
            "En cours",
            "Éducation à la sexualité",
            None,
            "16",
            "CMS",
            "Jeunes",
            None,
            "2012",
            "2017",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "Abandonné",
            "Lutte contre les addictions",
            None,
            "17",
            "CSAPA",
            "Jeunes",
            None,
            "2013",
            "2015",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        ("AXE 9 – Dépistages",),
        (
            "En cours",
            "VIH et hépatites",
            None,
            "18",
            "Association",
            "Tous",
            None,
            "2012",
            "2017",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "En cours",
            "Tuberculose",
            None,
            "19",
            "CG93",
            "Foyers",
            None,
            "2012",
            "2017",
            None,
            None,
            None,
            None,
            None,
            None,
        ),
    ]
    for ligne in lignes:
        f.append(list(ligne))
    f.merge_cells("A2:O2")
    f.merge_cells("B4:B6")
    f.merge_cells("D4:D6")


def _write_vulnerables(classeur: Workbook) -> None:
    """Trois axes, six fiches : axe et sous-axe, numéros absents, indicateurs et actions liées."""
    f = classeur.create_sheet("Suite 2")
    f.append([None, None])
    f.append(
        [
            "Sous-axe",
            "Axe",
            "Titre de l'action",
            "Objectifs",
            "Indicateurs liés",
            "Type d'indicateur",
            "Valeur de départ",
            "Cible",
            "Date de fin",
            "Actions liées",
            "Priorité",
            "Motif",
            "statut",
            "Démarrage",
        ]
    )
    lignes = [
        (
            "10.1 Migrants",
            "Axe 10 : Vulnérables",
            "Accueil des migrants",
            "Accès au droit commun",
            "Part avec médecin traitant",
            "Résultat",
            "61,5",
            "75 %",
            date(2017, 12, 31),
            "3, cf fiche 5",
            "Haute",
            None,
            "En cours",
            "2015",
        ),
        (
            None,
            None,
            "Interprétariat",
            None,
            "Heures\nLangues",
            None,
            None,
            None,
            "2016",
            None,
            "haute",
            None,
            "En pause",
        ),
        (
            "10.2 Habitat",
            None,
            "Habitat dégradé",
            None,
            None,
            None,
            None,
            None,
            "2017",
            "3",
            "Urgent",
            "travaux arrêtés",
            "Bloquée",
        ),
        (
            None,
            "Axe 11 : Environnement",
            "Saturnisme",
            None,
            "Logements traités",
            "activité",
            None,
            None,
            "2017",
            None,
            None,
            None,
            "En cours",
        ),
        (None, None, "Précarité énergétique", None, None, None, None, None, "31/02/2016", None, None, None, "En cours"),
        (
            None,
            "Axe 12 : Éducation thérapeutique",
            "Patients diabétiques",
            None,
            None,
            None,
            None,
            None,
            "2017",
            None,
            "Moyenne",
            None,
            "En cours",
        ),
    ]
    for ligne in lignes:
        f.append(list(ligne))


def correct_date(contenu: bytes) -> bytes:
    """Le même classeur, la date impossible corrigée par la coordinatrice."""
    import openpyxl

    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    classeur["Suite 2"]["I7"] = "28/02/2016"
    return _save(classeur)


def _save(classeur: Workbook) -> bytes:
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()

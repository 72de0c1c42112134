"""Secret statistique : ce qui ne doit pas paraître, et ce qu'il faut taire avec pour que rien ne s'en déduise.

Appelé par la publication, entre le calcul des chiffres et leur écriture :

    standardises = build_standardises(cellules, population, indicateurs, reference="06088")
    cellules = pd.concat([cellules, standardises.cellules], ignore_index=True)
    plan = protect(cellules, appartenances=appartenances, indicateurs=indicateurs, liens=standardises.liens)
    publiables = apply_plan(cellules, plan)        # valeur, bornes et comptes vidés où le statut est « secret »
    # plan.resume a les colonnes de la table plan_secret ; plan.alertes se montre à qui publie

Méthode et limites : `docs/methodes/secret.md`.
"""

from observatoire.ingest.secret.attaque import Faille, RapportAttaque, attack_cellules
from observatoire.ingest.secret.plan import PlanSecret, apply_plan
from observatoire.ingest.secret.protection import protect

__all__ = ["Faille", "PlanSecret", "RapportAttaque", "apply_plan", "attack_cellules", "protect"]

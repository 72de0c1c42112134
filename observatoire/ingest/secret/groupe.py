"""Ce que cacherait la règle simple du groupe entier, pour dire ce que le secret complémentaire en épargne.

Quand un chiffre est secret, cette règle tait tous ceux du même groupe : les IRIS de son quartier, ou les quartiers de
sa commune, et l'autre sexe.
"""

import pandas as pd

from observatoire.ingest.secret.plan import CLES_CELLULE, Cause

_PARENTS = {"iris": "quartier", "quartier": "commune"}
_AUTRE_SEXE = {"femmes": "hommes", "hommes": "femmes"}
_CLES = [c for c in CLES_CELLULE if c != "territoire"]


def count_groupe_entier(cellules: pd.DataFrame, causes: pd.Series, appartenances: pd.DataFrame) -> int:
    """Nombre de cellules que tairait la règle du groupe entier, d'après les cellules secrètes par elles-mêmes."""
    mailles = cellules.drop_duplicates("territoire").set_index("territoire")["maille"]
    emboites = appartenances["enfant"].map(mailles).map(_PARENTS) == appartenances["parent"].map(mailles)
    liens = appartenances.loc[emboites, ["enfant", "parent"]].astype("object")
    cles = cellules[CLES_CELLULE].astype("object")
    secretes = cles[causes.isin([Cause.PRIMAIRE, Cause.PRODUCTEUR])]
    groupes = secretes.merge(liens, left_on="territoire", right_on="enfant")[[*_CLES, "parent"]].drop_duplicates()
    soeurs = groupes.merge(liens, on="parent").rename(columns={"enfant": "territoire"})
    tues = pd.concat([soeurs[CLES_CELLULE], secretes])
    autre_sexe = tues.assign(sexe=tues["sexe"].map(_AUTRE_SEXE)).dropna(subset="sexe")
    return len(pd.concat([tues, autre_sexe]).drop_duplicates().merge(cles, on=CLES_CELLULE))

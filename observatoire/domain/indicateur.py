"""Ce que le catalogue dit d'un indicateur."""

from dataclasses import dataclass
from enum import StrEnum


class TypeIndicateur(StrEnum):
    """Nature du chiffre : elle décide de son intervalle et de son agrégation."""

    EFFECTIF = "effectif"
    PART = "part"
    TAUX = "taux"
    TAUX_STANDARDISE = "taux_standardise"
    ICM = "icm"
    MOYENNE = "moyenne"
    MEDIANE = "mediane"
    DENSITE = "densite"
    INDICE = "indice"
    DISTANCE = "distance"


class Sens(StrEnum):
    """Ce qu'une valeur haute veut dire."""

    HAUT_FAVORABLE = "haut_favorable"
    BAS_FAVORABLE = "bas_favorable"
    SANS_JUGEMENT = "sans_jugement"


class Theme(StrEnum):
    """Thèmes d'un tableau de bord de l'observation de la santé, dans l'ordre du menu."""

    POPULATION = "population"
    CONDITIONS_DE_VIE = "conditions_de_vie"
    ETAT_DE_SANTE = "etat_de_sante"
    MORTALITE = "mortalite"
    SANTE_MENTALE = "sante_mentale"
    ACCES_AUX_DROITS = "acces_aux_droits"
    RECOURS_ET_OFFRE = "recours_et_offre"
    PREVENTION = "prevention"
    PERINATALITE_ENFANCE = "perinatalite_enfance"
    ENVIRONNEMENT = "environnement"


LIBELLES_THEME: dict[Theme, str] = {
    Theme.POPULATION: "Population",
    Theme.CONDITIONS_DE_VIE: "Conditions de vie",
    Theme.ETAT_DE_SANTE: "État de santé",
    Theme.MORTALITE: "Mortalité",
    Theme.SANTE_MENTALE: "Santé mentale",
    Theme.ACCES_AUX_DROITS: "Accès aux droits",
    Theme.RECOURS_ET_OFFRE: "Recours et offre de soins",
    Theme.PREVENTION: "Prévention",
    Theme.PERINATALITE_ENFANCE: "Périnatalité et enfance",
    Theme.ENVIRONNEMENT: "Environnement",
}


@dataclass(frozen=True, slots=True)
class Indicateur:
    """Fiche d'un indicateur. Les champs jusqu'à `agregeable` sont ceux de la table `indicateur`.

    `unite` se lit après la valeur (« % », « pour 1 000 », « € »). `multiplicateur` est appliqué au rapport
    numérateur / dénominateur (100 pour une part). `seuil_secret` est le plus petit effectif diffusable.
    `locution` s'insère dans une phrase : « des habitants de 17 ans ou plus n'ont pas de médecin traitant ».
    `famille` relie les indicateurs qui s'additionnent (secret complémentaire).
    """

    code: str
    libelle: str
    libelle_court: str
    theme: Theme
    definition: str
    unite: str
    type: TypeIndicateur
    multiplicateur: float
    sens: Sens
    source: str
    seuil_secret: int
    comparable_dans_le_temps: bool
    motif_non_comparable: str
    decimales: int
    agregeable: bool
    pourquoi: str
    limites: str
    auteur: str
    verifie_le: str
    population_cible: str = ""
    locution: str = ""
    famille: str = ""
    zero_diffusable: bool = True


@dataclass(frozen=True, slots=True)
class Source:
    """Producteur d'un jeu de données. `prochaine_maj` est une date ISO ou un texte (« juillet 2027 »)."""

    code: str
    producteur: str
    libelle: str
    url: str
    licence: str
    frequence: str
    prochaine_maj: str

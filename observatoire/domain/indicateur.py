"""Ce que le catalogue dit d'un indicateur."""

from dataclasses import dataclass
from enum import StrEnum

from observatoire.domain.territoire import Maille


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


SEUIL_SECRET = 11
"""Plus petit effectif diffusable quand la source n'en dit rien : le PMSI et les données fiscales taisent 1 à 10."""


@dataclass(frozen=True, slots=True)
class Indicateur:
    """Fiche d'un indicateur. Les champs jusqu'à `agregeable` sont ceux de la table `indicateur`.

    `unite` se lit après la valeur (« % », « pour 1 000 », « € »). `multiplicateur` est appliqué au rapport
    numérateur / dénominateur (100 pour une part). `seuil_secret` est le plus petit effectif diffusable.
    Une série qui ne se compare pas dans le temps ne le fait à aucune maille, ou seulement à aucune de
    `mailles_non_comparables` quand elles sont dites.
    `locution` s'insère dans une phrase : « des habitants de 17 ans ou plus n'ont pas de médecin traitant ».
    `famille` est le code de l'indicateur total dont celui-ci est une composante (la C2S avec et sans participation
    portent `famille = "beneficiaires_c2s"`) ; le total lui-même la laisse vide. Le secret complémentaire s'en sert.
    `base` est le code de l'indicateur dont celui-ci reprend les comptes : un ICM ou un taux standardisé dit
    ainsi de quoi il est tiré, avec sa `methode_standardisation` (`directe` ou `indirecte`) et sa
    `population_standard` (`esp2013`, ou `reference` : les taux du territoire de référence).
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
    base: str = ""
    methode_standardisation: str = ""
    population_standard: str = ""
    mailles_non_comparables: tuple[str, ...] = ()

    def is_comparable(self, maille: str) -> bool:
        """Vrai si deux périodes se comparent à cette maille. Une zone est faite d'IRIS : elle en suit la règle."""
        if self.comparable_dans_le_temps:
            return True
        suivie = Maille.IRIS if maille == Maille.ZONE else maille
        return bool(self.mailles_non_comparables) and suivie not in self.mailles_non_comparables


@dataclass(frozen=True, slots=True)
class Source:
    """Producteur d'un jeu de données. `prochaine_maj` est une date ISO ou un texte (« juillet 2027 »).

    `seuil_secret` (plus petit effectif diffusable) et `zero_diffusable` valent pour ses fiches qui n'en disent rien.
    """

    code: str
    producteur: str
    libelle: str
    url: str
    licence: str
    frequence: str
    prochaine_maj: str
    seuil_secret: int = SEUIL_SECRET
    zero_diffusable: bool = True


METHODE_PAR_TYPE: dict[TypeIndicateur, str] = {
    TypeIndicateur.PART: "wilson",
    TypeIndicateur.TAUX: "byar",
    TypeIndicateur.DENSITE: "byar",
    TypeIndicateur.ICM: "byar",
}
"""Méthode d'intervalle (`stats.estimates.rate_interval`) ; un type absent n'a pas d'intervalle calculé.

Un `indice` rapporte deux effectifs qui varient ensemble (les 65 ans ou plus aux moins de 20 ans) : aucune des
deux méthodes ne s'y applique. Un `taux_standardise` porte l'intervalle de sa standardisation.
"""

TYPES_RAPPORT: frozenset[TypeIndicateur] = frozenset(
    {
        TypeIndicateur.PART,
        TypeIndicateur.TAUX,
        TypeIndicateur.ICM,
        TypeIndicateur.MOYENNE,
        TypeIndicateur.DENSITE,
        TypeIndicateur.INDICE,
    }
)
"""Types dont la valeur est `numerateur / denominateur * multiplicateur` dès que les deux comptes existent."""

SANS_INTERVALLE: frozenset[str] = frozenset({"densite_population", "part_loin_generaliste", "part_loin_pharmacie"})
"""Un intervalle y serait trompeur : dénominateur en km², ou habitants répartis par le calcul et non observés."""


def get_methode(code: str, type_indicateur: TypeIndicateur) -> str:
    """Nom de la méthode d'intervalle d'un indicateur, vide s'il n'en a pas."""
    return "" if code in SANS_INTERVALLE else METHODE_PAR_TYPE.get(type_indicateur, "")

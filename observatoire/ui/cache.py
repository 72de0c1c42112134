"""Tous les caches de l'interface. Clé : la version des données et des codes, jamais un tableau.

Les résultats des cas d'usage sont figés : `cache_resource` les partage entre les sessions sans les recopier.
"""

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from observatoire.domain.acces import ParametresAcces
from observatoire.domain.indicateur import Source
from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services import carte as services_carte
from observatoire.services.accueil import Accueil, build_accueil
from observatoire.services.carte import Animation, Carte, Contour
from observatoire.services.catalogue import Catalogue, Fraicheur, build_catalogue, build_fraicheur
from observatoire.services.comparaison import Comparaison, build_comparaison, build_deux_periodes
from observatoire.services.comparateurs import list_comparateurs
from observatoire.services.completude import CompletudePeriode, list_completudes
from observatoire.services.ecarts import list_separes
from observatoire.services.entonnoir import Entonnoir, build_entonnoir
from observatoire.services.inegalites import EcartQpv, PenteSociale, build_ecart_qpv, build_pente_sociale
from observatoire.services.nuage import Nuage, build_nuage
from observatoire.services.offre.accessibilite import Accessibilite, compute_sensibilite
from observatoire.services.offre.aires import Mode, Service
from observatoire.services.offre.cadre import CadreOffre, build_cadre
from observatoire.services.offre.distances import Distances, compute_distances
from observatoire.services.offre.isochrones import Isochrones, build_isochrones, build_lieu_choisi, list_lieux
from observatoire.services.offre.mouvements import Comparaison as ComparaisonOffre
from observatoire.services.offre.mouvements import list_comparaisons
from observatoire.services.offre.points import Offre, Point, build_offre
from observatoire.services.offre.reperes import Reperes, build_reperes
from observatoire.services.offre.situation import Situation, load_situation
from observatoire.services.offre.sources import find_source
from observatoire.services.offre.voirie import Voirie, load_voirie
from observatoire.services.offre.zonage import Zonage, build_zonage
from observatoire.services.portrait import Portrait, build_portrait
from observatoire.services.qpv import Approche, list_approches
from observatoire.services.qualite import Qualite, build_qualite
from observatoire.services.recomposition import list_quartiers
from observatoire.services.recouvrements import RecouvrementQpv, list_recouvrements_qpv
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.typologie import Semblable, Typologie, build_typologie, find_semblables
from observatoire.services.version import get_version_courante, open_version
from observatoire.services.voisinage import CarteLissee, CarteRegroupements, build_lissage, build_regroupements
from observatoire.services.zone import PortraitZone, build_zone
from observatoire.settings import read_reglages
from observatoire.ui.offre.niveaux import Niveaux


def read_version() -> str:
    """Nom de la version servie, relu à chaque exécution : une publication se voit sans redémarrer."""
    return get_version_courante()


@st.cache_resource(max_entries=4, show_spinner=False)
def get_catalogue(version: str) -> Catalogue:
    """Menus, fiches, territoires et sources de la version."""
    return build_catalogue(version=version)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_comparateurs(version: str, maille: str) -> tuple[Comparateur, ...]:
    """Comparateurs proposés pour une maille."""
    return list_comparateurs(meta=open_version(version).metadonnees, maille=Maille(maille))


@st.cache_resource(max_entries=64, show_spinner=False)
def get_separes(version: str, territoire: str) -> frozenset[str]:
    """Territoires qui n'ont rien en commun avec un autre."""
    return list_separes(open_version(version).metadonnees, territoire)


@st.cache_resource(max_entries=64, show_spinner=False)
def get_carte(
    *, version: str, indicateur: str, periode: str, maille: str, comparateur: str, sexe: str, age: str, classes: str
) -> Carte:
    """Carte d'un indicateur."""
    return services_carte.build_carte(
        version=version,
        indicateur=indicateur,
        periode=periode,
        maille=maille,
        comparateur=comparateur,
        sexe=sexe,
        age=age,
        classes=classes,
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def get_animation(*, version: str, indicateur: str, maille: str, sexe: str, age: str, classes: str) -> Animation:
    """Toutes les périodes d'un indicateur, aux mêmes classes."""
    return services_carte.build_animation(
        version=version, indicateur=indicateur, maille=maille, sexe=sexe, age=age, classes=classes
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def get_contours(version: str, maille: str, millesime: str | None = None) -> tuple[Contour, ...]:
    """Tracés d'une maille ; ceux des QPV au millésime demandé, sinon au plus récent."""
    return services_carte.load_contours(version=version, maille=maille, millesime=millesime)


@st.cache_resource(max_entries=8, show_spinner=False)
def get_approches_qpv(version: str) -> Mapping[str, Approche]:
    """Les IRIS entiers qui approchent chaque QPV."""
    return list_approches(version=version)


@st.cache_resource(max_entries=8, show_spinner=False)
def get_habillage_qpv(version: str) -> tuple[Contour, ...]:
    """Contours et hachures des quartiers prioritaires, au millésime le plus récent."""
    return services_carte.load_habillage_qpv(version=version)


@st.cache_resource(max_entries=64, show_spinner=False)
def get_portrait(version: str, territoire: str, comparateur: str, sexe: str) -> Portrait:
    """Portrait d'un territoire."""
    return build_portrait(version=version, territoire=territoire, comparateur=comparateur, sexe=sexe)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_accueil(version: str) -> Accueil:
    """Accueil de la version."""
    return build_accueil(version=version)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_fraicheur(version: str, jour: str) -> tuple[Fraicheur, ...]:
    """Fraîcheur des sources au jour donné (date ISO)."""
    return build_fraicheur(version=version, aujourd_hui=date.fromisoformat(jour))


@st.cache_resource(max_entries=64, show_spinner=False)
def get_comparaison(
    version: str, territoires: tuple[str, ...], indicateurs: tuple[str, ...], comparateur: str
) -> Comparaison:
    """Matrice de territoires et d'indicateurs."""
    return build_comparaison(version=version, territoires=territoires, indicateurs=indicateurs, comparateur=comparateur)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_deux_periodes(
    version: str, indicateur: str, territoires: tuple[str, ...], ancienne: str, recente: str
) -> tuple[Ligne, ...]:
    """Chaque territoire à deux périodes."""
    return build_deux_periodes(
        version=version, indicateur=indicateur, territoires=territoires, ancienne=ancienne, recente=recente
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def get_entonnoir(version: str, indicateur: str, maille: str, comparateur: str) -> Entonnoir:
    """Graphique en entonnoir."""
    return build_entonnoir(version=version, indicateur=indicateur, periode=None, maille=maille, comparateur=comparateur)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_nuage(version: str, indicateur_x: str, indicateur_y: str, maille: str, comparateur: str) -> Nuage:
    """Nuage de deux indicateurs."""
    return build_nuage(
        version=version,
        indicateur_x=indicateur_x,
        indicateur_y=indicateur_y,
        maille=maille,
        comparateur=comparateur,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def get_ecart_qpv(version: str, indicateur: str) -> EcartQpv | None:
    """QPV et reste de la ville ; rien si l'indicateur n'est pas publié pour les QPV."""
    try:
        return build_ecart_qpv(version=version, indicateur=indicateur)
    except SelectionInvalide:
        return None


@st.cache_resource(max_entries=32, show_spinner=False)
def get_pente(version: str, indicateur: str, maille: str, gradient: str) -> PenteSociale:
    """Pente sociale d'un indicateur, les territoires rangés selon un autre."""
    return build_pente_sociale(version=version, indicateur=indicateur, maille=maille, gradient=gradient or None)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_typologie(version: str, maille: str, indicateurs: tuple[str, ...], nb_classes: int) -> Typologie:
    """Groupes de territoires qui se ressemblent ; sans indicateur, ceux du choix par défaut."""
    return build_typologie(version=version, maille=maille, indicateurs=indicateurs, nb_classes=nb_classes)


@st.cache_resource(max_entries=64, show_spinner=False)
def get_semblables(version: str, territoire: str) -> tuple[Semblable, ...]:
    """Territoires les plus proches d'un territoire."""
    return find_semblables(version=version, territoire=territoire, nombre=5)


@st.cache_resource(max_entries=64, show_spinner=False)
def get_zone(version: str, iris: tuple[str, ...], nom: str, comparateur: str) -> PortraitZone:
    """Portrait d'un groupe d'IRIS."""
    return build_zone(version=version, iris=iris, nom=nom, comparateur=comparateur)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_iris_par_quartier(version: str) -> dict[str, frozenset[str]]:
    """IRIS de chaque quartier."""
    return list_quartiers(open_version(version).metadonnees)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_lissage(*, version: str, indicateur: str, periode: str, maille: str, sexe: str, age: str) -> CarteLissee:
    """Valeurs lissées d'une carte."""
    return build_lissage(version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_regroupements(
    *, version: str, indicateur: str, periode: str, maille: str, sexe: str, age: str
) -> CarteRegroupements:
    """Regroupements de valeurs voisines sur une carte."""
    return build_regroupements(
        version=version, indicateur=indicateur, periode=periode, maille=maille, sexe=sexe, age=age
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def get_qualite(version: str, jour: str) -> Qualite:
    """Complétude, fraîcheur et secret de la version, au jour donné (date ISO)."""
    return build_qualite(version=version, aujourd_hui=date.fromisoformat(jour))


@st.cache_resource(max_entries=4, show_spinner=False)
def get_recouvrements_qpv(version: str) -> tuple[RecouvrementQpv, ...]:
    """QPV et IRIS qu'ils touchent."""
    return list_recouvrements_qpv(version=version)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_completudes(version: str) -> tuple[CompletudePeriode, ...]:
    """Complétude de chaque indicateur et maille, à la dernière période."""
    return list_completudes(version=version)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_offre(version: str) -> Offre:
    """Points d'offre et métiers de la version."""
    return build_offre(version=version)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_zonage(version: str) -> Zonage:
    """IRIS, quartier et QPV de chaque point."""
    return build_zonage(version=version, points=get_offre(version).points)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_cadre_offre(version: str, metier: str) -> CadreOffre:
    """Libéraux d'un métier, par quartier, et habitants autour."""
    return build_cadre(version=version, offre=get_offre(version), metier=metier, zonage=get_zonage(version))


@st.cache_resource(max_entries=16, show_spinner=False)
def get_situation(version: str, metier: str) -> Situation:
    """Habitants et lieux de soins d'un métier, pour l'accessibilité et les distances."""
    return load_situation(version=version, metier=metier, points=get_offre(version).points)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_sensibilite(version: str, metier: str, parametres: ParametresAcces) -> tuple[Accessibilite, ...]:
    """Accessibilité d'un métier à chaque portée, celle demandée comprise."""
    return compute_sensibilite(get_situation(version, metier), parametres)


@st.cache_resource(max_entries=32, show_spinner=False)
def get_distances(version: str, metier: str, detour: float, seuil: float, minutes: bool) -> Distances:
    """Trajets au lieu de soins le plus proche."""
    return compute_distances(get_situation(version, metier), detour=detour, seuil=seuil, minutes=minutes)


@st.cache_resource(max_entries=4, show_spinner=False)
def get_reperes(version: str) -> Reperes:
    """Où tombe un point, et les cases d'un toucher."""
    return build_reperes(get_contours(version, Maille.IRIS.value))


@st.cache_resource(max_entries=4, show_spinner=False)
def get_mouvements(version: str) -> tuple[ComparaisonOffre, ...]:
    """Livraisons successives de chaque annuaire, comparées."""
    return list_comparaisons(version=version)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_niveaux(points: int, territoires: int, _build: Callable[[], Niveaux]) -> Niveaux:
    """Groupes de points d'une carte dense ; `points` et `territoires` sont les empreintes de ce qui les fait."""
    del points, territoires
    return _build()


@st.cache_resource(max_entries=2, show_spinner=False)
def get_voirie(version: str, marche_kmh: float) -> Voirie | None:
    """Réseau de rues de la version ; rien si aucun n'a été importé."""
    return load_voirie(version=version, marche_kmh=marche_kmh)


@st.cache_resource(max_entries=16, show_spinner=False)
def get_lieux(version: str, metier: str) -> tuple[Point, ...]:
    """Lieux d'un métier autour desquels une aire se dessine."""
    return list_lieux(version=version, offre=get_offre(version), metier=metier)


@st.cache_data(max_entries=64, show_spinner=False)
def is_pres_de_la_ville(version: str, point: str) -> bool:
    """Vrai si « longitude_latitude » est dans la ville ou ses abords."""
    return build_lieu_choisi(version, point) is not None


@st.cache_resource(max_entries=64, ttl=600, show_spinner="Calcul des aires…")
def get_isochrones(version: str, metier: str, point: str, mode: str) -> Isochrones:
    """Aires autour d'un lieu ou d'un métier. Dix minutes : un service d'itinéraires muet finit par répondre."""
    reglages = read_reglages()
    return build_isochrones(
        version=version,
        offre=get_offre(version),
        metier=metier,
        point=point,
        mode=Mode(mode),
        voirie=get_voirie(version, reglages.marche_kmh),
        service=Service(reglages.isochrones_url, reglages.isochrones_ressource),
        marche_kmh=reglages.marche_kmh,
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def get_source(version: str, indicateur: str, periode: str) -> Source:
    """Source du fichier dont vient une densité."""
    return find_source(version=version, indicateur=indicateur, periode=periode)

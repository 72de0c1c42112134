"""Ce que montre « Et si ? » : le métier, la portée, les changements, le lieu en cours, tout dans l'adresse."""

from dataclasses import dataclass, replace

import streamlit as st

from observatoire.domain.acces import PORTEE_DEFAUT, PORTEES, UniteTrajet
from observatoire.domain.francais import format_nombre
from observatoire.domain.scenario import Changement, Genre, parse_point, write_changements
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import Offre
from observatoire.services.offre.reperes import Reperes
from observatoire.services.offre.scenarios import read_changements
from observatoire.ui import cache, etat_url

GESTES = {Genre.AJOUT: "Ajouter", Genre.RETRAIT: "Retirer", Genre.MAISON: "Ouvrir une maison de santé"}
_PORTEES = tuple(f"{p:g}" for p in PORTEES[UniteTrajet.KM])


@dataclass(frozen=True, slots=True)
class ChoixEtSi:
    """Le scénario demandé. `lieu` et `geste` : la saisie en cours."""

    version: str
    cadre: CadreOffre
    reperes: Reperes
    portee: str
    geste: Genre
    lieu: str
    changements: tuple[Changement, ...]

    @property
    def place(self) -> tuple[str, str]:
        """IRIS et quartier du lieu en cours ; vides sans lieu."""
        if not self.lieu:
            return "", ""
        if any(t.code == self.lieu for t in self.cadre.territoires):
            return "", self.lieu
        position = parse_point(self.lieu)
        iris = self.reperes.find_iris(*position) if position else self.lieu
        return iris, self.cadre.iris.get(iris, "")

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure le scénario ; la version dit sur quelles données il a été fait."""
        return {
            "metier": self.cadre.metier.code,
            "portee": self.portee if self.portee != f"{PORTEE_DEFAUT[UniteTrajet.KM]:g}" else "",
            "changements": write_changements(self.changements),
            "version": self.version,
        }


def read_choix(version: str, offre: Offre) -> ChoixEtSi:
    """Lit le scénario dans l'adresse ; ce qui ne s'y lit pas est dit en tête de page."""
    reperes = cache.get_reperes(version)
    metiers = [m.code for m in offre.metiers]
    metier = etat_url.read_code("metier", metiers, metiers[0], "le métier")
    cadre = cache.get_cadre_offre(version, metier)
    changements, avis = read_changements(
        st.query_params.get("changements", ""), offre=offre, territoires=_index(cadre), reperes=reperes
    )
    for texte in avis:
        etat_url.add_avis(texte)
    demandee = st.query_params.get("version", version)
    if demandee != version and changements:
        etat_url.add_avis(
            f"Ce scénario a été fait sur une autre version des données ({demandee[:60]}). Il est recalculé sur celle "
            f"d’aujourd’hui ({version}) : ses chiffres peuvent avoir changé."
        )
    choix = ChoixEtSi(
        version=version,
        cadre=cadre,
        reperes=reperes,
        portee=etat_url.read_code("portee", _PORTEES, f"{PORTEE_DEFAUT[UniteTrajet.KM]:g}", "la portée"),
        geste=Genre(etat_url.read_code("geste", [g.value for g in GESTES], Genre.AJOUT.value, "le geste")),
        lieu="",
        changements=changements,
    )
    return replace(choix, lieu=_read_lieu(choix))


def _index(cadre: CadreOffre) -> dict[str, Territoire]:
    return {t.code: t for t in cadre.territoires}


def _read_lieu(choix: ChoixEtSi) -> str:
    lieu = st.query_params.get("lieu", "")
    position = parse_point(lieu)
    if position is not None and choix.reperes.find_iris(*position):
        return lieu
    return etat_url.read_code("lieu", [*_index(choix.cadre), *choix.reperes.centres], "", "le lieu")


def show_choix(offre: Offre, choix: ChoixEtSi) -> None:
    """Métier regardé et portée de l'accessibilité."""
    noms = {m.code: m.libelle for m in offre.metiers}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Profession",
            list(noms),
            format_func=noms.__getitem__,
            width=380,
            **etat_url.bind("metier", choix.cadre.metier.code),
        )
        st.segmented_control(
            "Jusqu’où l’on va consulter",
            _PORTEES,
            format_func=lambda code: f"{format_nombre(float(code))} km",
            required=True,
            help="Distance par les rues au-delà de laquelle un professionnel ne compte plus.",
            **etat_url.bind("portee", choix.portee),
        )


def list_lieux(choix: ChoixEtSi) -> dict[str, str]:
    """Lieux de la liste : le point touché sur la carte, les quartiers, puis leurs IRIS."""
    noms = {t.code: t.nom for t in choix.cadre.territoires}
    lieux = {"": "À choisir, ici ou sur la carte"}
    if parse_point(choix.lieu) is not None:
        lieux[choix.lieu] = f"Point de la carte, {noms.get(choix.place[1], 'hors des quartiers')}"
    lieux |= noms
    if choix.geste is not Genre.RETRAIT and choix.cadre.maille is not Maille.IRIS:
        iris = {c.code: c.nom for c in cache.get_contours(choix.version, Maille.IRIS.value)}
        lieux |= {
            code: f"{noms[quartier]}, IRIS {iris.get(code, code)}"
            for code, quartier in sorted(choix.cadre.iris.items(), key=lambda paire: (noms[paire[1]], paire[0]))
        }
    return lieux

"""Ce que montre « Et si ? » : le métier, la portée, les changements, le lieu en cours, tout dans l'adresse."""

from dataclasses import dataclass, replace

import streamlit as st

from observatoire.domain.acces import ParametresAcces
from observatoire.domain.francais import sort_key
from observatoire.domain.scenario import Changement, Genre, parse_point, write_changements
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.cadre import CadreOffre
from observatoire.services.offre.points import SANS_NOM, Offre, Point
from observatoire.services.offre.reperes import Reperes
from observatoire.services.offre.scenarios import read_changements
from observatoire.services.offre.situation import Situation
from observatoire.ui import cache, etat_url
from observatoire.ui.offre.reglages import (
    build_codes_propres,
    read_parametres,
    show_besoins_et_distance,
    show_portee,
    show_unite,
)

GESTES = {Genre.AJOUT: "Ajouter", Genre.RETRAIT: "Retirer", Genre.MAISON: "Ouvrir une maison de santé"}


@dataclass(frozen=True, slots=True)
class ChoixEtSi:
    """Le scénario demandé. `lieu` et `geste` : la saisie en cours."""

    version: str
    cadre: CadreOffre
    reperes: Reperes
    situation: Situation
    parametres: ParametresAcces
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
        if (cabinet := self.cabinet) is not None:
            return cabinet.iris, self.cadre.iris.get(cabinet.iris, "")
        position = parse_point(self.lieu)
        iris = self.reperes.find_iris(*position) if position else self.lieu
        return iris, self.cadre.iris.get(iris, "")

    @property
    def cabinet(self) -> Point | None:
        """Lieu d'exercice à fermer, si c'est lui qui est choisi."""
        return next((p for p in self.cadre.points if p.id == self.lieu), None)

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure le scénario ; la version dit sur quelles données il a été fait."""
        return {
            "metier": self.cadre.metier.code,
            **build_codes_propres(self.parametres),
            "changements": write_changements(self.changements),
            "version": self.version,
        }


def read_choix(version: str, offre: Offre) -> ChoixEtSi:
    """Lit le scénario dans l'adresse ; ce qui ne s'y lit pas est dit en tête de page."""
    reperes = cache.get_reperes(version)
    metiers = [m.code for m in offre.metiers]
    metier = etat_url.read_code("metier", metiers, metiers[0], "le métier")
    cadre = cache.get_cadre_offre(version, metier)
    situation = cache.get_situation(version, metier)
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
        situation=situation,
        parametres=read_parametres(situation),
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
    lieux = [*_index(choix.cadre), *choix.reperes.centres]
    if choix.geste is Genre.RETRAIT:
        lieux += [p.id for p in choix.cadre.points]
    return etat_url.read_code("lieu", lieux, "", "le lieu")


def show_choix(offre: Offre, choix: ChoixEtSi) -> None:
    """Métier regardé, portée, et les réglages de l'écran « Accès », repliés."""
    noms = {m.code: m.libelle for m in offre.metiers}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Profession",
            list(noms),
            format_func=noms.__getitem__,
            width=380,
            **etat_url.bind("metier", choix.cadre.metier.code),
        )
        show_portee(choix.parametres)
    with st.expander("Réglages du calcul, ceux de l’écran « Accès »"):
        show_unite(choix.situation, choix.parametres)
        show_besoins_et_distance(choix.parametres)


def list_lieux(choix: ChoixEtSi) -> dict[str, str]:
    """Lieux de la liste : le point touché sur la carte, les quartiers, puis leurs IRIS."""
    noms = {t.code: t.nom for t in choix.cadre.territoires}
    lieux = {"": "À choisir, ici ou sur la carte"}
    if parse_point(choix.lieu) is not None:
        lieux[choix.lieu] = f"Point de la carte, {noms.get(choix.place[1], 'hors des quartiers')}"
    lieux |= noms
    if choix.geste is Genre.RETRAIT:
        points = sorted(choix.cadre.points, key=lambda p: (sort_key(p.nom), p.adresse))
        return lieux | {p.id: _name_cabinet(p, noms.get(choix.cadre.iris.get(p.iris, ""), "")) for p in points}
    if choix.cadre.maille is not Maille.IRIS:
        iris = {c.code: c.nom for c in cache.get_contours(choix.version, Maille.IRIS.value)}
        lieux |= {
            code: f"{noms[quartier]}, IRIS {iris.get(code, code)}"
            for code, quartier in sorted(choix.cadre.iris.items(), key=lambda paire: (noms[paire[1]], paire[0]))
        }
    return lieux


def _name_cabinet(point: Point, quartier: str) -> str:
    return ", ".join(filter(None, [f"Lieu d’exercice : {point.nom or SANS_NOM}", point.adresse, quartier]))

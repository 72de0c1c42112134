"""Annuaire : chercher, filtrer, emporter ; à côté, qui arrive et qui part, et les positions à vérifier."""

from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.domain.territoire import Maille
from observatoire.services.catalogue import Catalogue
from observatoire.services.comparateurs import name_territoire
from observatoire.services.offre.points import Offre, Point, count_tetes, filter_points
from observatoire.ui import cache, etat_url
from observatoire.ui.cadre import show_avis
from observatoire.ui.composants import show_entete, show_phrase, show_source, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.ecran import is_telephone
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.affichage import describe_points, show_liste
from observatoire.ui.offre.exports import show_telechargement_points
from observatoire.ui.offre.mouvements import show_mouvements
from observatoire.ui.offre.positions import show_positions

CHEMIN = ("Offre de soins", "Annuaire")
_TOUS, _SANS_IRIS = "", "sans-iris"
_LISTE, _MOUVEMENTS, _POSITIONS = "liste", "mouvements", "positions"
_EXERCICES = {_TOUS: "Tous", "ville": "En ville", "salarie": "Salariés (hôpital…)"}
_SANS_QUARTIER = (
    '<p class="obs-note">Les mouvements se lisent par {maille} et pour toute la ville : un annuaire passé ne dit pas '
    "dans quel QPV se trouvait chaque adresse.</p>"
)


@dataclass(frozen=True, slots=True)
class ChoixAnnuaire:
    """Ce que l'adresse demande. `lieu` : quartier, QPV, ou les points sans IRIS."""

    version: str
    maille: Maille
    metier: str
    secteur: str
    exercice: str
    lieu: str
    texte: str
    autour: bool
    vue: str

    def build_codes(self) -> dict[str, str]:
        """Codes du lien qui restaure la page."""
        return {
            "vue": self.vue if self.vue != _LISTE else "",
            "metier": self.metier,
            "secteur": self.secteur,
            "exercice": self.exercice,
            "territoire": self.lieu,
            "q": self.texte,
            "autour": "oui" if self.autour else "",
        }


def show_annuaire(version: str, catalogue: Catalogue, offre: Offre) -> None:
    """Dessine la page, dès qu'il y a des points."""
    choix = _read_choix(version, catalogue, offre)
    show_entete(
        CHEMIN,
        "Annuaire",
        "Professionnels et lieux de soins, données publiques",
        etat_url.build_requete(choix.build_codes()),
    )
    show_avis()
    points = _select(choix, catalogue, offre)
    _show_champs(choix, catalogue, offre)
    _show_vues(choix, points)
    if choix.vue == _MOUVEMENTS:
        quartier = choix.lieu if choix.lieu in cache.get_zonage(version).iris else ""
        if choix.lieu and not quartier:
            mot = "quartier" if choix.maille is Maille.QUARTIER else "IRIS"
            show_html(_SANS_QUARTIER.format(maille=mot))
        show_mouvements(version, metier=choix.metier, maille=choix.maille, territoire=quartier)
    elif choix.vue == _POSITIONS:
        show_positions(points)
    else:
        _show_liste(choix, points)


def _read_choix(version: str, catalogue: Catalogue, offre: Offre) -> ChoixAnnuaire:
    maille = Maille.QUARTIER if catalogue.get_groupe(Maille.QUARTIER) else Maille.IRIS
    return ChoixAnnuaire(
        version=version,
        maille=maille,
        metier=etat_url.read_code("metier", [m.code for m in offre.metiers], _TOUS, "le métier"),
        secteur=etat_url.read_code("secteur", list_secteurs(offre), _TOUS, "le secteur"),
        exercice=etat_url.read_code("exercice", _EXERCICES, _TOUS, "l’exercice"),
        lieu=etat_url.read_code("territoire", list_lieux(version, catalogue, offre), _TOUS, "le territoire"),
        texte=st.query_params.get("q", "")[:100],
        autour=etat_url.read_code("autour", ("oui",), _TOUS) == "oui",
        vue=etat_url.read_code("vue", (_LISTE, _MOUVEMENTS, _POSITIONS), _LISTE, "la vue"),
    )


def list_secteurs(offre: Offre) -> list[str]:
    """Secteurs conventionnels présents."""
    return sorted({p.secteur_conventionnel for p in offre.points} - {""})


def list_lieux(version: str, catalogue: Catalogue, offre: Offre) -> dict[str, str]:
    """Lieux proposés : la ville, ses quartiers (ou ses IRIS), ses QPV, et ce qui n'est dans aucun IRIS."""
    maille = Maille.QUARTIER if catalogue.get_groupe(Maille.QUARTIER) else Maille.IRIS
    lieux = {_TOUS: "Toute la ville"} | {t.code: t.nom for t in catalogue.get_groupe(maille)}
    lieux |= {code: name_territoire(t) for code, t in cache.get_zonage(version).qpv.items()}
    communes = _list_communes(catalogue)
    if any(not p.iris and p.commune in communes for p in offre.points):
        lieux[_SANS_IRIS] = "Hors de tout IRIS, ou sans position"
    return lieux


def _list_communes(catalogue: Catalogue) -> frozenset[str]:
    return frozenset(t.code for t in catalogue.get_groupe(Maille.COMMUNE))


def _select(choix: ChoixAnnuaire, catalogue: Catalogue, offre: Offre) -> tuple[Point, ...]:
    points = filter_points(
        offre.points,
        metier=choix.metier,
        secteur=choix.secteur,
        communes=None if choix.autour else _list_communes(catalogue),
        texte=choix.texte,
    )
    if choix.exercice:
        points = tuple(p for p in points if p.is_en_ville is (choix.exercice == "ville"))
    if choix.lieu == _SANS_IRIS:
        return tuple(p for p in points if not p.iris)
    return cache.get_zonage(choix.version).select(points, choix.lieu) if choix.lieu else points


def _show_champs(choix: ChoixAnnuaire, catalogue: Catalogue, offre: Offre) -> None:
    """Recherche et métier toujours visibles ; sur un téléphone, le reste est replié."""
    telephone = is_telephone()
    lieux = list_lieux(choix.version, catalogue, offre)
    un, deux, trois = st.columns([4, 4, 4], vertical_alignment="bottom")
    with un:
        st.text_input("Chercher", placeholder="nom, métier, rue…", **etat_url.bind("q", choix.texte))
    with deux:
        metiers = {_TOUS: "Toutes"} | {m.code: m.libelle for m in offre.metiers}
        st.selectbox("Profession ou lieu de soins", list(metiers), format_func=metiers.__getitem__,
                     **etat_url.bind("metier", choix.metier))  # fmt: skip
    with trois:
        st.selectbox("Quartier ou QPV" if cache.get_zonage(choix.version).qpv else "Quartier", list(lieux),
                     format_func=lieux.__getitem__, **etat_url.bind("territoire", choix.lieu))  # fmt: skip
    if telephone:
        with st.expander("Secteur, exercice, étendue"):
            _show_reglages(choix, offre)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_reglages(choix, offre)


def _show_reglages(choix: ChoixAnnuaire, offre: Offre) -> None:
    if secteurs := list_secteurs(offre):
        noms = {_TOUS: "Tous"} | {s: s[:1].upper() + s[1:] for s in secteurs}
        st.selectbox("Secteur", list(noms), format_func=noms.__getitem__, width=200,
                     **etat_url.bind("secteur", choix.secteur))  # fmt: skip
    if any(not p.is_en_ville for p in offre.points):
        st.selectbox("Exercice", list(_EXERCICES), format_func=_EXERCICES.__getitem__, width=220,
                     **etat_url.bind("exercice", choix.exercice))  # fmt: skip
    st.selectbox("Étendue", ["", "oui"], width=260,
                 format_func=lambda code: "Ville et communes autour" if code else "Ville seulement",
                 **etat_url.bind("autour", "oui" if choix.autour else ""))  # fmt: skip


def _show_vues(choix: ChoixAnnuaire, points: tuple[Point, ...]) -> None:
    """La liste, les mouvements ; les positions à vérifier seulement s'il y en a."""
    vues = {_LISTE: "Liste", _MOUVEMENTS: "Arrivées et départs"}
    if douteux := sum(1 for p in points if p.doute):
        vues[_POSITIONS] = f"Positions à vérifier ({format_nombre(douteux)})"
    elif choix.vue == _POSITIONS:
        vues[_POSITIONS] = "Positions à vérifier"
    st.segmented_control(
        "Vue",
        list(vues),
        format_func=vues.__getitem__,
        required=True,
        label_visibility="collapsed",
        **etat_url.bind("vue", choix.vue),
    )


def _show_liste(choix: ChoixAnnuaire, points: tuple[Point, ...]) -> None:
    show_phrase(
        f"{format_pluriel(count_tetes(points), 'professionnel ou lieu', 'professionnels ou lieux')} de soins, "
        f"{format_pluriel(len(points), 'adresse')} d’exercice.",
        "Une personne qui exerce en plusieurs lieux a une ligne par lieu et compte une fois.",
    )
    if not points:
        show_vide("Aucun résultat", "Élargissez la recherche : moins de mots, une autre profession, toute la ville.")
        return
    show_liste("Annuaire", points, choix.version)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_telechargement_points(choix.version, points, "Exporter (CSV)", "annuaire.csv")
        if choix.lieu and choix.lieu != _SANS_IRIS:
            link_page("fiche_quartier", "Fiche à imprimer", {"territoire": choix.lieu}, ":material/print:")
    show_source(describe_points(choix.version, points))

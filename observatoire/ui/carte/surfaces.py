"""D'un résultat « carte » aux surfaces colorées et à la légende, pour pydeck, le SVG et le PNG."""

from collections.abc import Mapping, Sequence

from observatoire.domain.estimation import LIBELLES_STATUT
from observatoire.domain.francais import format_intervalle, format_valeur
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.services.carte import Carte, Contour
from observatoire.services.classes import Classe
from observatoire.services.resultats import Ligne
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import (
    Entree,
    build_pastille,
    build_pastille_jugement,
    build_pastille_qpv,
    build_pastille_secret,
)
from observatoire.ui.palette import REMPLISSAGES, SANS_VERDICT, SEQUENCE

NIVEAUX = {
    Jugement.NETTEMENT_DEFAVORABLE: " (99,8 %)",
    Jugement.DEFAVORABLE: " (95 %)",
    Jugement.FAVORABLE: " (95 %)",
    Jugement.NETTEMENT_FAVORABLE: " (99,8 %)",
    Jugement.NETTEMENT_PLUS_ELEVE: " (99,8 %)",
    Jugement.PLUS_ELEVE: " (95 %)",
    Jugement.PLUS_BAS: " (95 %)",
    Jugement.NETTEMENT_PLUS_BAS: " (99,8 %)",
}


def choose_couleurs(nombre: int) -> list[str]:
    """Couleurs de `nombre` classes, de la plus basse à la plus haute, étalées sur toute la suite."""
    if nombre <= 1:
        return [SEQUENCE[2]] * nombre
    dernier = len(SEQUENCE) - 1
    return [SEQUENCE[round(i * dernier / (nombre - 1))] for i in range(nombre)]


def format_ligne(ligne: Ligne) -> str:
    """Valeur et unité, ou la raison de son absence."""
    fiche, estimation = ligne.indicateur, ligne.estimation
    if estimation.valeur is None:
        return LIBELLES_STATUT[estimation.statut]
    return format_valeur(estimation.valeur, fiche.decimales, fiche.unite)


def format_ic(ligne: Ligne) -> str:
    """Intervalle à 95 %, vide sans intervalle."""
    return format_intervalle(ligne.estimation.ic_bas, ligne.estimation.ic_haut, ligne.indicateur.decimales)


def build_surfaces(
    carte: Carte,
    contours: Sequence[Contour],
    *,
    significativite: bool,
    rangs: Mapping[str, int] | None = None,
    classes: Sequence[Classe] | None = None,
) -> list[Surface]:
    """Colore les contours de la carte.

    Args:
        carte: résultat à montrer.
        contours: tracés de la maille.
        significativite: vrai pour colorer par verdict, faux par classe.
        rangs: classe de chaque territoire, si ce n'est pas celle de la carte (même échelle pour deux cartes).
        classes: classes correspondant à `rangs`.
    """
    places = carte.rangs_classe if rangs is None else rangs
    couleurs = choose_couleurs(len(carte.classes if classes is None else classes))
    lignes = {ligne.territoire.code: ligne for ligne in carte.lignes}
    surfaces: list[Surface] = []
    for contour in contours:
        ligne = lignes.get(contour.code)
        jugement = ligne.verdict.jugement if ligne else Jugement.NON_COMPARABLE
        rang = places.get(contour.code)
        couleur = None if rang is None else couleurs[rang]
        if ligne is not None and (significativite or jugement is Jugement.SECRET):
            couleur = REMPLISSAGES[jugement]
        surfaces.append(
            Surface(
                code=contour.code,
                nom=contour.nom,
                contour=contour.geometrie,
                couleur=couleur,
                jugement=jugement,
                valeur=format_ligne(ligne) if ligne else "pas de donnée",
                detail=_describe(ligne),
                lon=contour.lon,
                lat=contour.lat,
            )
        )
    return surfaces


def _describe(ligne: Ligne | None) -> str:
    if ligne is None or ligne.estimation.valeur is None:
        return ""
    intervalle = format_ic(ligne)
    return f"{ligne.libelle_verdict}{f' · intervalle {intervalle}' if intervalle else ''}"


def build_legende_classes(
    carte: Carte, surfaces: Sequence[Surface], qpv: int, classes: Sequence[Classe] | None = None
) -> list[Entree]:
    """Légende des classes : bornes dans l'unité et nombre de territoires.

    Des classes communes à plusieurs périodes (`classes`) n'ont pas de compte : il vaudrait pour toutes ensemble.
    """
    retenues = carte.classes if classes is None else classes
    couleurs = choose_couleurs(len(retenues))
    unite = carte.indicateur.unite if len(carte.indicateur.unite) <= 2 else ""
    entrees = [
        Entree(
            build_pastille(couleur),
            f"{classe.libelle} {unite}".strip(),
            _format_compte(carte, classe.nombre) if classes is None else "",
        )
        for classe, couleur in zip(retenues, couleurs, strict=True)
    ]
    return entrees + _build_fin(carte, surfaces, qpv)


def _format_compte(carte: Carte, nombre: int) -> str:
    singulier, pluriel = LIBELLES_MAILLE[carte.maille]
    return f"{nombre} {_shorten(singulier if nombre < 2 else pluriel)}"


def build_legende_jugements(carte: Carte, surfaces: Sequence[Surface], qpv: int) -> list[Entree]:
    """Légende de la significativité : forme, couleur, mots et nombre de territoires."""
    entrees = [
        Entree(
            build_pastille_jugement(j.jugement),
            LIBELLES_JUGEMENT[j.jugement] + NIVEAUX.get(j.jugement, ""),
            str(j.nombre),
        )
        for j in carte.jugements
        if j.jugement is not Jugement.SECRET
    ]
    return entrees + _build_fin(carte, surfaces, qpv)


def _build_fin(carte: Carte, surfaces: Sequence[Surface], qpv: int) -> list[Entree]:
    """Ce que toute légende dit : sans donnée, QPV, secret."""
    secrets = sum(1 for ligne in carte.lignes if ligne.verdict.jugement is Jugement.SECRET)
    absents = sum(1 for surface in surfaces if surface.couleur is None)
    fin = [Entree(build_pastille(SANS_VERDICT), "pas de donnée", str(absents))] if absents else []
    fin += [Entree(build_pastille_qpv(), "QPV, contour le plus récent", str(qpv))] if qpv else []
    return [*fin, Entree(build_pastille_secret(), "secret", str(secrets))]


def _shorten(libelle: str) -> str:
    return "QPV" if "QPV" in libelle else libelle

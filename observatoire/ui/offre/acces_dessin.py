"""Carte, classement, sensibilité et distances de la vue « Accès »."""

from collections.abc import Callable, Sequence

from observatoire.domain.francais import format_nombre
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.catalogue import FicheCatalogue
from observatoire.services.classes import Classe, build_classes, find_classe
from observatoire.services.offre.distances import Distances
from observatoire.services.offre.points import Point
from observatoire.services.offre.vue_acces import Classement, format_trajet
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.affichage import list_qpv
from observatoire.ui.carte.surfaces import choose_couleurs
from observatoire.ui.composants.html import show_html
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.geometrie import compute_cadre
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille, build_pastille_qpv
from observatoire.ui.offre.acces_choix import ACCESSIBILITE, ChoixAcces, format_portee
from observatoire.ui.offre.affichage import link_points
from observatoire.ui.offre.couches import build_couches, list_disques
from observatoire.ui.palette import SANS_VERDICT
from observatoire.ui.plan import Plan, find_ville, show_plan
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

_DEFILE = 20
Format = Callable[[float], str]


def show_carte(
    classement: Classement, choix: ChoixAcces, fiche: FicheCatalogue, points: Sequence[Point], telephone: bool
) -> None:
    """Territoires colorés par classe, lieux de soins par-dessus, légende."""
    valeurs = {ligne.territoire.code: ligne.valeur for ligne in classement.lignes}
    connues = [v for v in valeurs.values() if v is not None]
    classes = build_classes(connues, methode="quantiles", nombre=5, indicateur=fiche.indicateur)
    couleurs = choose_couleurs(len(classes))
    ecrit = get_format(choix)
    surfaces: list[Surface] = []
    for contour in cache.get_contours(choix.version, choix.maille.value):
        valeur = valeurs.get(contour.code)
        rang = find_classe(classes, valeur)
        surfaces.append(
            Surface(
                code=contour.code,
                nom=contour.nom,
                contour=contour.geometrie,
                couleur=None if rang is None else couleurs[rang],
                jugement=Jugement.NON_COMPARABLE,
                valeur="pas de donnée" if valeur is None else ecrit(valeur),
                detail="",
                lon=contour.lon,
                lat=contour.lat,
            )
        )
    ville = find_ville(choix.version)
    cadre = compute_cadre([s.contour for s in surfaces] + ([ville.geometrie] if ville else []))

    touchables, territoires = link_points(choix.version, choix.maille, points)

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    show_plan(
        surfaces,
        Plan(version=choix.version, maille=choix.maille, choisi=choix.territoire, telephone=telephone),
        "dessin-acces",
        alt=f"Carte : {fiche.indicateur.libelle}. Le tableau donne le même contenu.",
        on_select=select,
        couches=build_couches(touchables, cadre, territoires, choix.territoire),
        list_disques=lambda: list_disques(points, cadre, telephone),
    )
    _show_legende(classes, couleurs, surfaces, choix)


def _show_legende(
    classes: Sequence[Classe], couleurs: Sequence[str], surfaces: Sequence[Surface], choix: ChoixAcces
) -> None:
    unite = "" if choix.mesure == ACCESSIBILITE else ("min" if is_minutes(choix) else "m")
    entrees = [
        Entree(build_pastille(couleur), f"{classe.libelle} {unite}".strip(), str(classe.nombre))
        for classe, couleur in zip(classes, couleurs, strict=True)
    ]
    absents = sum(surface.couleur is None for surface in surfaces)
    if absents:
        entrees.append(Entree(build_pastille(SANS_VERDICT), "pas de donnée", str(absents)))
    qpv = 0 if choix.maille is Maille.QPV else len(list_qpv(choix.version))
    if qpv:
        entrees.append(Entree(build_pastille_qpv(), "QPV, contour le plus récent", str(qpv)))
    show_html(build_legende(entrees))


def is_minutes(choix: ChoixAcces) -> bool:
    """Vrai si les trajets se comptent en minutes."""
    return choix.parametres.unite.value == "min"


def get_format(choix: ChoixAcces) -> Format:
    """Façon d'écrire une valeur de la vue."""
    if choix.mesure == ACCESSIBILITE:
        return lambda valeur: format_nombre(valeur, 1)
    return lambda valeur: format_trajet(valeur, "min" if is_minutes(choix) else "m")


def show_classement(classement: Classement, choix: ChoixAcces) -> None:
    """Du moins bien au mieux desservi."""
    singulier = LIBELLES_MAILLE[classement.maille][0]
    ecrit = get_format(choix)
    titre = "Pour 10 000 habitants" if choix.mesure == ACCESSIBILITE else "Trajet moyen"
    colonnes = (
        Colonne(singulier[:1].upper() + singulier[1:]),
        Colonne(titre, nombre=True, fort=True),
        Colonne("Rang", nombre=True),
    )
    rangees = [
        Ligne(
            (
                ligne.territoire.nom,
                "sans habitants" if ligne.valeur is None else ecrit(ligne.valeur),
                "" if ligne.rang is None else str(ligne.rang),
            ),
            choisie=ligne.territoire.code == choix.territoire,
        )
        for ligne in classement.lignes
    ]
    if classement.ville is not None:
        rangees.append(Ligne(("Ville", ecrit(classement.ville), "")))
    show_html('<p class="obs-h3">Du moins bien au mieux desservi</p>')
    show_tableau(f"Accès {choix.metier.article}", colonnes, rangees, defilant=len(rangees) > _DEFILE)


def show_sensibilite(classements: Sequence[Classement], portees: Sequence[str], choix: ChoixAcces) -> None:
    """Valeur et rang de chaque territoire à chaque portée."""
    singulier = LIBELLES_MAILLE[choix.maille][0]
    retenue = format_portee(choix.parametres)
    colonnes = (
        Colonne(singulier[:1].upper() + singulier[1:]),
        *(Colonne(f"{p} : valeur (rang)", nombre=True, fort=p == retenue) for p in portees),
    )
    par_portee = [{ligne.territoire.code: ligne for ligne in c.lignes} for c in classements]
    base = classements[portees.index(retenue)]
    rangees: list[Ligne] = []
    for ligne in base.lignes:
        cellules = [lignes[ligne.territoire.code] for lignes in par_portee]
        textes = ["" if c.valeur is None else f"{format_nombre(c.valeur, 1)} ({c.rang})" for c in cellules]
        rangees.append(Ligne((ligne.territoire.nom, *textes), choisie=ligne.territoire.code == choix.territoire))
    rangees.append(Ligne(("Ville", *("" if c.ville is None else format_nombre(c.ville, 1) for c in classements))))
    show_tableau("Sensibilité à la portée", colonnes, rangees, defilant=len(rangees) > _DEFILE)


def show_distances(classement: Classement, distances: Sequence[tuple[str, Distances]], choix: ChoixAcces) -> None:
    """Trajet moyen de chaque territoire à chaque sorte de lieu de soins, et part des habitants qui en sont loin."""
    singulier = LIBELLES_MAILLE[classement.maille][0]
    colonnes = [Colonne(singulier[:1].upper() + singulier[1:])]
    for nom, trajet in distances:
        colonnes.append(Colonne(nom, nombre=True))
        if trajet.unite == "m":
            colonnes.append(Colonne(f"à plus de {format_trajet(trajet.seuil, 'm')}", nombre=True))
    lieux = sorted((ligne.territoire for ligne in classement.connues), key=lambda t: t.nom)
    rangees = [Ligne((t.nom, *_flatten(t.code, distances)), choisie=t.code == choix.territoire) for t in lieux]
    ville = cache.get_situation(choix.version, choix.metier.code).ville
    rangees.append(Ligne(("Ville", *_flatten(ville, distances))))
    show_tableau("Trajet au lieu de soins le plus proche", colonnes, rangees, defilant=len(rangees) > _DEFILE)


def _flatten(code: str, distances: Sequence[tuple[str, Distances]]) -> list[str]:
    cellules: list[str] = []
    for _, trajet in distances:
        moyenne, part = trajet.moyennes.get(code), trajet.parts_loin.get(code)
        cellules.append("" if moyenne is None else format_trajet(moyenne, trajet.unite))
        if trajet.unite == "m":
            cellules.append("" if part is None else f"{format_nombre(part * 100)} %")
    return cellules

"""Carte des points sur les territoires, liste des points d'un territoire, dénombrement sans indicateur."""

from collections.abc import Sequence
from dataclasses import replace

from observatoire.domain.francais import format_nombre
from observatoire.domain.indicateur import Source
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Carte
from observatoire.services.offre.placement import find_placement
from observatoire.services.offre.points import SANS_NOM, Point, count_tetes
from observatoire.services.offre.zonage import Zonage
from observatoire.ui import cache, etat_url
from observatoire.ui.carte.affichage import list_qpv
from observatoire.ui.carte.choix import SIGNIFICATIVITE
from observatoire.ui.carte.surfaces import build_legende_classes, build_legende_jugements, build_surfaces
from observatoire.ui.composants import show_phrase
from observatoire.ui.composants.html import show_html
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.geometrie import compute_cadre
from observatoire.ui.graphiques.legende import Entree, build_legende
from observatoire.ui.offre.choix import ChoixOffre
from observatoire.ui.offre.couches import build_couches, list_disques
from observatoire.ui.offre.niveaux import LIEUX_MAX
from observatoire.ui.plan import Plan, find_ville, show_plan
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

LIGNES_MAX = 200
PASTILLE = (
    '<svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true" focusable="false">'
    '<circle cx="12" cy="8" r="5" fill="#7A2E0E" stroke="#868F9B"/></svg>'
)


def format_jour(texte: str) -> str:
    """« 2024-12-31 » se lit 31/12/2024, « 2023-12 » 12/2023, « 2022 » reste une année."""
    return "/".join(reversed(texte.split("-")))


def describe_points(version: str, points: Sequence[Point]) -> str:
    """D'où viennent vraiment ces points, fichier par fichier, et de quand : « FINESS (Drees), 12/2023 »."""
    sources = {s.code: s for s in cache.get_catalogue(version).sources}
    dates: dict[str, set[str]] = {}
    for p in points:
        dates.setdefault(p.source, set()).add(p.date)
    parties = [_describe_source(sources.get(code), dates[code] - {""}) for code in sorted(dates)]
    return f"Points d’après : {' ; '.join(parties)}."


def _describe_source(source: Source | None, dates: set[str]) -> str:
    nom = f"{source.producteur}, {source.libelle}" if source else "fichiers importés"
    if not dates:
        return nom
    premier, dernier = format_jour(min(dates)), format_jour(max(dates))
    return f"{nom}, {dernier}" if premier == dernier else f"{nom}, du {premier} au {dernier}"


def map_iris(version: str, maille: Maille) -> dict[str, str]:
    """Territoire de la maille qui contient chaque IRIS ; rien pour les QPV, qui les coupent (voir `get_zonage`)."""
    if maille is Maille.IRIS:
        return {c.code: c.code for c in cache.get_contours(version, maille.value)}
    if maille is Maille.QUARTIER:
        quartiers = cache.get_iris_par_quartier(version)
        return {iris: code for code, tous in quartiers.items() for iris in tous}
    return {}


def link_points(version: str, maille: Maille, points: Sequence[Point]) -> tuple[Sequence[Point], dict[str, str]]:
    """Points de la carte, et le territoire que chacun choisit quand on le touche, par son IRIS.

    Un QPV coupe les IRIS : le point y porte alors le code du QPV à la place du sien.
    """
    if maille is not Maille.QPV:
        return points, map_iris(version, maille)
    zonage = cache.get_zonage(version)
    qpv = {identifiant: code for code in zonage.qpv for identifiant in zonage.dans_qpv[code]}
    return [replace(p, iris=qpv.get(p.id, "")) for p in points], {code: code for code in zonage.qpv}


def list_iris(version: str, maille: Maille, territoire: str) -> frozenset[str]:
    """IRIS d'un territoire."""
    return frozenset(iris for iris, code in map_iris(version, maille).items() if code == territoire)


def show_carte_points(carte: Carte | None, points: Sequence[Point], choix: ChoixOffre, telephone: bool) -> None:
    """Territoires colorés (ou nus, sans indicateur), points par-dessus, légende."""
    contours = cache.get_contours(choix.version, choix.maille.value)
    significativite = choix.carte is not None and choix.carte.coloration == SIGNIFICATIVITE
    if carte is None:
        surfaces = _build_nues(points, choix)
    else:
        surfaces = build_surfaces(carte, contours, significativite=significativite)
    ville = find_ville(choix.version)
    cadre = compute_cadre([s.contour for s in surfaces] + ([ville.geometrie] if ville else []))
    touchables, territoires = link_points(choix.version, choix.maille, points)
    plan = Plan(
        version=choix.version,
        maille=choix.maille,
        choisi=choix.territoire,
        marques=significativite,
        telephone=telephone,
    )

    def select(code: str) -> None:
        etat_url.set_codes({"territoire": code if code != choix.territoire else None})

    show_plan(
        surfaces,
        plan,
        "dessin-offre",
        alt=f"Carte : {choix.metier.libelle}. Le tableau et l’annuaire donnent le même contenu.",
        on_select=select,
        couches=build_couches(touchables, cadre, territoires, choix.territoire),
        list_disques=lambda: list_disques(points, cadre, telephone),
    )
    places = sum(p.is_place for p in points)
    entrees = [Entree(PASTILLE, choix.metier.libelle, format_nombre(places))]
    if carte is not None:
        qpv = 0 if choix.maille is Maille.QPV else len(list_qpv(choix.version))
        legende = build_legende_jugements if significativite else build_legende_classes
        entrees = [*legende(carte, surfaces, qpv), *entrees]
    show_html(build_legende(entrees))
    suite = (
        "choisissez un territoire pour en avoir la liste."
        if telephone
        else ("double-cliquez pour approcher, les groupes se séparent.")
    )
    groupes = f" Points groupés par carreaux : {suite}" if places > LIEUX_MAX else ""
    show_html(f'<p class="obs-note">Un cercle chiffré réunit les points d’une même adresse.{groupes}</p>')


def _build_nues(points: Sequence[Point], choix: ChoixOffre) -> list[Surface]:
    nombres = count_territoires(choix, points)
    return [
        Surface(
            code=c.code,
            nom=c.nom,
            contour=c.geometrie,
            couleur=None,
            jugement=Jugement.NON_COMPARABLE,
            valeur=f"{format_nombre(nombres[c.code])} ici",
            detail="",
            lon=c.lon,
            lat=c.lat,
        )
        for c in cache.get_contours(choix.version, choix.maille.value)
    ]


def count_territoires(choix: ChoixOffre, points: Sequence[Point]) -> dict[str, int]:
    """Nombre de points dans chaque territoire qui se dessine."""
    zonage = cache.get_zonage(choix.version)
    contours = cache.get_contours(choix.version, choix.maille.value)
    return {c.code: len(zonage.select(points, c.code)) for c in contours}


def show_phrase_compte(points: Sequence[Point], choix: ChoixOffre) -> None:
    """Ce que montre la carte quand aucun indicateur ne compte ce métier."""
    tetes = count_tetes(points)
    dehors = sum(1 for p in points if not p.iris)
    reste = f" ; {format_nombre(dehors)} n’est placé dans aucun IRIS" if dehors == 1 else ""
    reste = f" ; {format_nombre(dehors)} ne sont placés dans aucun IRIS" if dehors > 1 else reste
    show_phrase(
        f"{choix.metier.libelle} : {format_nombre(tetes)} dans la ville{reste}.",
        f"Dénombrement de la source : pas d’intervalle. {_explain_densite(choix)}",
    )


def _explain_densite(choix: ChoixOffre) -> str:
    """Pourquoi il n'y a pas de densité par quartier : trop d'adresses non placées, ou aucune n'est définie."""
    placement = find_placement(version=choix.version, metier=choix.metier.code)
    if placement is not None and not placement.is_suffisant:
        return f"Aucun chiffre par quartier : {placement.phrase}"
    return "Aucune densité n’est publiée pour ce type de lieu."


def show_comptes(points: Sequence[Point], choix: ChoixOffre) -> None:
    """Nombre de points par territoire, à la place du tableau d'un indicateur."""
    noms = {c.code: c.nom for c in cache.get_contours(choix.version, choix.maille.value)}
    nombres = count_territoires(choix, points)
    singulier = LIBELLES_MAILLE[choix.maille][0]
    rangees = [
        Ligne((noms[c], format_nombre(nombres[c])), choisie=c == choix.territoire)
        for c in sorted(noms, key=lambda c: (-nombres[c], noms[c]))
    ]
    colonnes = (Colonne(singulier[:1].upper() + singulier[1:]), Colonne("Nombre", nombre=True, fort=True))
    show_tableau(f"{choix.metier.libelle} par {singulier}", colonnes, rangees, defilant=len(rangees) > 20)


def show_liste(titre: str, points: Sequence[Point], version: str) -> None:
    """Les points, un par ligne ; au-delà de `LIGNES_MAX`, l'export les donne tous."""
    montres = points[:LIGNES_MAX]
    zonage = cache.get_zonage(version)
    lieu = "Quartier" if cache.get_iris_par_quartier(version) else "IRIS"
    valeurs = {
        "Nom": [p.nom or SANS_NOM for p in montres],
        "Profession": [f"{p.profession}, {p.specialite.lower()}" if p.specialite else p.profession for p in montres],
        "Adresse": [p.adresse for p in montres],
        lieu: [_name_lieu(p, zonage) for p in montres],
        "Secteur": [p.secteur_conventionnel for p in montres],
        "Exercice": [", ".join(filter(None, [p.mode_exercice, p.secteur_activite])) for p in montres],
    }
    # Une colonne que la source ne remplit pas n'apprend rien.
    remplies = {titre_colonne: textes for titre_colonne, textes in valeurs.items() if any(textes)}
    colonnes = [Colonne(titre_colonne) for titre_colonne in remplies]
    rangees = [Ligne(cellules) for cellules in zip(*remplies.values(), strict=True)]
    show_tableau(titre, colonnes, rangees, defilant=len(rangees) > 12)
    if len(points) > LIGNES_MAX:
        show_html(
            f'<p class="obs-note">{format_nombre(LIGNES_MAX)} premières lignes sur '
            f"{format_nombre(len(points))} ; l’export CSV les donne toutes.</p>"
        )


def _name_lieu(point: Point, zonage: Zonage) -> str:
    """Quartier, et QPV s'il en est un ; sinon pourquoi il n'y a ni l'un ni l'autre."""
    quartier, qpv = zonage.name_quartier(point), zonage.name_qpv(point)
    if quartier:
        return f"{quartier} (QPV {qpv})" if qpv else quartier
    if point.iris:
        return f"IRIS {point.iris}"
    return "hors de tout IRIS" if point.is_place else "position inconnue"

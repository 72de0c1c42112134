"""La carte de la zone : toucher un IRIS l'ajoute, le toucher encore le retire."""

import hashlib
from collections.abc import Sequence

from observatoire.domain.francais import format_pluriel
from observatoire.domain.territoire import Maille
from observatoire.domain.verdict import Jugement
from observatoire.services.carte import Contour
from observatoire.ui import cache
from observatoire.ui.composants.html import show_html
from observatoire.ui.graphiques.deck import Surface
from observatoire.ui.graphiques.legende import Entree, build_legende, build_pastille, build_pastille_qpv
from observatoire.ui.palette import SEQUENCE
from observatoire.ui.plan import Plan, show_plan
from observatoire.ui.zone.choix import Choix, toggle_iris

CHOISI, PROPOSE, AUTRE = SEQUENCE[4], SEQUENCE[2], SEQUENCE[0]


def build_surfaces(contours: Sequence[Contour], choisis: frozenset[str], proposes: frozenset[str]) -> list[Surface]:
    """Colore les IRIS : dans la zone (✓), proposés pour l'étendre (+), les autres."""
    surfaces: list[Surface] = []
    for contour in contours:
        dedans, propose = contour.code in choisis, contour.code in proposes
        surfaces.append(
            Surface(
                code=contour.code,
                nom=contour.nom,
                contour=contour.geometrie,
                couleur=CHOISI if dedans else PROPOSE if propose else AUTRE,
                jugement=Jugement.NON_COMPARABLE,
                valeur="dans la zone" if dedans else "proposé pour l’étendre" if propose else "hors de la zone",
                detail="",
                lon=contour.lon,
                lat=contour.lat,
                etiquette="✓" if dedans else "+" if propose else "",
            )
        )
    return surfaces


def show_carte(choix: Choix, proposes: frozenset[str], telephone: bool) -> None:
    """Pose la carte et sa légende."""
    contours = cache.get_contours(choix.version, Maille.IRIS.value)
    surfaces = build_surfaces(contours, frozenset(choix.iris), proposes)
    # La sélection précédente de Streamlit est oubliée quand la couche change de nom : d'où l'empreinte du choix.
    empreinte = hashlib.sha256(",".join(choix.iris).encode()).hexdigest()[:10]
    nombre = format_pluriel(len(choix.iris), "IRIS", "IRIS")
    show_plan(
        surfaces,
        Plan(choix.version, Maille.IRIS, choisi=empreinte, noms=bool(choix.iris), telephone=telephone),
        "zone",
        alt=f"Carte des IRIS : {nombre} dans la zone. La liste au-dessus de la carte permet le même choix.",
        on_select=lambda code: toggle_iris(choix, code),
    )
    entrees = [
        Entree(build_pastille(CHOISI), "✓ dans la zone", str(len(choix.iris))),
        Entree(build_pastille(AUTRE), "hors de la zone", str(len(contours) - len(choix.iris) - len(proposes))),
    ]
    if proposes:
        entrees.insert(1, Entree(build_pastille(PROPOSE), "+ proposé pour l’étendre", str(len(proposes))))
    if qpv := len(cache.get_habillage_qpv(choix.version)):
        entrees.append(Entree(build_pastille_qpv(), "QPV, contour le plus récent", str(qpv)))
    show_html(build_legende(entrees))

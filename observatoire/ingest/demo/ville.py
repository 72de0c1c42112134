"""Valmirande, ville qui n'existe pas : ses quartiers, ses IRIS, et ce qui les distingue.

Le code commune 99901 n'est attribué à aucune commune française, et l'île se trouve dans le golfe de Gascogne,
à plus de cent kilomètres de toute terre : personne ne peut la prendre pour une ville réelle.
"""

from dataclasses import dataclass

NOM_VILLE = "Valmirande"
COMMUNE = "99901"
DEPARTEMENT = "99"
NOM_DEPARTEMENT = "Brumelande"
LON_CENTRE, LAT_CENTRE = -4.0, 46.6
ANNEE_BASE = 2022
"""Année à laquelle les populations et les niveaux des indicateurs sont fixés."""


@dataclass(frozen=True, slots=True)
class Quartier:
    """Un quartier, ses IRIS du nord au sud, et ses traits cachés, d'où découlent tous ses chiffres.

    `x`, `y` en kilomètres depuis le centre de l'île. `precarite` : écart à la ville, en écarts-types
    (positif : moins favorisé). `jeunesse` : positif, population plus jeune. `centralite` : de 0 (périphérie)
    à 1 (centre, étudiants et équipements). `croissance` : par an.
    """

    numero: int
    nom: str
    x: float
    y: float
    population: int
    precarite: float
    jeunesse: float
    centralite: float
    croissance: float
    iris: tuple[str, ...]


QUARTIERS = (
    Quartier(1, "Vieux-Valmirande", -0.4, -0.3, 9840, 0.0, -0.05, 1.0, 0.001, (
        "Place des Trois-Sources", "Halles-aux-Lueurs", "Les Remparts-Bleus", "Porte-du-Lynx", "Le Beffroi-Penché",
    )),
    Quartier(2, "Les Trois-Lunes", -2.8, -2.5, 9480, 2.1, 0.55, 0.15, 0.004, (
        "Lune-Rousse", "Lune-Claire", "Lune-Vieille", "Le Champ-aux-Étoiles",
    )),
    Quartier(3, "Champ-Dragon", 3.05, -1.8, 8260, 1.5, 0.35, 0.2, 0.002, (
        "La Forge", "L’Antre", "Queue-du-Dragon", "Les Écailles",
    )),
    Quartier(4, "Alouettes-Bleues", 0.0, -2.95, 8150, 0.95, 0.2, 0.3, 0.006, (
        "Les Nids", "Le Miroir-aux-Oiseaux", "La Volière", "Mare-aux-Plumes",
    )),
    Quartier(5, "Port-Luciole", -1.95, -1.45, 8630, 0.85, 0.25, 0.45, 0.008, (
        "Port-Luciole Nord", "Le Phare-Éteint", "Quai-des-Brumes", "Les Filets", "Docks du Kraken",
    )),
    Quartier(6, "Faubourg-du-Lynx", 1.1, -1.0, 7540, 0.4, 0.05, 0.6, 0.003, (
        "Lynx-Couché", "La Tannerie-aux-Songes", "Le Faubourg-Gris", "Les Moustaches",
    )),
    Quartier(7, "La Grande-Ourlée", -2.0, 0.6, 8850, 0.05, 0.0, 0.35, 0.004, (
        "L’Ourlet", "Les Dentelles", "Le Fil-d’Aplomb", "La Navette",
    )),
    Quartier(8, "Le Bief-Doré", 1.2, 0.65, 7200, 0.0, -0.05, 0.4, 0.005, (
        "Le Bief", "Moulin-Perdu", "Les Vannes", "Pont-aux-Ors",
    )),
    Quartier(9, "Sainte-Mélusine", -0.3, 1.35, 8480, -0.3, -0.1, 0.5, 0.002, (
        "La Fontaine-qui-Rit", "La Queue-de-Sirène", "Les Écailles-d’Argent", "Le Cloître",
    )),
    Quartier(10, "Mirandelle", -3.3, 1.55, 8320, -0.45, 0.1, 0.15, 0.012, (
        "Mirandelle-Bourg", "Les Hirondelles", "La Lande-Rose", "Le Nouveau-Mirandelle",
    )),
    Quartier(11, "Le Moulin-aux-Pies", -3.7, -0.95, 7910, -0.6, -0.1, 0.1, 0.003, (
        "Les Pies-Bavardes", "La Meule", "Les Ailes", "Pré-aux-Pies",
    )),
    Quartier(12, "La Corne-d’Argent", 1.6, 2.35, 8640, -0.85, -0.3, 0.2, 0.001, (
        "La Licorne", "Bois-d’Argent", "Les Sabots", "Corne-Longue",
    )),
    Quartier(13, "Les Hauts-de-Brume", 3.25, 1.35, 2180, -1.0, -0.25, 0.05, -0.004, ("Les Hauts-de-Brume",)),
    Quartier(14, "Les Jardins-Suspendus", -1.05, 2.75, 8260, -0.95, -0.2, 0.15, 0.006, (
        "Les Terrasses", "Babel", "L’Orangerie", "Les Treilles",
    )),
    Quartier(15, "Plaine-aux-Fées", 3.85, -0.3, 7790, -1.25, -0.35, 0.1, 0.009, (
        "Le Cercle", "Les Clochettes", "La Grande-Ronde", "Rosée-du-Soir", "Bois-aux-Fées",
    )),
)  # fmt: skip

IRIS_PEU_HABITES = {"Docks du Kraken": ("A", 310), "Bois-aux-Fées": ("D", 120)}
"""Un IRIS d'activité et un IRIS divers, presque vides : type INSEE et population. De quoi éprouver le secret."""


@dataclass(frozen=True, slots=True)
class Iris:
    """Un IRIS de la ville : rang dans les tableaux, code, nom, type INSEE et quartier."""

    rang: int
    code: str
    nom: str
    type: str
    quartier: Quartier


def list_iris() -> tuple[Iris, ...]:
    """Les IRIS dans l'ordre des codes : commune, numéro du quartier, numéro dans le quartier."""
    noms = [(q, n, nom) for q in QUARTIERS for n, nom in enumerate(q.iris, start=1)]
    return tuple(
        Iris(
            rang=rang,
            code=f"{COMMUNE}{q.numero:02d}{n:02d}",
            nom=nom,
            type=IRIS_PEU_HABITES.get(nom, ("H", 0))[0],
            quartier=q,
        )
        for rang, (q, n, nom) in enumerate(noms)
    )


def code_quartier(quartier: Quartier) -> str:
    """Code d'un quartier, de la forme que l'import donne aux quartiers numérotés : `99901-Q03`."""
    return f"{COMMUNE}-Q{quartier.numero:02d}"


CONTOUR_ILE = (
    (-4.75, -1.9), (-4.55, -0.6), (-4.35, 0.2), (-4.4, 1.3), (-4.0, 2.3), (-3.1, 3.4), (-1.9, 3.75), (-0.4, 3.7),
    (0.9, 3.75), (1.9, 3.5), (2.6, 2.85), (3.6, 2.3), (3.95, 1.3), (4.35, 0.6), (4.75, -0.3), (4.5, -1.2),
    (4.35, -1.9), (3.3, -2.4), (2.4, -3.0), (1.2, -3.75), (0.2, -3.85), (-0.9, -3.55), (-2.2, -3.35),
    (-3.4, -2.75), (-3.9, -2.1),
)  # fmt: skip
"""Côte de l'île, en kilomètres depuis son centre."""


@dataclass(frozen=True, slots=True)
class Prioritaire:
    """Un QPV : les IRIS qu'il épouse, le recul sur leur limite et le décalage vers l'est et le nord (en km)."""

    code: str
    nom: str
    millesime: str
    iris: tuple[str, ...]
    recul: float
    decalage: tuple[float, float] = (0.0, 0.0)


QPV = (
    Prioritaire("QN09901M", "Les Trois-Lunes", "2024", ("Lune-Rousse", "Lune-Claire", "Lune-Vieille"), 0.03),
    Prioritaire("QN09902I", "Champ-Dragon – La Forge", "2024", ("La Forge", "Queue-du-Dragon"), 0.03, (-0.04, 0.0)),
    Prioritaire("QN09903N", "Alouettes-Bleues", "2024", ("Les Nids",), 0.02, (0.03, 0.04)),
    Prioritaire("QN09904I", "Port-Luciole Nord", "2024", ("Port-Luciole Nord",), 0.06, (0.3, 0.3)),
    Prioritaire("QP099001", "Les Trois-Lunes", "2015", ("Lune-Rousse", "Lune-Claire"), 0.03),
)
"""Les Trois-Lunes ont deux contours, 2015 (deux IRIS) et 2024 (trois), qui ne se comparent pas. Port-Luciole Nord
est à cheval sur plusieurs IRIS : ses chiffres approchés ne sont pas montrables."""

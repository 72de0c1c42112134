"""Les positions à vérifier : un fichier à relire, et les corrections qu'il rapporte."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from observatoire.domain.francais import format_pluriel
from observatoire.domain.tableur import write_csv
from observatoire.errors import FichierRefuse
from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.geocodage.depot import PointDouteux, list_douteux
from observatoire.ingest.lecture.classeur import read_classeur
from observatoire.ingest.lecture.detection import Sorte, detect_sorte
from observatoire.ingest.lecture.geo import is_france
from observatoire.ingest.lecture.nombres import parse_nombres
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import Tableau, normalize_label
from observatoire.ingest.lecture.texte import read_texte
from observatoire.ingest.rapport import write_rapport
from observatoire.settings import Reglages
from observatoire.store.disque import make_dossier_prive, open_prive

COLONNES = (
    "id", "lon", "lat", "doute", "sur_la_carte", "fichier", "ligne", "nom", "profession", "adresse", "commune",
    "finesse", "score", "adresse_trouvee", "lon_trouvee", "lat_trouvee",
)  # fmt: skip
"""`lon` et `lat` sont vides : c'est là qu'on écrit la bonne position."""
_DECIMALES = 7
"""Un centimètre."""


@dataclass(frozen=True, slots=True)
class BilanCorrections:
    """Corrections lues. `points` : ceux qu'elles placent, voisins de même adresse compris."""

    corrections: int
    points: int
    vides: int


def read_douteux(reglages: Reglages) -> list[PointDouteux]:
    """Points à vérifier du chantier.

    Raises:
        ErreurObservatoire: pas de chantier, ou chantier occupé.
    """
    with open_chantier(reglages) as connexion:
        return list_douteux(connexion, reglages.geocodage_score_min)


def write_douteux(douteux: Sequence[PointDouteux], chemin: Path) -> Path:
    """Écrit la liste à relire, que son seul propriétaire peut ouvrir. Aucun texte n'y devient une formule."""
    if chemin.parent.name == "rapports":
        make_dossier_prive(chemin.parent)
    with open(chemin, "wb", opener=open_prive) as flux:
        flux.write(write_csv(COLONNES, [_flatten(p) for p in douteux]))
    return chemin


def _flatten(p: PointDouteux) -> list[object]:
    metier = f"{p.profession}, {p.specialite}" if p.specialite else p.profession
    return [p.id, "", "", p.doute, p.is_place, p.fichier, p.ligne or "", p.nom, metier, p.adresse, p.commune, p.genre,
            _round(p.score), p.libelle, _round(p.lon), _round(p.lat)]  # fmt: skip


def _round(nombre: float | None) -> float | None:
    return None if nombre is None else round(nombre, _DECIMALES)


def import_corrections(reglages: Reglages, chemin: Path) -> BilanCorrections:
    """Enregistre les positions données à la main, toutes ou aucune. Une ligne sans position est laissée de côté.

    Raises:
        FichierRefuse: fichier illisible, colonne manquante, ou une seule ligne irrecevable.
        ErreurObservatoire: pas de chantier, ou chantier occupé.
    """
    tableau = _read_tableau(chemin)
    with open_chantier(reglages) as connexion:
        connus = _list_points(connexion)
        lignes, vides = _check(tableau, connus)
        rejets = tableau.list_rejets()
        if rejets:
            rapport = write_rapport(rejets, reglages.donnees / "rapports", fichier=chemin.name)
            raise FichierRefuse(
                f"{rejets[0]} {format_pluriel(len(rejets), 'ligne refusée', 'lignes refusées')}, aucune correction "
                "n'est enregistrée ; "
                f"liste complète : {rapport}"
            )
        if not lignes:
            raise build_refus(
                chemin.name,
                trouve="aucune position remplie",
                attendu="une longitude et une latitude dans les colonnes lon et lat",
                conseil="Complétez les lignes que vous avez vérifiées, les autres peuvent rester vides.",
            )
        instant = datetime.now().replace(microsecond=0)
        connexion.executemany(
            "INSERT OR REPLACE INTO position_corrigee VALUES (?, ?, ?, ?, ?, ?)",
            [[identifiant, *connus[identifiant], lon, lat, instant] for identifiant, lon, lat in lignes],
        )
        places = _count_places(connexion)
    return BilanCorrections(len(lignes), places, vides)


def _read_tableau(chemin: Path) -> Tableau:
    if not chemin.is_file():
        raise FichierRefuse(f"Le fichier {chemin} n'existe pas (ou c'est un dossier).")
    feuilles = read_classeur(chemin) if detect_sorte(chemin) is Sorte.CLASSEUR else [read_texte(chemin)]
    for feuille in feuilles:
        entete = feuille.find_entete(lambda noms: {"id", "lon", "lat"} <= {normalize_label(n) for n in noms})
        if entete is not None:
            tableau = feuille.build_tableau(entete)
            tableau.donnees = tableau.donnees.rename(columns=lambda nom: normalize_label(str(nom)))
            return tableau
    raise build_refus(
        chemin.name,
        trouve="un tableau sans les colonnes id, lon et lat",
        attendu="la liste écrite par la commande positions, complétée",
        conseil="Repartez de cette liste : python -m observatoire positions.",
    )


def _list_points(connexion: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str]]:
    """Adresse et commune de chaque point, du lot le plus récent."""
    lignes = connexion.execute(
        "SELECT p.id, arg_max(p.adresse, l.rang), arg_max(p.commune, l.rang) FROM lot_point AS p "
        "INNER JOIN lot AS l ON l.id = p.lot GROUP BY p.id"
    ).fetchall()
    return {identifiant: (adresse, commune) for identifiant, adresse, commune in lignes}


def _check(tableau: Tableau, connus: dict[str, tuple[str, str]]) -> tuple[list[tuple[str, float, float]], int]:
    identifiants = tableau.donnees["id"]
    lon, lat = parse_nombres(tableau.donnees["lon"]), parse_nombres(tableau.donnees["lat"])
    vides = ((tableau.donnees["lon"] == "") & (tableau.donnees["lat"] == "")).to_numpy(dtype=bool)
    conseil = "Écrivez des degrés décimaux : lon 7,2763 et lat 43,6954 pour Nice."
    for colonne, lu in (("lon", lon), ("lat", lat)):
        manquante = (lu.invalides | (tableau.donnees[colonne] == "").to_numpy(dtype=bool)) & ~vides
        tableau.reject(manquante, colonne, attendu="des degrés", conseil=conseil)
    tableau.reject(
        ~vides & ~is_france(np.column_stack((lon.valeurs, lat.valeurs, lon.valeurs, lat.valeurs))),
        "lon",
        attendu="une position en France",
        conseil="La longitude et la latitude sont peut-être inversées. " + conseil,
    )
    tableau.reject(
        ~vides & ~identifiants.isin(list(connus)).to_numpy(dtype=bool),
        "id",
        attendu="l'identifiant d'un point importé",
        conseil="Ne changez pas cette colonne ; réécrivez la liste avec la commande positions.",
    )
    tableau.reject(
        ~vides & identifiants.where(~vides, "").duplicated().to_numpy(dtype=bool),
        "id",
        attendu="une ligne par point",
        conseil="Ce point est déjà corrigé plus haut.",
    )
    bonnes = ~vides & ~tableau.mauvaises
    lignes = [
        (str(i), float(x), float(y))
        for i, x, y in zip(identifiants[bonnes], lon.valeurs[bonnes], lat.valeurs[bonnes], strict=True)
    ]
    return lignes, int(vides.sum())


def _count_places(connexion: duckdb.DuckDBPyConnection) -> int:
    ligne = connexion.execute(
        "SELECT count(DISTINCT p.id) FROM lot_point AS p INNER JOIN position_corrigee AS c "
        "ON c.id = p.id OR (c.adresse <> '' AND c.adresse = p.adresse AND c.commune = p.commune)"
    ).fetchone()
    return int(ligne[0]) if ligne else 0

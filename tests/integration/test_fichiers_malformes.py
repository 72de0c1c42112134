"""Chaque fichier malformé donne un message clair, et le chantier ne bouge pas d'un octet utile."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import shapely

from observatoire.errors import FichierRefuse
from observatoire.ingest.chantier.base import create_chantier, open_chantier
from observatoire.ingest.chantier.importation import Demande, RejetsPresents, import_fichier
from observatoire.settings import Reglages
from tests.outils import fichiers as f
from tests.outils.chantier import COMMUNE, add_lots, build_catalogue, build_damier, build_reglages, code_iris

_TABLES = ("lot", "lot_territoire", "lot_appartenance", "lot_valeur", "lot_population", "lot_point")
BON = f"part_essai;{code_iris(1)};2022;ensemble;tous;5;10;50"
BASE_IC = "IRIS;COM;P19_POP;P19_POP0014\n"


@dataclass(frozen=True)
class Cas:
    """Un fichier malformé. `dit` : ce que le message doit contenir (lieu, valeur trouvée, conseil)."""

    nom: str
    ecrit: Callable[[Path], Path]
    dit: tuple[str, ...]


def ligne(valeurs: str) -> Callable[[Path], Path]:
    return lambda d: f.write_valeurs(d / "chiffres.csv", BON, valeurs)


def texte(contenu: str, nom: str = "fichier.csv") -> Callable[[Path], Path]:
    return lambda d: f.write_octets(d / nom, contenu.encode("utf-8"))


def octets(contenu: bytes, nom: str = "fichier.csv") -> Callable[[Path], Path]:
    return lambda d: f.write_octets(d / nom, contenu)


def truncate(ecrit: Callable[[Path], Path], part: float) -> Callable[[Path], Path]:
    def coupe(dossier: Path) -> Path:
        chemin = ecrit(dossier)
        contenu = chemin.read_bytes()
        chemin.write_bytes(contenu[: int(len(contenu) * part)])
        return chemin

    return coupe


def formule(dossier: Path) -> Path:
    return f.write_valeurs_xlsx(dossier / "formule.xlsx", ["part_essai", code_iris(2), 2022, "", "", "=2+3", 10, None])


def milliard_de_rires(dossier: Path) -> Path:
    """Un classeur dont le XML se déploie à l'infini."""
    bon = f.write_valeurs_xlsx(dossier / "bon.xlsx", ["part_essai", code_iris(1), 2022, "", "", 5, 10, None])
    piege = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    sortie = dossier / "rires.xlsx"
    with f.zipfile.ZipFile(bon) as avant, f.zipfile.ZipFile(sortie, "w") as apres:
        for nom in avant.namelist():
            apres.writestr(nom, piege if nom == "xl/worksheets/sheet1.xml" else avant.read(nom))
    return sortie


def geojson(*features: dict[str, object], **membres: object) -> Callable[[Path], Path]:
    return lambda d: f.write_geojson(d / "contours.geojson", list(features), **membres)


def lambert_sans_crs(dossier: Path) -> Path:
    return f.write_shapefile(dossier / "shp", "iris", f.build_cadre([1, 2]).to_crs(2154), sans=(".prj",))


def inverse(dossier: Path) -> Path:
    forme = shapely.ops.transform(lambda x, y: (y, x), f.carre(0, 0))
    return f.write_geojson(dossier / "inverse.geojson", [f.build_feature(1, shapely.geometry.mapping(forme))])


def remonte(dossier: Path) -> Path:
    chemin = dossier / "remonte.zip"
    with f.zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("../../evade.csv", f"{BASE_IC}060880101;06088;10;1\n")
    return chemin


CARRE = f.build_carre_iris()
CAS = [
    Cas("vide", octets(b""), ("fichier.csv", "un fichier vide")),
    Cas("blancs", octets(b"\xef\xbb\xbf \r\n\r\n"), ("un fichier vide",)),
    Cas("utf-16 sans rien", octets(b"\xff\xfe\n\x00\n\x00"), ("séparées par",)),
    Cas("zip aux chemins remontants", remonte, ("aucune ligne du périmètre",)),
    Cas("en-tete seul", texte(f.ENTETE + "\n"), ("sans aucune ligne de données",)),
    Cas("binaire", octets(bytes(range(256)) * 8, "photo.csv"), ("photo.csv", "binaire inconnu")),
    Cas("pdf", octets(b"%PDF-1.7 ...", "tableau.csv"), ("un document PDF",)),
    Cas("page web", texte("<!DOCTYPE html><html><body>Erreur 404</body></html>"), ("page web", "de nouveau")),
    Cas("xls ancien", lambda d: f.write_ole(d / "t.xls", chiffre=False), (".xls", ".xlsx")),
    Cas("mot de passe", lambda d: f.write_ole(d / "t.xlsx", chiffre=True), ("mot de passe", "retirez")),
    Cas("classeur tronque", truncate(formule, 0.6), ("formule.xlsx", "tronqué")),
    Cas("bombe classeur", lambda d: f.write_bombe(d / "b.xlsx", "xl/worksheets/sheet1.xml", 80), ("b.xlsx", "80 Mo")),
    Cas("bombe archive", lambda d: f.write_bombe(d / "b.zip", "iris.csv", 80), ("b.zip", "anormal")),
    Cas("entites xml", milliard_de_rires, ("rires.xlsx", "classeur abîmé")),
    Cas("formule sans valeur", formule, ("ligne 2", "F2", "laissez-le calculer")),
    Cas("case demesuree", ligne(f'part_essai;{code_iris(2)};2022;"{"x" * 40_000}";;1;2;'),
        ("colonne « sexe »", "40000 caractères", "32767")),
    Cas("guillemet ouvert", ligne(f'part_essai;"{code_iris(2)};2022;;;1;2;\n' + BON), ("guillemet ouvert",)),
    Cas("une seule colonne", texte("indicateur\npopulation\n"), ("séparées par",)),
    Cas("colonnes inconnues", texte("a;b;c\n1;2;3\n"), ("a, b et c", "en-tête d'un format connu")),
    Cas("colonne manquante", texte("indicateur;territoire;valeur\npart_essai;990010001;3\n"),
        ("attendu la colonne « periode »", "modèle")),
    Cas("colonne en double", texte("indicateur;territoire;periode;valeur;valeur\nx;y;2022;1;2\n"),
        ("ligne 1", "deux colonnes nommées valeur")),
    Cas("case en trop", ligne(BON + ";;;"), ("ligne 3", "11 case(s)", "8 cases")),
    Cas("indicateur inconnu", ligne(f"part_esai;{code_iris(2)};2022;;;1;2;"),
        ("ligne 3", "colonne « indicateur »", "« part_esai »", "catalogue")),
    Cas("territoire inconnu", ligne("part_essai;990010009;2022;;;1;2;"), ("« 990010009 »", "Vouliez-vous dire")),
    Cas("territoire tronque", ligne("part_essai;9900100;2022;;;1;2;"), ("colonne « territoire »", "« 9900100 »")),
    Cas("cle en double", ligne(BON), ("ligne 3", "déjà ligne 2", "une seule ligne par")),
    Cas("texte dans un nombre", ligne(f"part_essai;{code_iris(2)};2022;;;12 cas;20;"),
        ("colonne « numerateur »", "« 12 cas »", "un nombre")),
    Cas("negatif", ligne(f"part_essai;{code_iris(2)};2022;;;-1;20;"), ("« -1 »", "positif ou nul")),
    Cas("part plus grande que tout", ligne(f"part_essai;{code_iris(2)};2022;;;30;20;"), ("inversées",)),
    Cas("valeur incoherente", ligne(f"part_essai;{code_iris(2)};2022;;;10;20;0,5"),
        ("colonne « valeur »", "« 0,5 »", "recalculée")),
    Cas("periode illisible", ligne(f"part_essai;{code_iris(2)};2022-13;;;1;2;"), ("« 2022-13 »", "2018-2022")),
    Cas("ligne sans chiffre", ligne(f"part_essai;{code_iris(2)};2022;;;;;"), ("une case vide", "une valeur")),
    Cas("sexe inconnu", ligne(f"part_essai;{code_iris(2)};2022;X;;1;2;"), ("« X »", "femmes")),
    Cas("age a l'envers", ligne(f"part_essai;{code_iris(2)};2022;;30-15;1;2;"), ("« 30-15 »", "0-14")),
    Cas("large sans periode", texte(f"code;part_essai\n{code_iris(1)};3\n"), ("part_essai (2023)",)),
    Cas("recensement, population en texte", texte(f"{BASE_IC}{code_iris(1)};{COMMUNE};beaucoup;1\n"),
        ("ligne 2", "« P19_POP »", "« beaucoup »")),
    Cas("recensement, iris inconnu", texte(f"{BASE_IC}{code_iris(8)};{COMMUNE};10;1\n"),
        ("« 990010008 »", "du même millésime")),
    Cas("recensement d'ailleurs", texte(f"{BASE_IC}060880101;06088;10;1\n"), ("aucune ligne du périmètre",)),
    Cas("geojson tronque", truncate(geojson(CARRE), 0.7), ("contours.geojson", "tronqué")),
    Cas("geojson sans contour", geojson(f.build_feature(1, None)), ("aucun contour",)),
    Cas("geojson attributs inconnus", geojson({**CARRE, "properties": {"truc": 1}}), ("truc", "--correspondance")),
    Cas("geojson lambert", geojson(f.build_feature(1, shapely.geometry.mapping(shapely.box(1e6, 6e6, 1.1e6, 6.1e6)))),
        ("longitude 1e+06", "EPSG:2154")),
    Cas("geojson geometrie cassee", geojson(f.build_feature(1, {"type": "Polygon", "coordinates": [[[1, 2]]]})),
        ("ligne 1", "une géométrie GeoJSON")),
    Cas("geojson d'une autre ville", geojson(f.build_feature(1, CARRE["geometry"], code_iris="060880101")),
        ("aucun dans le périmètre", "060880101")),
    Cas("geojson deux noms pour un code", geojson(CARRE, {**f.build_carre_iris(2), "properties":
        {"code_iris": code_iris(1), "nom_iris": "Autre"}}), ("ligne 2", "noms différents")),
    Cas("latitude d'abord", inverse, ("inverse.geojson", "inversées")),
    Cas("shapefile sans prj", lambert_sans_crs, ("iris.zip", ".prj")),
    Cas("json sans contour", texte('{"a": 1}', "x.json"), ("un JSON sans contours",)),
    Cas("archive vide", lambda d: f.zip_dossier(d / "rien.zip", f.write_octets(d / "lisez.md", b"x")),
        ("aucun fichier utile",)),
]  # fmt: skip


@pytest.fixture
def reglages(tmp_path: Path) -> Reglages:
    reglages = build_reglages(tmp_path / "donnees")
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    add_lots(reglages, build_damier())
    return reglages


def read_chantier(reglages: Reglages) -> dict[str, list[tuple[object, ...]]]:
    with open_chantier(reglages) as connexion:
        return {t: connexion.execute(f"SELECT * FROM {t} ORDER BY ALL").fetchall() for t in _TABLES}


def explain(erreur: FichierRefuse) -> str:
    return str(erreur.rejets[0]) if isinstance(erreur, RejetsPresents) else str(erreur)


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.nom)
def test_un_fichier_malforme_est_refuse_par_un_message_clair_et_ne_change_rien(
    cas: Cas, reglages: Reglages, tmp_path: Path
) -> None:
    avant = read_chantier(reglages)
    chemin = cas.ecrit(tmp_path)

    with pytest.raises(FichierRefuse) as refus:
        import_fichier(reglages, Demande(chemin), catalogue=build_catalogue())

    message = explain(refus.value)
    assert [morceau for morceau in cas.dit if morceau not in message] == [], message
    assert message.startswith(chemin.name)
    assert "\n" not in message
    assert len(message) < 600
    assert message.endswith((".", "?"))
    assert read_chantier(reglages) == avant
    assert not list(tmp_path.parent.glob("evade.csv"))


def test_le_fichier_dont_partent_les_cas_est_bon(reglages: Reglages, tmp_path: Path) -> None:
    """Sans ce témoin, un refus pourrait venir d'autre chose que de la faute voulue."""
    chiffres = import_fichier(
        reglages, Demande(f.write_valeurs(tmp_path / "bon.csv", BON)), catalogue=build_catalogue()
    )
    contours = import_fichier(reglages, Demande(geojson(CARRE)(tmp_path)), catalogue=build_catalogue())
    assert (chiffres.lot.lignes_retenues, contours.lot.lignes_retenues) == (1, 1)


def test_avec_l_accord_de_l_utilisateur_les_lignes_saines_entrent_seules(reglages: Reglages, tmp_path: Path) -> None:
    chemin = f.write_valeurs(tmp_path / "mixte.csv", BON, f"part_essai;{code_iris(2)};2022;;;30;20;")
    importe = import_fichier(reglages, Demande(chemin), catalogue=build_catalogue(), accepter_rejets=True)
    assert (importe.lot.lignes_lues, importe.lot.lignes_retenues, importe.lot.rejets) == (2, 1, 1)

"""Points d'offre : des coordonnées en degrés, ou à défaut un IRIS."""

from pathlib import Path

from observatoire.ingest.formats import read_fichier
from tests.outils.chantier import code_iris
from tests.unit.ingest.formats.outils import build_contexte, write

ENTETE = "id;categorie;profession;specialite;nom;lon;lat;iris;secteur_conventionnel;age_classe;date"


def test_chaque_faute_a_son_rejet(tmp_path: Path) -> None:
    lignes = [
        f"P1;soins;Médecin;MG;A;2,001;46,001;{code_iris(1)};secteur 1;;2024",
        f"P2;soins;Médecin;MG;B;;;{code_iris(1)};;;2024",
        "P3;soins;Médecin;MG;C;;;;;;2024",
        "P1;soins;Médecin;MG;D;2;46;;;;2024",
        "P4;soins;Médecin;MG;E;1044000;6290000;;;;2024",
        "P5;soins;;MG;F;2;46;;;;2024",
        "P6;soins;Médecin;MG;G;2;46;;;;hier",
    ]
    lot = read_fichier(write(tmp_path, "\n".join([ENTETE, *lignes])), contexte=build_contexte())
    assert lot.points["id"].tolist() == ["P1", "P2"]
    assert lot.points.loc[0, ["lon", "lat"]].tolist() == [2.001, 46.001]
    assert lot.points["lon"].isna().tolist() == [False, True]
    assert [(r.ligne, r.colonne) for r in lot.rejets] == [
        (4, "lon"), (5, "id"), (6, "lon"), (7, "profession"), (8, "date"),
    ]  # fmt: skip


def test_une_adresse_tient_lieu_de_coordonnees(tmp_path: Path) -> None:
    entete = "id;categorie;profession;nom;adresse;commune"
    lignes = ["P1;soins;Médecin;A;1 rue du Port 99000 DAMIER;99001", "P2;soins;Médecin;B;;99001"]
    lot = read_fichier(write(tmp_path, "\n".join([entete, *lignes])), contexte=build_contexte())
    assert lot.points[["id", "adresse", "ligne"]].values.tolist() == [["P1", "1 rue du Port 99000 DAMIER", 2]]
    assert [(r.ligne, r.colonne) for r in lot.rejets] == [(3, "lon")]
    assert any("connus par leur seule adresse" in m for m in lot.messages)

"""Deux livraisons d'un annuaire, importées et publiées : ce qui est servi, ce qui est comparé, ce qui est tu."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.chantier.importation import Demande, import_fichier
from observatoire.ingest.publication.versions import publish
from observatoire.ingest.verification import verify_base
from observatoire.services.offre.cadre import build_cadre
from observatoire.services.offre.mouvements import list_comparaisons
from observatoire.services.offre.placement import find_placement
from observatoire.services.offre.points import build_offre
from observatoire.services.qualite import build_qualite
from observatoire.settings import Reglages
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_densites_offre import I1, I2, I3, I4, build_medecin, build_points, lire
from tests.integration.test_publication import Ville
from tests.outils.chantier import COMMUNE, add_lots, build_damier, build_quartiers, build_reglages, build_valeurs
from tests.unit.ingest.formats.offre.test_finess import structure
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne

AVANT, APRES = "2023-12-31", "2024-12-31"


@pytest.fixture
def ville(tmp_path: Path) -> Ville:
    reglages = build_reglages(tmp_path / "o")
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 1000.0, None) for i in (I1, I2, I3, I4)]
    add_lots(reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2022"))
    return Ville(reglages)


def read_genres(ville: Ville) -> dict[str, str]:
    return dict(ville.read("SELECT personne, genre FROM mouvement_offre"))


def build_livraisons(format_: str):
    avant = [build_medecin(n, i, date=AVANT) for n, i in (("reste", I1), ("part", I1), ("bouge", I2))]
    apres = [build_medecin(n, i, date=APRES) for n, i in (("reste", I1), ("bouge", I3), ("arrive", I4))]
    return build_points(*avant, format_=format_), build_points(*apres, format_=format_)


@pytest.mark.parametrize("format_", ["rpps", "ameli", "finess", "liste", "points"])
@pytest.mark.parametrize("a_l_endroit", [True, False], ids=["l'ancienne d'abord", "la récente d'abord"])
def test_la_plus_recente_est_publiee_et_comparee_dans_tout_ordre(ville: Ville, format_: str, a_l_endroit: bool) -> None:
    avant, apres = build_livraisons(format_)
    add_lots(ville.reglages, *((avant, apres) if a_l_endroit else (apres, avant)))
    publish(ville.reglages, load_catalogue())
    assert ville.read("SELECT id FROM point_offre ORDER BY id") == [("arrive",), ("bouge",), ("reste",)]
    assert {c: v[0] for c, v in lire(ville, "densite_generalistes").items()}[COMMUNE] == 3
    assert read_genres(ville) == {"reste": "stable", "part": "depart", "bouge": "demenagement", "arrive": "arrivee"}
    assert ville.read("SELECT iris_avant, iris, date_avant, date FROM mouvement_offre WHERE personne = 'bouge'") == [
        (I2, I3, AVANT, APRES)
    ]


def test_une_seule_livraison_ne_dit_aucun_mouvement(ville: Ville) -> None:
    add_lots(ville.reglages, build_livraisons("rpps")[1])
    publish(ville.reglages, load_catalogue())
    assert read_genres(ville) == {}


def test_le_dernier_medecin_d_une_commune_qui_part_n_y_reste_pas(ville: Ville) -> None:
    """La commune voisine n'a plus personne dans la livraison récente : l'ancienne ne doit pas y survivre."""
    voisin = build_medecin("voisin", "", commune="99002", date=AVANT, lon=2.05, lat=46.05)
    communs = [build_medecin(n, I1) for n in "abc"]
    add_lots(ville.reglages, build_points(*(p | {"date": AVANT} for p in communs), voisin), build_points(*communs))
    publish(ville.reglages, load_catalogue())
    assert ville.read("SELECT id FROM point_offre ORDER BY id") == [("a",), ("b",), ("c",)]


def test_les_noms_se_taisent_aussi_dans_les_mouvements(ville: Ville) -> None:
    officine = {"categorie": "officine", "profession": "Pharmacie", "specialite": "", "nom": "Pharmacie du Port"}
    for jour in (AVANT, APRES):
        add_lots(
            ville.reglages,
            build_points(
                build_medecin("a", I1, date=jour),
                build_medecin("o", I1, date=jour, **officine),
                build_medecin("i", I1, date=jour, categorie="établissement", profession="Infirmière"),
            ),
        )
    publish(replace(ville.reglages, noms_professionnels=False), load_catalogue())
    assert dict(ville.read("SELECT personne, nom FROM mouvement_offre")) == {
        "a": "", "o": "Pharmacie du Port", "i": "",
    }  # fmt: skip


def test_deux_livraisons_sans_rien_de_commun_alertent(ville: Ville) -> None:
    add_lots(ville.reglages, build_points(build_medecin("a", I1, date=AVANT)), build_points(build_medecin("b", I1)))
    alertes = publish(ville.reglages, load_catalogue()).bilan.alertes
    assert any("moins de la moitié de leurs personnes en commun" in a for a in alertes)
    assert read_genres(ville) == {}


def import_texte(reglages: Reglages, chemin: Path, *lignes: str) -> None:
    chemin.write_text("\n".join([*lignes, ""]), encoding="utf-8")
    import_fichier(reglages, Demande(chemin), catalogue=load_catalogue())


def test_deux_rpps_d_origine_suivent_un_numero_et_non_un_lieu(ville: Ville, tmp_path: Path) -> None:
    ici = {"insee": COMMUNE, "cp": "99000", "ville": "DAMIER"}
    stables = [write_ligne(pp=str(n), site=f"S{n}", voie=f"RUE {n}", **ici) for n in range(10, 16)]
    import_texte(
        ville.reglages, tmp_path / "PS_LibreAcces_Personne_activite_20231231.txt", ENTETE, *stables,
        write_ligne(pp="1", site="A", num="12", nature="AV", voie="DU GAL DE GAULLE", **ici),
        write_ligne(pp="2", site="B", voie="RUE HAUTE", **ici),
        write_ligne(pp="3", site="C", voie="RUE BASSE", prof="60", sf="", lib="", **ici),
        write_ligne(pp="4", site="D", voie="RUE NEUVE", **ici),
        write_ligne(pp="5", site="E", voie="RUE X", insee="99002", cp="99010", ville="VOISINE"),
    )  # fmt: skip
    import_texte(
        ville.reglages, tmp_path / "PS_LibreAcces_Personne_activite_20241231.txt", ENTETE, *stables,
        # Le lieu a changé de numéro de structure et d'écriture, pas d'adresse.
        write_ligne(pp="1", site="A2", num="12", nature="Avenue", voie="Général de Gaulle", **ici),
        write_ligne(pp="2", site="B", voie="RUE HAUTE", **ici),
        write_ligne(pp="2", site="B3", voie="RUE DU LAC", **ici),
        write_ligne(pp="3", site="C", voie="RUE BASSE", prof="50", sf="", lib="", **ici),
        write_ligne(pp="4", site="D4", voie="RUE VIEILLE", **ici),
        write_ligne(pp="5", site="E5", voie="RUE Y", **ici),
    )  # fmt: skip
    publish(ville.reglages, load_catalogue())
    lignes = ville.read(
        "SELECT genre, profession_avant, profession, commune_avant FROM mouvement_offre "
        "WHERE genre <> 'stable' ORDER BY 1"
    )
    assert lignes == [
        ("arrivee", "", "Médecin", "99002"),
        ("demenagement", "Médecin", "Médecin", COMMUNE),
        ("lieux", "Médecin", "Médecin", COMMUNE),
        ("profession", "Infirmier", "Sage-femme", COMMUNE),
    ]
    # Six stables et le numéro 1 ; la personne de deux lieux compte une fois.
    assert ville.read("SELECT count(*) FROM mouvement_offre WHERE genre = 'stable'") == [(7,)]
    assert ville.read("SELECT count(*) FROM mouvement_offre WHERE profession <> ''") == [(11,)]


def test_deux_finess_d_origine_suivent_le_numero_de_l_etablissement(ville: Ville, tmp_path: Path) -> None:
    def write(date: str, *lignes: str) -> None:
        nom = f"etalab-cs1100502-stock-{date.replace('-', '')}.csv"
        import_texte(ville.reglages, tmp_path / nom, f"finess;etalab;93;{date}", *lignes)

    reste, part, arrive = (structure(f"99000000{n}", "99", "001", nom=f"PHARMACIE {n}") for n in (1, 2, 3))
    write("2023-12-31", reste, part)
    write("2024-12-31", reste, arrive)
    publish(ville.reglages, load_catalogue())
    assert {p.removeprefix("finess-99000000"): g for p, g in read_genres(ville).items()} == {
        "1": "indetermine", "2": "depart", "3": "arrivee",
    }  # fmt: skip
    assert ville.read("SELECT nom FROM mouvement_offre WHERE genre = 'depart'") == [("PHARMACIE 2",)]


def test_une_version_d_avant_le_geocodage_se_lit_encore(ville: Ville, monkeypatch: pytest.MonkeyPatch) -> None:
    add_lots(ville.reglages, *build_livraisons("rpps"))
    fichier = publish(ville.reglages, load_catalogue()).fichier
    ancienne = ville.reglages.publie / "obs_2026-01-01_ancienne.duckdb"
    ancienne.write_bytes((ville.reglages.publie / fichier).read_bytes())
    with duckdb.connect(str(ancienne)) as connexion:
        for table in ("mouvement_offre", "age_offre", "placement_offre", "alerte"):
            connexion.execute(f"DROP TABLE {table}")
        for colonne in ("source", "lot", "secteur_activite", "genre_position", "score", "adresse_trouvee", "doute"):
            connexion.execute(f"ALTER TABLE point_offre DROP COLUMN {colonne}")
        assert verify_base(connexion, "main") == []
    monkeypatch.setenv("OBSERVATOIRE_DONNEES", str(ville.reglages.donnees))
    assert list_comparaisons(version=ancienne.name) == ()
    assert find_placement(version=ancienne.name, metier="medecin-medecine-generale") is None
    assert build_qualite(version=ancienne.name, aujourd_hui=date(2026, 11, 23)).alertes == ()
    offre = build_offre(version=ancienne.name)
    assert build_cadre(version=ancienne.name, offre=offre, metier="medecin-medecine-generale").ages == {}
    points = offre.points
    assert sorted(p.id for p in points) == ["arrive", "bouge", "reste"]
    assert {(p.source, p.genre_position, p.score, p.doute) for p in points} == {("", "", None, "")}
    (comparaison,) = list_comparaisons(version=fichier)
    assert (comparaison.annuaire, comparaison.date_avant, comparaison.date) == ("RPPS", AVANT, APRES)
    assert len(comparaison.mouvements) == 4

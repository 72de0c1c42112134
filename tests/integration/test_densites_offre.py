"""Densités comptées sur des points : têtes, activité, âge, secteur, annuaires qui se recouvrent."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatoire.ingest.chantier.base import create_chantier
from observatoire.ingest.geocodage.verification import import_corrections, read_douteux
from observatoire.ingest.lot import COLONNES_POINT, LotLu
from observatoire.ingest.publication.versions import publish
from observatoire.ingest.verification import verify_base
from observatoire.store.catalogue import load_catalogue
from tests.integration.test_publication import Ville
from tests.outils.chantier import (
    COMMUNE,
    add_lots,
    build_damier,
    build_lot,
    build_quartiers,
    build_reglages,
    build_valeurs,
    code_iris,
)

I1, I2, I3, I4 = (code_iris(i) for i in range(1, 5))
CENTRES = {I1: (2.005, 46.005), I2: (2.015, 46.005), I3: (2.005, 46.015), I4: (2.015, 46.015)}


def build_medecin(identifiant: str, iris: str, personne: str = "", **champs: object) -> dict[str, object]:
    lon, lat = CENTRES.get(iris, (None, None))
    point = {
        "id": identifiant, "categorie": "premier recours", "profession": "Médecin", "specialite": "Médecine générale",
        "nom": f"Docteur {identifiant}", "lon": lon, "lat": lat, "iris": "", "secteur_conventionnel": "secteur 1",
        "age_classe": "40-49 ans", "date": "2024-12-31", "personne": personne or identifiant, "activite": 1.0,
        "commune": COMMUNE, "adresse": "", "mode_exercice": "libéral",
    }  # fmt: skip
    return point | champs


def build_points(*points: dict[str, object], format_: str = "rpps") -> LotLu:
    lot = build_lot(points=pd.DataFrame(points, columns=COLONNES_POINT), lignes=len(points))
    return replace(lot, format=format_)


@pytest.fixture
def ville(tmp_path: Path) -> Ville:
    reglages = build_reglages(tmp_path)
    create_chantier(reglages, nom="Damier", communes=[COMMUNE])
    habitants = [(i, "disponible", 1000.0 * n, None) for n, i in enumerate((I1, I2, I3, I4), start=1)]
    add_lots(reglages, build_damier(), build_quartiers(), build_valeurs("population", habitants, periode="2022"))
    return Ville(reglages)


def publier(ville: Ville, *lots: LotLu) -> tuple[str, ...]:
    add_lots(ville.reglages, *lots)
    return publish(ville.reglages, load_catalogue()).bilan.alertes


def lire(ville: Ville, indicateur: str) -> dict[str, tuple[float, float, float, str]]:
    lignes = ville.read(
        "SELECT territoire, numerateur, denominateur, valeur, periode FROM valeur "
        f"WHERE indicateur = '{indicateur}' AND statut = 'disponible'"
    )
    return {ligne[0]: ligne[1:] for ligne in lignes}


def test_une_tete_par_territoire_et_une_activite_partagee(ville: Ville) -> None:
    publier(
        ville,
        build_points(
            build_medecin("a1", I1, "a", activite=0.5),
            build_medecin("a2", I2, "a", activite=0.5),
            build_medecin("b", I1),
        ),
    )
    tetes, activite = lire(ville, "densite_generalistes"), lire(ville, "densite_generalistes_activite")
    assert {c: v[0] for c, v in tetes.items()} == {I1: 2, I2: 1, I3: 0, I4: 0, "SUD": 2, "NORD": 0, COMMUNE: 2}
    assert {c: v[0] for c, v in activite.items()} == {
        I1: 1.5, I2: 0.5, I3: 0, I4: 0, "SUD": 2, "NORD": 0, COMMUNE: 2,
    }  # fmt: skip
    assert tetes["SUD"] == (2, 3000, pytest.approx(2 / 3000 * 10_000), "2024")
    assert lire(ville, "habitants_par_generaliste")[COMMUNE] == (10_000, 2, 5000, "2024")


def test_seuls_comptent_ceux_qui_soignent_en_ville(ville: Ville) -> None:
    """Un libéral, un salarié d'un centre de santé, un d'un cabinet ; ni celui de l'hôpital, ni l'inconnu."""
    salarie = {"mode_exercice": "salarié"}
    publier(
        ville,
        build_points(
            build_medecin("a", I1),
            build_medecin("b", I1, **salarie, secteur_activite="centre de santé"),
            build_medecin("c", I1, **salarie, secteur_activite="cabinet"),
            build_medecin("d", I1, **salarie, secteur_activite="autre"),
            build_medecin("e", I1, **salarie),
        ),
    )
    assert lire(ville, "densite_generalistes")[I1][0] == 3
    assert lire(ville, "densite_generalistes_activite")[I1][0] == 3


@pytest.mark.parametrize(
    ("age", "de_55", "de_60"),
    [
        ("moins de 40 ans", (12, 30), (12, 30)),
        ("50-54 ans", (12, 30), (12, 30)),
        ("55-59 ans", (18, 30), (12, 30)),
        ("60-64 ans", (18, 30), (18, 30)),
        ("66-70 ans", (18, 30), (18, 30)),
        ("plus de 60 ans", (18, 30), (18, 30)),
        ("65 ans ou plus", (18, 30), (18, 30)),
        ("80 ans et plus", (18, 30), (18, 30)),
        ("55+", (18, 30), (12, 24)),
        # À cheval sur la limite, ou illisible : ni d'un côté ni de l'autre, hors du dénominateur.
        ("50-59 ans", (12, 24), (12, 30)),
        ("58-62 ans", (18, 30), (12, 24)),
        ("senior", (12, 24), (12, 24)),
    ],
)
def test_six_medecins_d_une_classe_d_age_parmi_trente(
    ville: Ville, age: str, de_55: tuple[int, int], de_60: tuple[int, int]
) -> None:
    ages = [*["40-49 ans"] * 12, *["65 ans ou plus"] * 12, *[age] * 6]
    publier(ville, build_points(*(build_medecin(f"m{i}", I1, age_classe=a) for i, a in enumerate(ages))))
    assert lire(ville, "part_generalistes_55_ans")[COMMUNE][:2] == de_55
    assert lire(ville, "part_generalistes_60_ans")[COMMUNE][:2] == de_60


def test_la_part_en_secteur_1(ville: Ville) -> None:
    secteurs = [*["secteur 1"] * 5, "secteur 2"]
    publier(
        ville,
        build_points(*(build_medecin(f"m{i}", I1, secteur_conventionnel=s) for i, s in enumerate(secteurs))),
    )
    assert lire(ville, "part_generalistes_secteur_1")[I1][:2] == (5, 6)


@pytest.mark.parametrize(("inconnus", "attendu"), [(6, (12, 24)), (7, None)])
def test_une_part_se_calcule_sur_les_ages_connus_s_ils_sont_quatre_sur_cinq(
    ville: Ville, inconnus: int, attendu: tuple[int, int] | None
) -> None:
    ages = [*["65 ans ou plus"] * 12, *["40-49 ans"] * (18 - inconnus), *[""] * inconnus]
    publier(ville, build_points(*(build_medecin(f"m{i}", I1, age_classe=a) for i, a in enumerate(ages))))
    lue = lire(ville, "part_generalistes_60_ans").get(COMMUNE)
    assert (lue and lue[:2]) == attendu


def test_un_quartier_dont_trop_d_ages_manquent_le_dit(ville: Ville) -> None:
    """33 âges sur 36 connus dans la ville, mais 3 sur 6 au NORD."""
    sud = [build_medecin(f"s{i}", I1, age_classe="65 ans ou plus" if i < 15 else "40-49 ans") for i in range(30)]
    nord = [build_medecin(f"n{i}", I3, age_classe="40-49 ans" if i < 3 else "") for i in range(6)]
    publier(ville, build_points(*sud, *nord))
    lignes = ville.read(
        "SELECT territoire, statut, numerateur, denominateur FROM valeur "
        "WHERE indicateur = 'part_generalistes_60_ans' AND territoire IN ('SUD', 'NORD', '99001') ORDER BY 1"
    )
    assert lignes == [
        (COMMUNE, "disponible", 15, 33), ("NORD", "non_disponible", None, None), ("SUD", "disponible", 15, 30),
    ]  # fmt: skip


def test_sans_coordonnees_seule_la_commune_se_calcule(ville: Ville) -> None:
    alertes = publier(ville, build_points(build_medecin("a", I1), build_medecin("b", "")))
    assert {c: v[0] for c, v in lire(ville, "densite_generalistes").items()} == {COMMUNE: 2}
    assert any("1 point(s) de la ville sans coordonnées" in a for a in alertes)


@pytest.mark.parametrize("rpps_d_abord", [True, False])
def test_le_rpps_l_emporte_sur_les_autres_dans_tout_ordre_et_on_le_dit(ville: Ville, rpps_d_abord: bool) -> None:
    rpps = build_points(build_medecin("a", I1), build_medecin("p", I1, specialite="Psychiatrie"))
    urgences = {"profession": "Service d’urgences", "specialite": "", "categorie": "établissement"}
    bpe = build_points(
        build_medecin("x", I2), build_medecin("y", I2), build_medecin("u", I3, **urgences), format_="bpe"
    )
    alertes = publier(ville, *((rpps, bpe) if rpps_d_abord else (bpe, rpps)))
    # Les deux médecins de la BPE sont de trop ; ses urgences, que le RPPS ne connaît pas, restent.
    assert ville.read("SELECT id FROM point_offre ORDER BY id") == [("a",), ("p",), ("u",)]
    assert lire(ville, "densite_generalistes")[COMMUNE][0] == 1
    (dite,) = [a for a in alertes if "remplace" in a]
    assert dite.startswith("Le RPPS remplace 2\xa0points")
    assert "la BPE (Médecin)" in dite


@pytest.mark.parametrize(
    ("presents", "garde"),
    [
        (("generalistes", "bpe", "ameli", "rpps"), "rpps"),
        (("rpps", "ameli"), "rpps"),
        (("generalistes", "bpe", "ameli"), "ameli"),
        (("generalistes", "bpe"), "bpe"),
        (("bpe", "finess"), "finess"),
        (("generalistes",), "generalistes"),
    ],
)
def test_un_seul_annuaire_national_par_famille(ville: Ville, presents: tuple[str, ...], garde: str) -> None:
    publier(ville, *(build_points(build_medecin(f"de-{f}", I1), format_=f) for f in presents))
    assert ville.read("SELECT id FROM point_offre") == [(f"de-{garde}",)]


def test_une_liste_locale_s_ajoute_sans_rien_effacer(ville: Ville) -> None:
    """Deux du RPPS ; la liste en redit un (le nom à l'envers, avec sa civilité) et en apporte deux."""
    rpps = build_points(
        build_medecin("r1", I1, nom="DUPONT Jean", age_classe="", secteur_conventionnel=""),
        build_medecin("r2", I1, nom="MARTIN Aline", age_classe="", secteur_conventionnel=""),
    )
    liste = build_points(
        build_medecin("l1", I2, nom="Dr Jean Dupont", age_classe="60-64 ans"),
        build_medecin("l2", I3, nom="Dr Paule Durand", age_classe="40-49 ans"),
        build_medecin("l3", I3, nom="Docteur Dupont", age_classe="40-49 ans"),
        format_="liste",
    )
    alertes = publier(ville, rpps, liste)
    assert ville.read("SELECT id, iris FROM point_offre ORDER BY id") == [
        ("l2", I3),
        ("l3", I3),
        ("r1", I1),
        ("r2", I1),
    ]
    # Il garde sa place du RPPS et prend le secteur que la liste seule connaît.
    assert ville.read("SELECT secteur_conventionnel FROM point_offre WHERE id = 'r1'") == [("secteur 1",)]
    assert lire(ville, "densite_generalistes")[COMMUNE][0] == 4
    (dite,) = [a for a in alertes if "ajoute" in a]
    assert "2\xa0points" in dite
    assert "1 y étaient déjà" in dite


def test_un_meme_lieu_se_reconnait_a_son_adresse_ou_a_sa_place(ville: Ville) -> None:
    def build(identifiant: str, iris: str, **champs: object) -> dict[str, object]:
        lieu = {"categorie": "officine", "profession": "Pharmacie", "specialite": "", "mode_exercice": ""}
        return build_medecin(identifiant, iris, **lieu) | champs

    finess = build_points(
        build("f1", I1, adresse="12 AV DU GAL DE GAULLE", nom="SELARL DU PORT"),
        build("f2", I2, nom="PHARMACIE CENTRALE"),
        build("f3", I3, nom="PHARMACIE DU LAC"),
        format_="finess",
    )
    liste = build_points(
        build("meme-adresse", "", adresse="12 avenue du Général de Gaulle", nom="Pharmacie du Port"),
        build("meme-place", I2, nom="Officine centrale"),
        build("meme-nom-ailleurs", I4, nom="Pharmacie du Lac"),
        format_="liste",
    )
    publier(ville, finess, liste)
    presents = [i for (i,) in ville.read("SELECT id FROM point_offre ORDER BY id")]
    assert presents == ["f1", "f2", "f3", "meme-nom-ailleurs"]


def test_la_livraison_suivante_fait_partir_les_absents(ville: Ville) -> None:
    publier(ville, build_points(build_medecin("a", I1), build_medecin("b", I1)), build_points(build_medecin("b", I2)))
    assert ville.read("SELECT id, iris FROM point_offre") == [("b", I2)]


def test_les_coordonnees_l_emportent_sur_l_iris_du_fichier(ville: Ville) -> None:
    alertes = publier(ville, build_points(build_medecin("a", I1) | {"iris": I4}))
    assert ville.read("SELECT iris FROM point_offre") == [(I1,)]
    assert any("les coordonnées l'emportent" in a for a in alertes)


def test_les_positions_etranges_du_fichier_se_verifient_comme_les_autres(ville: Ville, tmp_path: Path) -> None:
    """Une dans un autre IRIS que celui du fichier, une loin de tout, une que le fichier dit tirée au hasard."""
    loin = {"lon": 2.5, "lat": 46.5}
    publier(
        ville,
        build_points(
            build_medecin("bon", I1) | {"iris": I1},
            build_medecin("autre", I1) | {"iris": I4},
            build_medecin("loin", I1) | loin,
            build_medecin("loin-nomme", I1) | loin | {"iris": I2},
            build_medecin("voisine", I1, commune="99002") | loin,
            build_medecin("hasard", I2, doute_fichier="position à 500 mètres près"),
        ),
    )
    attendu = {
        "autre": "dans un autre IRIS que celui de son fichier", "loin": "hors de tout IRIS",
        "loin-nomme": "hors de tout IRIS", "hasard": "position à 500 mètres près",
    }  # fmt: skip
    assert dict(ville.read("SELECT id, doute FROM point_offre WHERE doute <> ''")) == attendu
    douteux = {p.id: p for p in read_douteux(ville.reglages)}
    assert {identifiant: p.doute for identifiant, p in douteux.items()} == attendu
    assert all(p.is_place for p in douteux.values())
    assert (douteux["loin"].lon, douteux["loin"].lat) == (2.5, 46.5)
    corrections = tmp_path / "c.csv"
    corrections.write_text("id;lon;lat\nloin;2,005;46,005\nautre;2,005;46,005\n", encoding="utf-8")
    import_corrections(ville.reglages, corrections)
    assert {p.id for p in read_douteux(ville.reglages)} == {"loin-nomme", "hasard"}


def test_un_chiffre_donne_par_un_fichier_est_garde(ville: Ville) -> None:
    donne = build_valeurs("densite_generalistes", [(I1, "disponible", 7, 1000)], periode="2024")
    publier(ville, donne, build_points(build_medecin("a", I1)))
    assert lire(ville, "densite_generalistes")[I1][0] == 7


def test_un_reglage_tait_le_nom_des_personnes(ville: Ville) -> None:
    officine = {"categorie": "officine", "profession": "Pharmacie", "specialite": "", "nom": "Pharmacie du Port"}
    add_lots(ville.reglages, build_points(build_medecin("a", I1), build_medecin("o", I1, **officine)))
    publish(replace(ville.reglages, noms_professionnels=False), load_catalogue())
    assert ville.read("SELECT id, nom FROM point_offre ORDER BY id") == [("a", ""), ("o", "Pharmacie du Port")]


@pytest.mark.parametrize("format_", ["liste", "points", "bpe"])
def test_une_profession_inconnue_peut_etre_une_personne_et_se_tait(ville: Ville, format_: str) -> None:
    """« Infirmière », « Kiné » : rangées parmi les établissements faute d'être reconnues, ce sont des personnes."""
    champs = {"categorie": "établissement", "specialite": ""}
    add_lots(
        ville.reglages,
        build_points(
            build_medecin("a", I1, profession="Infirmière", **champs),
            build_medecin("b", I1, profession="Kiné", **champs),
            build_medecin("c", I1, profession="Docteure", categorie="officine", specialite=""),
            build_medecin("d", I1, profession="Centre municipal de santé", nom="Centre Pasteur", **champs),
            format_=format_,
        ),
    )
    publish(replace(ville.reglages, noms_professionnels=False), load_catalogue())
    assert dict(ville.read("SELECT id, nom FROM point_offre")) == {"a": "", "b": "", "c": "", "d": "Centre Pasteur"}


def test_l_age_de_personne_ne_sort_du_chantier(ville: Ville) -> None:
    """Dix au SUD (cinq de 60-64 ans), cinq au NORD ; une seule sage-femme. La version ne garde que des comptes."""
    sud = [build_medecin(f"s{i}", I1, age_classe="60-64 ans" if i < 5 else "40-49 ans") for i in range(10)]
    nord = [build_medecin(f"n{i}", I3, age_classe="moins de 40 ans") for i in range(5)]
    seule = build_medecin("sf", I3, profession="Sage-femme", specialite="", age_classe="65 ans ou plus")
    publier(ville, build_points(*sud, *nord, seule))
    colonnes = {c for (c,) in ville.read("SELECT column_name FROM duckdb_columns() WHERE table_name = 'point_offre'")}
    assert not {c for c in colonnes if "age" in c}
    assert ville.read("SELECT territoire, age_bas, age_haut, effectif FROM age_offre ORDER BY ALL") == [
        (COMMUNE, 25, 40, 5), (COMMUNE, 40, 50, 5), (COMMUNE, 60, 65, 5),
        ("NORD", 25, 40, 5), ("SUD", 40, 50, 5), ("SUD", 60, 65, 5),
    ]  # fmt: skip
    assert ville.read("SELECT DISTINCT profession FROM age_offre") == [("Médecin",)]
    with duckdb.connect(str(next(ville.reglages.publie.glob("obs_*.duckdb")))) as base:
        assert verify_base(base, "main") == []
        base.execute("UPDATE age_offre SET effectif = 1 WHERE territoire = 'NORD'")
        assert [a.regle for a in verify_base(base, "main")] == ["age_offre : groupe sous le seuil"]


def test_la_part_d_un_seul_medecin_ne_dit_pas_son_age(ville: Ville) -> None:
    """Un généraliste de 65 ans au NORD : ni sa part (100 %), ni ses âges, ni ceux dont la ville le ferait déduire."""
    sud = [build_medecin(f"s{i}", I1, age_classe="60-64 ans" if i < 5 else "40-49 ans") for i in range(10)]
    publier(ville, build_points(*sud, build_medecin("seul", I3, age_classe="65 ans ou plus")))
    statuts = dict(ville.read("SELECT territoire, statut FROM valeur WHERE indicateur = 'part_generalistes_60_ans'"))
    assert statuts["NORD"] == statuts[I3] == "secret"
    ages = {t for (t,) in ville.read("SELECT DISTINCT territoire FROM age_offre")}
    assert "NORD" not in ages
    assert not {COMMUNE, "SUD"} <= ages

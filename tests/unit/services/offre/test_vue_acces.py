"""Ce que dit la vue « Accès » : rangs, phrases, bord, stabilité, repères."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from observatoire.domain.acces import METIERS_ACCES, ParametresAcces, UniteTrajet
from observatoire.domain.territoire import Maille
from observatoire.services.offre import vue_acces
from observatoire.services.offre.accessibilite import Accessibilite
from observatoire.services.offre.situation import Situation
from observatoire.services.offre.vue_acces import (
    Classement,
    export_acces_csv,
    format_trajet,
    list_metiers,
    list_reperes,
    rank,
    write_bord,
    write_bord_trajet,
    write_phrase,
    write_phrase_distance,
    write_stables,
)
from tests.outils.instantane import QPV_2015, QPV_2024, VILLE

GENERALISTE, PHARMACIE = METIERS_ACCES[0], next(m for m in METIERS_ACCES if m.code == "pharmacie")
# Quartiers Q01 à Q06 : Les Tilleuls, Le Port, La Haute-Rive, Mirandelle, Centre, Beauval.
VALEURS = {"Q01": 4.0, "Q02": 6.0, "Q03": 6.0, "Q04": 9.0, "Q05": 20.0, VILLE: 8.2}


def build(version: str, valeurs: dict[str, float], haut: bool = True) -> Classement:
    return rank(version=version, maille=Maille.QUARTIER, valeurs=valeurs, haut_favorable=haut)


def test_du_moins_bien_au_mieux_desservi_ex_aequo_au_meme_rang(version: str) -> None:
    classement = build(version, VALEURS)
    assert [(li.territoire.code, li.rang) for li in classement.lignes] == [
        ("Q01", 5), ("Q03", 3), ("Q02", 3), ("Q04", 2), ("Q05", 1), ("Q06", None),
    ]  # fmt: skip
    assert classement.ville == 8.2
    assert [li.territoire.code for li in classement.basses] == ["Q01", "Q03", "Q02"]


def test_une_distance_se_range_a_l_envers(version: str) -> None:
    classement = build(version, VALEURS, haut=False)
    assert [(li.territoire.code, li.rang) for li in classement.lignes][:2] == [("Q05", 5), ("Q04", 4)]


def test_seuls_les_qpv_du_millesime_recent_sont_ranges(version: str) -> None:
    classement = rank(
        version=version, maille=Maille.QPV, valeurs={QPV_2015: 1.0, QPV_2024[0]: 2.0}, haut_favorable=True
    )
    assert [li.territoire.code for li in classement.lignes] == list(QPV_2024)


def test_la_phrase_donne_la_ville_les_deux_bouts_et_leur_rapport(version: str) -> None:
    assert write_phrase(build(version, VALEURS), GENERALISTE, VILLE) == (
        "Dans la ville, 8,2 médecins généralistes sont accessibles pour 10 000 habitants : 4,0 aux Tilleuls, "
        "20,0 dans le quartier Centre, soit un rapport de 1 à 5,0."
    )


def test_sans_personne_a_un_bout_pas_de_rapport(version: str) -> None:
    phrase = write_phrase(build(version, VALEURS | {"Q01": 0.0}), GENERALISTE, VILLE)
    assert " : 0 aux Tilleuls, " in phrase
    assert "rapport" not in phrase


def test_sans_chiffre_la_phrase_le_dit(version: str) -> None:
    assert write_phrase(build(version, {}), GENERALISTE, VILLE).startswith("Aucun chiffre d’accès au médecin")
    assert write_phrase(build(version, {"Q01": 4.0, VILLE: 5.0}), GENERALISTE, VILLE).endswith("10 000 habitants.")
    assert write_phrase_distance(build(version, {}), PHARMACIE, VILLE, "m").startswith("Aucune distance à la pharmacie")


def test_la_phrase_de_trajet(version: str) -> None:
    metres = {"Q01": 412.0, "Q02": 1260.0, VILLE: 600.0}
    phrase = write_phrase_distance(build(version, metres, haut=False), PHARMACIE, VILLE, "m")
    assert phrase == (
        "Un habitant de la ville est en moyenne à 600 m d’une pharmacie : 410 m aux Tilleuls, 1,3 km au Port."
    )


@pytest.mark.parametrize(
    ("valeur", "unite", "attendu"),
    [(414, "m", "410 m"), (1000, "m", "1 km"), (1349, "m", "1,3 km"), (12.4, "min", "12 min")],
)
def test_un_trajet_s_ecrit_dans_son_unite(valeur: float, unite: str, attendu: str) -> None:
    assert format_trajet(valeur, unite).replace("\xa0", " ").replace("\u202f", " ") == attendu


def build_acces(valeurs: dict[str, float], portee: float = 3.0, **champs: object) -> Accessibilite:
    base: dict[str, object] = {
        "metier": GENERALISTE.code, "ville": VILLE, "parametres": ParametresAcces(portee=portee), "valeurs": valeurs,
        "offre_voisine": 0.0, "communes_voisines": 0, "voisins_mesures": False,
    }  # fmt: skip
    return Accessibilite(**(base | champs))  # type: ignore[arg-type]


def build_situation(*, dehors: bool, destinations: dict[str, int] | None = None) -> Situation:
    soins = SimpleNamespace(dehors=np.array([dehors]), zone=("99002",))
    trajets = None if destinations is None else SimpleNamespace(destinations=destinations)
    return cast(Situation, SimpleNamespace(soins=soins, trajets=trajets))


def test_le_bord_dit_ce_qui_manque() -> None:
    assert "paraissent moins bien desservis" in write_bord(build_acces({}), build_situation(dehors=False))
    assert "à cette portée" in write_bord(build_acces({}), build_situation(dehors=True))
    voisins = build_acces({}, offre_voisine=12.5, communes_voisines=3)
    assert "3\xa0communes voisines, à portée de la ville, comptent (12,5 en activité)" in write_bord(
        voisins, build_situation(dehors=True)
    )
    assert "supposés" in write_bord(voisins, build_situation(dehors=True))
    mesures = build_acces({}, offre_voisine=1.0, communes_voisines=1, voisins_mesures=True)
    assert "d’après les carreaux" in write_bord(mesures, build_situation(dehors=True))
    minutes = build_acces({}, parametres=ParametresAcces(unite=UniteTrajet.MINUTES))
    assert "ne va pas jusqu’aux communes voisines" in write_bord(minutes, build_situation(dehors=True, destinations={}))
    assert "à cette portée" in write_bord(minutes, build_situation(dehors=True, destinations={"99002": 0}))


def test_le_bord_d_un_trajet_au_plus_proche() -> None:
    sans, avec = build_situation(dehors=False), build_situation(dehors=True, destinations={})
    assert "Aucun lieu des communes voisines n’est importé" in write_bord_trajet(sans, minutes=False)
    assert write_bord_trajet(avec, minutes=False).startswith("1\xa0adresse d’une commune voisine compte")
    assert "ne va pas jusqu’aux communes voisines" in write_bord_trajet(avec, minutes=True)
    relie = build_situation(dehors=True, destinations={"99002": 0})
    assert "peut être de l’autre côté" in write_bord_trajet(relie, minutes=True)


def test_ceux_qui_restent_mal_desservis_a_toutes_les_portees(version: str) -> None:
    pres = build(version, VALEURS)
    loin = build(version, VALEURS | {"Q02": 30.0, "Q03": 29.0, "Q04": 1.0})
    assert write_stables([pres, loin], ["1 km", "5 km"]) == (
        "Quelle que soit la portée (de 1 km à 5 km), toujours parmi les moins bien desservis : Les Tilleuls."
    )
    assert "Moins de cinq territoires" in write_stables([build(version, {"Q01": 1.0})], ["1 km"])


def test_un_classement_retourne_ne_retient_personne(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    six = {f"Q0{i}": float(i) for i in range(1, 7)}
    retourne = {code: -valeur for code, valeur in six.items()}
    phrase = write_stables([build(version, six), build(version, retourne)], ["1 km", "5 km"])
    assert phrase.startswith("Aucun territoire n’est parmi les moins bien desservis à toutes les portées")
    monkeypatch.setattr(vue_acces, "_NOMMES_MAX", 1)
    assert "et 2 autres" in write_stables([build(version, six)], ["1 km"])


def test_sans_apl_importee_pas_de_repere(version: str) -> None:
    assert list_reperes(version=version, metier=GENERALISTE) == ()


def test_les_metiers_proposes_sont_ceux_qui_ont_des_points() -> None:
    assert [m.code for m in list_metiers({"pharmacie": 3, "infirmier": 0, "ehpad": 9})] == ["pharmacie"]


def test_l_export_donne_rang_et_portees(version: str) -> None:
    calculs = [build_acces(VALEURS), build_acces(VALEURS | {"Q01": 5.5}, portee=5.0)]
    contenu = export_acces_csv(build(version, VALEURS), calculs, metier=GENERALISTE, parametres=ParametresAcces())
    lignes = contenu.decode("utf-8-sig").splitlines()
    assert lignes[0] == "code;territoire;professionnels_accessibles_pour_10000;rang;portee_3_km;portee_5_km;metier"
    assert lignes[1] == "Q01;Les Tilleuls;4;5;4;5,5;medecin-medecine-generale"
    assert lignes[-1] == "Q06;Beauval;;;;;medecin-medecine-generale"

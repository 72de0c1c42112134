"""Qui arrive, part, déménage, change de métier : des personnes suivies d'une date à l'autre."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.ingest.mouvements.comparaison import Lieu, Mouvement, Presence, compare, compare_lieux, is_meme_lieu

MEDECIN, PSYCHIATRE, INFIRMIER = ("Médecin", "Médecine générale"), ("Médecin", "Psychiatrie"), ("Infirmier", "")
VILLE, VOISINE = "99001", "99002"


def place(cle: str, *, commune: str = VILLE, iris: str = "", lon: float | None = None, lat: float = 46.0) -> Lieu:
    return Lieu(cle, cle.upper(), commune, iris, lon, None if lon is None else lat, commune == VILLE)


def build(*lieux: Lieu, metier: tuple[str, str] = MEDECIN) -> Presence:
    return Presence("Docteur A", False, {metier: list(lieux)})


def follow(avant: Presence | None, apres: Presence | None) -> list[Mouvement]:
    return compare({} if avant is None else {"a": avant}, {} if apres is None else {"a": apres})


@pytest.mark.parametrize(
    ("avant", "apres", "genre"),
    [
        (None, build(place("1 rue a")), "arrivee"),
        (build(place("1 rue a")), None, "depart"),
        (build(place("1 rue a")), build(place("1 rue a")), "stable"),
        (build(place("1 rue a")), build(place("2 rue b")), "demenagement"),
        (build(place("1 rue a")), build(place("1 rue a"), place("2 rue b")), "lieux"),
        (build(place("1 rue a"), place("2 rue b")), build(place("2 rue b")), "lieux"),
        (build(place("1 rue a", commune=VOISINE)), build(place("2 rue b")), "arrivee"),
        (build(place("1 rue a")), build(place("2 rue b", commune=VOISINE)), "depart"),
        (build(place("1 rue a")), build(place("1 rue a"), metier=PSYCHIATRE), "profession"),
        (build(place("")), build(place("2 rue b")), "indetermine"),
    ],
)
def test_chaque_sort_a_son_nom(avant: Presence | None, apres: Presence | None, genre: str) -> None:
    (mouvement,) = follow(avant, apres)
    assert mouvement.genre == genre


def test_qui_n_exerce_jamais_dans_la_ville_ne_compte_pas() -> None:
    ailleurs = build(place("1 rue a", commune=VOISINE))
    assert follow(ailleurs, build(place("2 rue b", commune=VOISINE))) == []


def test_l_autre_bout_d_un_trajet_hors_de_la_ville_est_garde() -> None:
    (depart,) = follow(build(place("1 rue a")), build(place("2 rue b", commune=VOISINE)))
    assert [lieu.commune for lieu in depart.lieux] == [VOISINE]
    (arrivee,) = follow(build(place("1 rue a", commune=VOISINE)), build(place("2 rue b")))
    assert [lieu.commune for lieu in arrivee.lieux_avant] == [VOISINE]


def test_une_personne_de_deux_lieux_compte_une_fois() -> None:
    (arrivee,) = follow(None, build(place("1 rue a"), place("2 rue b")))
    assert len(arrivee.lieux) == 2


def test_un_changement_de_metier_dit_les_deux() -> None:
    (mouvement,) = follow(build(place("1 rue a"), metier=INFIRMIER), build(place("1 rue a"), metier=MEDECIN))
    assert (mouvement.genre, mouvement.metier_avant, mouvement.metier) == ("profession", INFIRMIER, MEDECIN)


def test_un_second_metier_laisse_le_premier_en_place() -> None:
    deux = Presence("A", False, {MEDECIN: [place("1 rue a")], INFIRMIER: [place("1 rue a")]})
    genres = {m.metier: m.genre for m in follow(build(place("1 rue a")), deux)}
    assert genres == {MEDECIN: "stable", INFIRMIER: "profession"}


@pytest.mark.parametrize(
    ("un", "autre", "attendu"),
    [
        (place("1 rue a"), place("1 rue a"), True),
        (place("1 rue a"), place("2 rue a"), False),
        # 0,0005 degré de longitude à 46° : 0,0005 × 111 320 × cos 46° = 38,7 m ; 0,0008 : 61,9 m.
        (place("1 rue a", lon=2.0), place("3 place b", lon=2.0005), True),
        (place("1 rue a", lon=2.0), place("3 place b", lon=2.0008), False),
        (place("", lon=2.0), place("", lon=2.0), True),
        (place("", iris="I1"), place("1 rue a", iris="I2"), False),
        (place("", iris="I1"), place("", iris="I1"), None),
        (place("", lon=2.0), place("1 rue a"), None),
    ],
)
def test_deux_lieux_sont_ils_le_meme(un: Lieu, autre: Lieu, attendu: bool | None) -> None:
    assert is_meme_lieu(un, autre) is attendu
    assert is_meme_lieu(autre, un) is attendu


def test_un_lieu_connu_garde_et_un_lieu_inconnu_ne_font_pas_un_demenagement() -> None:
    assert compare_lieux([place("1 rue a")], [place("1 rue a"), place("")]) == "indetermine"


CLES = st.sampled_from(["1 rue a", "2 rue b", "3 rue c"])
PRESENCES = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(CLES, min_size=1, max_size=3).map(lambda cles: build(*map(place, cles)))
)


@settings(max_examples=60, deadline=None)
@given(avant=PRESENCES, apres=PRESENCES)
def test_les_tetes_d_apres_sont_celles_d_avant_plus_les_arrivees_moins_les_departs(
    avant: dict[str, Presence], apres: dict[str, Presence]
) -> None:
    genres = [m.genre for m in compare(avant, apres)]
    assert len(avant) + genres.count("arrivee") - genres.count("depart") == len(apres)
    assert len(genres) == len({*avant, *apres})
    # Vu à l'envers, une arrivée est un départ et le reste ne change pas.
    echange = {"arrivee": "depart", "depart": "arrivee"}
    assert [echange.get(g, g) for g in genres] == [m.genre for m in compare(apres, avant)]

"""Bilan des mouvements par territoire : têtes d'avant, d'après, et ce qui les sépare."""

from observatoire.services.offre.mouvements import (
    Comparaison,
    Mouvement,
    count_metiers,
    count_sans_territoire,
    count_territoires,
    count_ville,
    describe_mouvements,
    export_mouvements_csv,
    filter_mouvements,
)

TERRITOIRES = {"i1": "SUD", "i2": "SUD", "i3": "NORD"}
GENERALISTE, INFIRMIER = ("medecin", "Médecin"), ("infirmier", "Infirmier")
RIEN = ("", "")


def build(
    personne: str, genre: str, avant: tuple[str, ...] | None, apres: tuple[str, ...] | None, *,
    de: tuple[str, str] = GENERALISTE, vers: tuple[str, str] = GENERALISTE,
) -> Mouvement:  # fmt: skip
    de, vers = (RIEN if avant is None else de), (RIEN if apres is None else vers)
    return Mouvement(
        genre, personne, f"Docteur {personne}", de[0], vers[0], de[1], vers[1], frozenset(avant or ()),
        frozenset(apres or ()), "", "", "", "",
    )  # fmt: skip


MOUVEMENTS = (
    build("reste", "stable", ("i1",), ("i1",)),
    build("arrive", "arrivee", None, ("i3",)),
    build("part", "depart", ("i1",), None),
    build("traverse", "demenagement", ("i1",), ("i3",)),
    build("voisine", "demenagement", ("i1",), ("i2",)),
    build("deux", "lieux", ("i1",), ("i1", "i3")),
    build("flou", "indetermine", (), ("i3",)),
    build("change", "profession", ("i3",), ("i3",), de=INFIRMIER),
)


def as_tuple(bilan: object) -> tuple[object, ...]:
    return tuple(getattr(bilan, nom) for nom in bilan.__slots__)  # type: ignore[attr-defined]


def test_bilan_par_territoire_compte_a_la_main() -> None:
    nord, sud = count_territoires(MOUVEMENTS, TERRITOIRES)
    # NORD : « change » y est aux deux dates ; arrive ; traverse et deux viennent du SUD ; flou est inconnu avant.
    assert as_tuple(nord) == ("NORD", 1, 1, 2, 0, 0, 1, 5)
    # SUD : reste, part, traverse, voisine, deux avant ; part s'en va, traverse passe au NORD.
    assert as_tuple(sud) == ("SUD", 5, 0, 0, 1, 1, 0, 3)
    for b in (nord, sud):
        assert b.avant + b.arrivees + b.venus - b.departs - b.partis + b.inconnus == b.apres


def test_la_ville_ne_compte_une_personne_qu_une_fois() -> None:
    assert as_tuple(count_ville(MOUVEMENTS)) == ("", 7, 1, 0, 1, 0, 0, 7)


def test_un_metier_se_suit_seul() -> None:
    nord, _ = count_territoires(MOUVEMENTS, TERRITOIRES, metier="medecin")
    assert (nord.avant, nord.arrivees, nord.apres) == (0, 2, 5)  # « change » arrive dans le métier
    assert as_tuple(count_ville(MOUVEMENTS, metier="infirmier"))[1:5] == (1, 0, 0, 1)


def lire(metier: str = "") -> str:
    """La phrase, espaces insécables ramenées à des espaces."""
    return " ".join(describe_mouvements(MOUVEMENTS, metier=metier).split())


def test_la_phrase_separe_les_changements_de_metier_des_arrivees() -> None:
    assert lire() == ("1 arrivée, 1 départ, 2 déménagements, 1 changement de métier")
    assert lire("medecin") == ("1 arrivée, 1 départ, 2 déménagements, 1 changement de métier")
    assert lire("infirmier") == ("0 arrivée, 0 départ, 0 déménagement, 1 changement de métier")


def test_qui_n_a_pas_de_territoire_est_compte_a_part() -> None:
    assert count_sans_territoire(MOUVEMENTS, TERRITOIRES) == 1
    assert count_sans_territoire(MOUVEMENTS, {"i1": "SUD"}) == 5  # tous sauf reste, part et deux


def test_filtrer_par_metier_et_par_territoire() -> None:
    assert [m.personne for m in filter_mouvements(MOUVEMENTS, metier="infirmier")] == ["change"]
    assert [m.personne for m in filter_mouvements(MOUVEMENTS, iris=frozenset({"i2"}))] == ["voisine"]


def test_le_csv_tait_les_immobiles_et_les_formules() -> None:
    piege = build("x", "arrivee", None, ("i3",))
    piege = Mouvement(**{nom: getattr(piege, nom) for nom in piege.__slots__} | {"nom": "=1+1"})
    contenu = export_mouvements_csv(
        Comparaison("RPPS", "2023", "2024", MOUVEMENTS), [*MOUVEMENTS, piege], {"i1": "Sud", "i2": "Sud", "i3": "Nord"}
    ).decode("utf-8-sig")
    lignes = contenu.splitlines()
    assert len(lignes) == 1 + 8  # huit mouvements hors « reste », plus l'en-tête
    assert "RPPS;2023;2024;Déménagement;Docteur traverse;Médecin;Médecin;Sud;Nord;;;;" in lignes
    assert ";'=1+1;" in contenu


def test_bilan_par_metier_compte_a_la_main() -> None:
    infirmiers, medecins = count_metiers(MOUVEMENTS)
    # Une infirmière devient médecin, sur place : ni arrivée, ni départ.
    assert as_tuple(infirmiers) == ("Infirmier", 1, 0, 0, 0, -1, 0)
    assert as_tuple(medecins) == ("Médecin", 6, 1, 1, 2, 1, 7)
    for b in (infirmiers, medecins):
        assert b.avant + b.arrivees - b.departs + b.changes == b.apres

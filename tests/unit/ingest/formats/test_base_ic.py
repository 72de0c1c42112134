"""Recensement par IRIS : tout millésime, les comptes et rien d'autre que les comptes."""

from pathlib import Path

import pytest

from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import LotLu
from tests.outils.chantier import COMMUNE, code_iris
from tests.outils.fichiers import write_classeur
from tests.unit.ingest.formats.outils import build_contexte, get_valeur, write

SUFFIXES = ("POP", "POP0014", "POP0019", "POP65P", "POP75P")
COMPTES = (1000, 150, 200, 300, 120)


def build_entete(annee: str, *autres: str) -> str:
    return ";".join(["IRIS", "COM", *(f"P{annee}_{s}" for s in SUFFIXES), *autres])


def build_ligne(code: str, *comptes: object) -> str:
    return ";".join([code, code[:5], *(str(c) for c in comptes)])


def test_les_parts_gardent_leurs_comptes_et_le_millesime_vient_du_prefixe(tmp_path: Path) -> None:
    texte = "\n".join([build_entete("19"), build_ligne(code_iris(1), *COMPTES)])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    for code, (num, den) in {
        "part_0_14_ans": (150, 1000), "part_65_ans_et_plus": (300, 1000), "part_75_ans_et_plus": (120, 1000),
        "indice_vieillissement": (300, 200),
    }.items():  # fmt: skip
        ligne = get_valeur(lot, code, code_iris(1))
        assert (ligne["numerateur"], ligne["denominateur"], ligne["periode"]) == (num, den, "2019")
    assert get_valeur(lot, "population", code_iris(1))["valeur"] == 1000
    densite = get_valeur(lot, "densite_population", code_iris(1))
    assert densite["numerateur"] == 1000
    assert densite[["denominateur", "valeur"]].isna().all()


@pytest.mark.parametrize(
    ("annee", "colonnes"),
    [("20", ("C20_POP15P_CS3", "C20_POP15P_CS6")), ("22", ("C22_POP15P_STAT_GSEC13_23", "C22_POP15P_STAT_GSEC16_26"))],
)
def test_cadres_et_ouvriers_se_lisent_sous_leurs_deux_noms(
    tmp_path: Path, annee: str, colonnes: tuple[str, str]
) -> None:
    entete = build_entete(annee, f"C{annee}_POP15P", *colonnes, f"P{annee}_POP_ETR")
    texte = "\n".join([entete, build_ligne(code_iris(1), *COMPTES, 800, 80, 160, 90)])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    for code, (num, den) in {
        "part_cadres": (80, 800), "part_ouvriers": (160, 800), "part_etrangers": (90, 1000),
    }.items():  # fmt: skip
        ligne = get_valeur(lot, code, code_iris(1))
        assert (ligne["numerateur"], ligne["denominateur"], ligne["periode"]) == (num, den, f"20{annee}")


def test_un_iris_sans_habitants_est_sans_objet_et_compte_pour_zero(tmp_path: Path) -> None:
    texte = "\n".join([build_entete("19"), build_ligne(code_iris(1), 0, 0, 0, 0, 0)])
    ligne = get_valeur(read_fichier(write(tmp_path, texte), contexte=build_contexte()), "part_0_14_ans", code_iris(1))
    assert (ligne["statut"], ligne["numerateur"], ligne["denominateur"]) == ("non_applicable", 0, 0)


def test_nan_manque_et_la_notation_scientifique_est_un_nombre(tmp_path: Path) -> None:
    texte = "\n".join([build_entete("19"), build_ligne(code_iris(1), "1.0E3", "NaN", 200, 300, 120)])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert get_valeur(lot, "population", code_iris(1))["valeur"] == 1000
    assert get_valeur(lot, "part_0_14_ans", code_iris(1))["statut"] == "non_disponible"
    assert lot.rejets == ()


@pytest.mark.parametrize("entete_en", [1, 6, 9])
def test_le_classeur_de_l_insee_se_lit_ou_que_soit_son_en_tete(tmp_path: Path, entete_en: int) -> None:
    entete = build_entete("19").split(";")
    lignes: list[list[object]] = [[f"Titre {i}"] for i in range(entete_en - 1)]
    chemin = write_classeur(tmp_path / "ic.xlsx", [*lignes, list(entete), [990010001, 99001, *COMPTES]], titre="IRIS")
    lot = read_fichier(chemin, contexte=build_contexte())
    assert get_valeur(lot, "population", code_iris(1))["valeur"] == 1000


def test_le_zero_perdu_par_un_tableur_est_rendu(tmp_path: Path) -> None:
    chemin = write_classeur(tmp_path / "ic.xlsx", [build_entete("19").split(";"), [60880101, 6088, *COMPTES]])
    lot = read_fichier(chemin, contexte=build_contexte(communes=("06088",), connus=False))
    assert get_valeur(lot, "population", "060880101")["valeur"] == 1000
    assert any("zéro de tête" in m for m in lot.messages)


def test_vingt_communes_voisines_font_un_comparateur_et_dix_neuf_non(tmp_path: Path) -> None:
    def read(voisines: int) -> LotLu:
        codes = [code_iris(1), *(f"99{100 + i}0000" for i in range(voisines))]
        texte = "\n".join([build_entete("19"), *(build_ligne(c, *COMPTES) for c in codes)])
        return read_fichier(write(tmp_path, texte), contexte=build_contexte())

    assert "99" not in set(read(19).valeurs["territoire"])
    lot = read(20)
    ligne = get_valeur(lot, "part_65_ans_et_plus", "99")
    assert (ligne["maille"], ligne["numerateur"], ligne["denominateur"]) == ("departement", 21 * 300, 21 * 1000)
    assert lot.territoires["code"].tolist() == ["99"]
    assert lot.lignes_retenues == 1


def test_la_france_demande_quatre_vingt_dix_departements(tmp_path: Path) -> None:
    codes = [f"{d:02d}0010000" for d in range(1, 90)] + [code_iris(1)]
    texte = "\n".join([build_entete("19"), *(build_ligne(c, *COMPTES) for c in codes)])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert get_valeur(lot, "population", "FRANCE")["valeur"] == 90 * 1000
    texte = "\n".join([build_entete("19"), *(build_ligne(c, *COMPTES) for c in codes[1:])])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert "FRANCE" not in set(lot.valeurs["territoire"])


def test_une_ligne_en_double_est_refusee_et_la_premiere_gardee(tmp_path: Path) -> None:
    texte = "\n".join([build_entete("19"), *[build_ligne(code_iris(1), *COMPTES)] * 2])
    lot = read_fichier(write(tmp_path, texte), contexte=build_contexte())
    assert [r.ligne for r in lot.rejets] == [3]
    assert get_valeur(lot, "population", code_iris(1))["valeur"] == 1000


def test_deux_millesimes_dans_un_fichier_sont_refuses(tmp_path: Path) -> None:
    entete = "IRIS;COM;P19_POP;P20_POP"
    with pytest.raises(FichierRefuse, match=r"plusieurs millésimes \(19, 20\)"):
        read_fichier(write(tmp_path, f"{entete}\n{code_iris(1)};{COMMUNE};1;2\n"), contexte=build_contexte())


def test_la_pyramide_croise_sexe_et_age(tmp_path: Path) -> None:
    colonnes = "P19_POP;P19_POPH;P19_POPF;P19_H0014;P19_F75P;P19_POP80P;P19_POP1529"
    texte = f"IRIS;COM;{colonnes}\n{code_iris(1)};{COMMUNE};100;45;55;9;8;5;20\n"
    population = read_fichier(write(tmp_path, texte), contexte=build_contexte()).population
    lu = {(s, a): e for s, a, e in population[["sexe", "classe_age", "effectif"]].itertuples(index=False)}
    assert lu == {
        ("ensemble", "tous"): 100, ("hommes", "tous"): 45, ("femmes", "tous"): 55, ("hommes", "0-14"): 9,
        ("femmes", "75+"): 8, ("ensemble", "80+"): 5, ("ensemble", "15-29"): 20,
    }  # fmt: skip

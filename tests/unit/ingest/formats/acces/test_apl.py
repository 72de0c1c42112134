"""APL de la DREES : en-tête sous les titres, ligne d'unités, notes du bas, moyennes pondérées."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.errors import FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.outils.chantier import COMMUNE, build_fiche
from tests.unit.ingest.formats.outils import build_contexte, get_valeur

COLONNES = (
    "Code commune INSEE", "Commune", "APL aux médecins généralistes ",
    "APL aux médecins généralistes de 65 ans et moins", "Population standardisée {a} pour la médecine générale",
    "Population totale {a}",
)  # fmt: skip
CODES = ("apl_generalistes", "apl_generalistes_65_ans", "apl_sages_femmes")


def build_contexte_apl() -> ContexteImport:
    contexte = build_contexte(connus=False)
    contexte.indicateurs.update({c: build_fiche(c, TypeIndicateur.INDICE, agregeable=False) for c in CODES})
    return contexte


def write_apl(tmp_path: Path, feuilles: dict[str, list[list[object]]], colonnes: tuple[str, ...] = COLONNES) -> Path:
    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, communes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for rang in range(8):
            feuille.append(["Accessibilité potentielle localisée" if rang == 0 else None])
        feuille.append([c.format(a=nom[-4:]) for c in colonnes])
        feuille.append([None, None, "C/an/hab", "C/an/hab", None, None])
        for commune in communes:
            feuille.append(commune)
        feuille.append(["Source : DREES", None])
        feuille.append(["Total", None, 3.3, 3.1, 1, 1])
    chemin = tmp_path / "Indicateur d'accessibilité potentielle localisée.xlsx"
    classeur.save(chemin)
    return chemin


def read(tmp_path: Path, feuilles: dict[str, list[list[object]]], **options: tuple[str, ...]) -> LotLu:
    return read_fichier(write_apl(tmp_path, feuilles, **options), contexte=build_contexte_apl())


def test_une_feuille_par_annee_et_l_espace_en_fin_d_intitule(tmp_path: Path) -> None:
    ville = [COMMUNE, "Damier", 3.4, 2.9, 1200.0, 1000.0]
    lot = read(tmp_path, {"APL 2022": [[*ville[:2], 3.6, *ville[3:]]], "APL 2023": [ville]})
    assert get_valeur(lot, "apl_generalistes", COMMUNE, periode="2022")["valeur"] == 3.6
    assert get_valeur(lot, "apl_generalistes", COMMUNE, periode="2023")["valeur"] == 3.4
    assert get_valeur(lot, "apl_generalistes_65_ans", COMMUNE, periode="2023")["valeur"] == 2.9
    assert (lot.format, lot.source, lot.rejets, lot.lignes_retenues) == ("apl", "drees_apl", (), 2)


def test_le_departement_est_la_moyenne_ponderee_de_ses_communes(tmp_path: Path) -> None:
    communes: list[list[object]] = [
        [f"99{i:03d}", f"Commune {i}", float(i), None, 100.0 * i, 1.0] for i in range(1, 26)
    ]
    lot = read(tmp_path, {"APL 2023": communes})
    ligne = get_valeur(lot, "apl_generalistes", "99")
    # Poids i pour une valeur i : Σi² / Σi = (2·25 + 1) / 3.
    assert ligne["valeur"] == pytest.approx(17.0)
    assert ligne["maille"] == "departement"
    assert lot.territoires["code"].tolist() == ["99"]


def test_dix_neuf_communes_ne_font_pas_un_departement(tmp_path: Path) -> None:
    communes: list[list[object]] = [[f"99{i:03d}", f"C{i}", 3.0, 2.0, 100.0, 1.0] for i in range(1, 20)]
    lot = read(tmp_path, {"APL 2023": communes})
    assert set(lot.valeurs["maille"]) == {"commune"}


def test_un_zero_de_tete_perdu_se_retrouve(tmp_path: Path) -> None:
    contexte = ContexteImport(frozenset({"06088"}), {"06088": "commune"}, build_contexte_apl().indicateurs)
    chemin = write_apl(tmp_path, {"APL 2023": [[6088, "Nice", 3.4, 2.9, 1.0, 1.0]]})
    assert get_valeur(read_fichier(chemin, contexte=contexte), "apl_generalistes", "06088")["valeur"] == 3.4


def test_les_sages_femmes_ont_leur_population_feminine(tmp_path: Path) -> None:
    colonnes = (
        "Code commune INSEE", "Commune", "APL aux sages-femmes",
        "Population féminine standardisée {a} pour les sages-femmes", "Population totale {a}",
        "Population féminine {a}",
    )  # fmt: skip
    lot = read(tmp_path, {"APL 2023": [[COMMUNE, "Damier", 18.5, 600.0, 1000.0, 520.0]]}, colonnes=colonnes)
    assert get_valeur(lot, "apl_sages_femmes", COMMUNE)["valeur"] == 18.5


def test_une_commune_en_double_est_refusee(tmp_path: Path) -> None:
    ville: list[object] = [COMMUNE, "Damier", 3.4, 2.9, 1200.0, 1000.0]
    lot = read(tmp_path, {"APL 2023": [ville, ville]})
    assert [r.ligne for r in lot.rejets] == [12]


def test_sans_la_ville_ou_sans_annee_le_fichier_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(FichierRefuse, match="aucune commune du périmètre"):
        read(tmp_path, {"APL 2023": [["35238", "Rennes", 3.4, 2.9, 1.0, 1.0]]})
    ville: list[object] = [COMMUNE, "Damier", 3.4, 2.9, 1.0, 1.0]
    sans = tuple(c.replace(" {a}", "") for c in COLONNES)
    with pytest.raises(FichierRefuse, match="sans année"):
        read(tmp_path, {"Feuil1": [ville]}, colonnes=sans)
    with pytest.raises(FichierRefuse, match="deux feuilles pour 2023"):
        read(tmp_path, {"APL 2023": [ville], "APL bis 2023": [ville]})

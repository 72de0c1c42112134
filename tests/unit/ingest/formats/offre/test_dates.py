"""Date d'une livraison : l'option, le fichier, son nom, son archive, et ce jour en le disant."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from observatoire.errors import ErreurObservatoire, FichierRefuse
from observatoire.ingest.formats import read_fichier
from observatoire.ingest.formats.offre.dates import find_date
from observatoire.ingest.lot import ContexteImport, LotLu
from tests.unit.ingest.formats.offre.test_rpps import ENTETE, write_ligne

CONTEXTE = ContexteImport(frozenset({"25204"}), {"25204": "commune"}, {}, {"25204": "Doubs"})
TEXTE = "\n".join([ENTETE, write_ligne(pp="1", site="A", insee="25204", cp="25300"), ""])
SAVOIR_FAIRE = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|"
    "Libellé profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|"
    "Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire|\n"
    "8|1|81|DUPUIS|ANNE|10|Médecin|C|Civil|S|x|SM54|x|\n"
)


def write_texte(tmp_path: Path, nom: str) -> Path:
    (tmp_path / nom).write_text(TEXTE, encoding="utf-8")
    return tmp_path / nom


def write_zip(tmp_path: Path, horodatage: tuple[int, int, int] = (2026, 9, 14), *, date_du_nom: str = "") -> Path:
    """Comme l'archive du RPPS : l'activité, et deux fichiers voisins qui ont presque le même en-tête."""
    chemin = tmp_path / "ps-libreacces.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in (
            ("Dipl_AutExerc", "Type d'identifiant PP|Identification nationale PP|Code diplôme obtenu|\n8|81|DIP1|\n"),
            ("Personne_activite", TEXTE),
            ("SavoirFaire", SAVOIR_FAIRE),
        ):
            membre = zipfile.ZipInfo(f"PS_LibreAcces_{nom}{date_du_nom}.txt", (*horodatage, 3, 0, 0))
            archive.writestr(membre, contenu)
    return chemin


def find_doutes(lot: LotLu) -> list[str]:
    return [m for m in lot.messages if "Date supposée" in m]


def test_l_archive_du_rpps_livre_le_fichier_des_activites_et_sa_date(tmp_path: Path) -> None:
    lot = read_fichier(write_zip(tmp_path, date_du_nom="_202611201045"), contexte=CONTEXTE)
    assert (lot.format, lot.lignes_retenues, set(lot.points["date"])) == ("rpps", 1, {"2026-11-20"})
    assert find_doutes(lot) == []


def test_sans_date_dans_les_noms_celle_de_l_archive_se_dit_supposee(tmp_path: Path) -> None:
    lot = read_fichier(write_zip(tmp_path), contexte=CONTEXTE)
    assert set(lot.points["date"]) == {"2026-09-14"}
    (doute,) = find_doutes(lot)
    assert "2026-09-14" in doute
    assert "--date" in doute


def test_une_archive_que_son_outil_ne_date_pas_vaut_une_date_inconnue(tmp_path: Path) -> None:
    lot = read_fichier(write_zip(tmp_path, (1980, 1, 1)), contexte=CONTEXTE)
    assert set(lot.points["date"]) == {date.today().isoformat()}


def test_sans_aucune_date_ce_jour_se_dit_suppose(tmp_path: Path) -> None:
    lot = read_fichier(write_texte(tmp_path, "ps-libreacces-personne-activite.txt"), contexte=CONTEXTE)
    jour = date.today().isoformat()
    assert set(lot.points["date"]) == {jour}
    (doute,) = find_doutes(lot)
    assert f"Date supposée : {jour}, ce jour" in doute
    assert "ne se comparent pas" in doute


@pytest.mark.parametrize("donnee", ["2025-03-07", "2025-03"])
def test_la_date_donnee_l_emporte_sur_tout(tmp_path: Path, donnee: str) -> None:
    chemin = write_texte(tmp_path, "PS_LibreAcces_Personne_activite_202611201045.txt")
    lot = read_fichier(chemin, contexte=CONTEXTE, date=donnee)
    assert set(lot.points["date"]) == {donnee}
    assert find_doutes(lot) == []


@pytest.mark.parametrize("mauvaise", ["20/11/2026", "2026", "2026-13", "2026-02-30", "2999-01-01", "hier"])
def test_une_date_illisible_ou_a_venir_est_refusee(tmp_path: Path, mauvaise: str) -> None:
    with pytest.raises(ErreurObservatoire, match="AAAA-MM-JJ"):
        read_fichier(write_texte(tmp_path, "rpps.txt"), contexte=CONTEXTE, date=mauvaise)


def test_la_date_donnee_a_un_fichier_qui_n_en_a_pas_besoin_se_dit(tmp_path: Path) -> None:
    chemin = tmp_path / "valeurs.csv"
    chemin.write_text(
        "indicateur;territoire;periode;sexe;age;numerateur;denominateur;valeur\nx;25204;2022;;;1;2;\n", encoding="utf-8"
    )
    lot = read_fichier(chemin, contexte=CONTEXTE, date="2025-03")
    assert any("--date" in m for m in lot.messages)


def test_deux_fichiers_d_activites_dans_une_archive_ne_se_departagent_pas(tmp_path: Path) -> None:
    chemin = tmp_path / "deux.zip"
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("a.txt", TEXTE)
        archive.writestr("b.txt", TEXTE)
    with pytest.raises(FichierRefuse, match=r"2 fichiers \(a.txt, b.txt\)"):
        read_fichier(chemin, contexte=CONTEXTE)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("x_20261120.csv", "2026-11-20"), ("2023-12", "2023-12"), ("bpe 2024", "2024"), ("dep06", ""), ("1234567", "")],
)
def test_date_ecrite(texte: str, attendu: str) -> None:
    assert find_date(texte) == attendu

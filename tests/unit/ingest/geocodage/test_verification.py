"""La liste à relire : lisible par un tableur, sans formule, pour son seul propriétaire."""

import csv
from pathlib import Path

from observatoire.ingest.geocodage.depot import PointDouteux
from observatoire.ingest.geocodage.verification import COLONNES, write_douteux


def test_aucun_texte_ne_devient_une_formule_et_l_ouest_garde_son_signe(tmp_path: Path) -> None:
    piege = PointDouteux(
        "abc", "=cmd.csv", 7, "=1+1", "+Médecin", "", "06088", "@rue", "numéro", 0.5, "-x", -4.5, 48.25,
        "ressemblance trop faible", is_place=False,
    )  # fmt: skip
    chemin = write_douteux([piege], tmp_path / "liste.csv")
    with chemin.open(encoding="utf-8-sig", newline="") as flux:
        entete, ligne = csv.reader(flux, delimiter=";")
    lu = dict(zip(entete, ligne, strict=True))
    assert tuple(entete) == COLONNES
    assert [lu[c] for c in ("fichier", "nom", "profession", "adresse", "adresse_trouvee")] == [
        "'=cmd.csv", "'=1+1", "'+Médecin", "'@rue", "'-x",
    ]  # fmt: skip
    assert (lu["lon_trouvee"], lu["lat_trouvee"], lu["score"], lu["ligne"]) == ("-4,5", "48,25", "0,5", "7")
    assert (lu["lon"], lu["lat"]) == ("", "")
    assert chemin.stat().st_mode & 0o077 == 0

"""Fiche de quartier : noms tus, texte échappé, liste coupée à la page, mention des données fictives."""

from dataclasses import replace

import pytest

from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.offre.fiche_quartier import FicheQuartier, LigneMetier, group_lieux
from observatoire.services.offre.points import Metier, Point
from observatoire.ui.offre.fiche_quartier import build_fiche_html

SUD = Territoire("SUD", Maille.QUARTIER, "Les <Saules>", "99001", "", 2.0, 46.0, None)
METIERS = (
    Metier("medecin-medecine-generale", "Médecin, médecine générale", 1, ()),
    Metier("infirmier", "Infirmier", 1, ()),
    Metier("pharmacie", "Pharmacie", 1, ()),
)
DOCTEUR = Point(
    "1", "premier recours", "Médecin", "Médecine générale", "LÉVÊQUE Anne", None, None, "I", "99001",
    "1 rue <Hérold>", "libéral", "", "2024", "a", 1.0,
)  # fmt: skip
INFIRMIER = replace(DOCTEUR, id="2", profession="Infirmier", specialite="", nom="Zoé Dupont", personne="b")
PHARMACIE = replace(
    DOCTEUR, id="3", categorie="officine", profession="Pharmacie", specialite="", nom="Pharmacie du Port", adresse=""
)


def write(*points: Point, fictif: bool = False, metiers: int = 1) -> str:
    fiche = FicheQuartier(
        territoire=SUD, ville="Damier", version="v1", population=4000.0, population_periode="2022",
        metiers=tuple(LigneMetier("infirmiers", 1, 1.0, None) for _ in range(metiers)), profils=(), acces=(),
        lieux=group_lieux(points, METIERS), points=points, date="2024-12-31",
    )  # fmt: skip
    html = build_fiche_html(fiche, ville=(), dedans=(), fictif=fictif, jour="22/11/2026")
    return html.replace("\xa0", " ").replace("\u202f", " ")


def test_la_page_dit_qui_ou_et_de_quand() -> None:
    html = write(INFIRMIER, DOCTEUR, PHARMACIE)
    assert "<li>LÉVÊQUE Anne (généraliste), Zoé Dupont (infirmier)<br>1 rue &lt;Hérold&gt;</li>" in html
    assert "<li>Pharmacie du Port</li>" in html
    assert "<h2>Les &lt;Saules&gt;</h2>" in html
    assert "4 000 habitants (2022), 3 adresses d’exercice." in html
    assert "Points au 31/12/2024" in html
    assert "Version des données v1, fiche éditée le 22/11/2026." in html


def test_un_nom_tu_ne_parait_pas() -> None:
    assert "<li>généraliste (nom non publié)<br>" in write(replace(DOCTEUR, nom=""))


@pytest.mark.parametrize("fictif", [True, False])
def test_les_donnees_fictives_se_disent_sur_le_papier(fictif: bool) -> None:
    assert ("Données fictives de démonstration" in write(DOCTEUR, fictif=fictif)) is fictif


def test_une_liste_trop_longue_renvoie_a_l_annuaire() -> None:
    points = [replace(PHARMACIE, id=str(n), nom=f"Pharmacie {n}", personne=str(n)) for n in range(60)]
    court, long = write(*points, metiers=14), write(*points)
    assert long.count("<li>") == 48  # une ligne chacune
    assert "Et 12 autres" in long
    assert court.count("<li>") == 36  # quatre métiers de plus, trois colonnes de moins
    assert "autres" not in write(*points[:48])


def test_un_quartier_vide_le_dit() -> None:
    assert "Aucun professionnel ni lieu de soins n’est placé" in write()

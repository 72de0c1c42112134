"""Quels groupes disent leurs âges : aucun sous le seuil, et rien qui se retrouve par soustraction."""

import pytest

from observatoire.ingest.publication.ages import select_groupes

METIER = ("Infirmier", "")


def select(effectifs: dict[str, int], tus: set[str] | None = None, seuil: int = 5) -> set[str]:
    gardes = select_groupes(
        {(code, *METIER): nombre for code, nombre in effectifs.items()},
        {(code, *METIER) for code in tus or set()},
        ville="V",
        seuil=seuil,
    )
    return {code for code, _, _ in gardes}


@pytest.mark.parametrize(
    ("effectifs", "tus", "attendu"),
    [
        ({"V": 4, "A": 4}, set(), set()),
        ({"V": 5, "A": 5}, set(), {"V", "A"}),
        ({"V": 20, "A": 12, "B": 8}, set(), {"V", "A", "B"}),
        # V − A − B = 2 : C se retrouverait ; B, le plus petit, est tu à son tour.
        ({"V": 20, "A": 12, "B": 6, "C": 2}, set(), {"V", "A"}),
        # Une seule personne hors de tout quartier se protège comme un quartier.
        ({"V": 13, "A": 12}, set(), {"V"}),
        # Le reste fait six : il ne désigne personne.
        ({"V": 18, "A": 12, "B": 3, "C": 3}, set(), {"V", "A"}),
        # Tu parce qu'une part d'âge y est masquée.
        ({"V": 20, "A": 12, "B": 8}, {"B"}, {"V", "A"}),
        ({"V": 20, "A": 12, "B": 8}, {"V"}, set()),
    ],
)
def test_groupes_publies(effectifs: dict[str, int], tus: set[str], attendu: set[str]) -> None:
    assert select(effectifs, tus) == attendu


def test_un_metier_ne_tait_pas_l_autre() -> None:
    effectifs = {("V", "Infirmier", ""): 9, ("V", "Sage-femme", ""): 2}
    assert select_groupes(effectifs, (), ville="V", seuil=5) == {("V", "Infirmier", "")}

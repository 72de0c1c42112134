"""Lieux de chacun : comptés par empreintes, comme le ferait un ensemble par personne."""

from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.ingest.formats.offre.partage import LieuxParPersonne

NOMS = st.sampled_from(["anne|10", "bob|60", "chloé|10", "dan|70"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(NOMS, st.sampled_from("ABCDE")), min_size=1))
def test_comme_un_ensemble_par_personne(lignes: list[tuple[str, str]]) -> None:
    lieux = LieuxParPersonne()
    attendu: dict[str, set[str]] = {}
    for personne, lieu in lignes:
        lieux.add(personne, lieu)
        attendu.setdefault(personne, set()).add(lieu)
    # Dans l'ordre demandé, et la même personne autant de fois qu'on la demande.
    demandees = [p for p, _ in reversed(lignes)]
    assert lieux.count(demandees) == [len(attendu[p]) for p in demandees]


def test_personne_a_compter() -> None:
    lieux = LieuxParPersonne()
    lieux.add("anne|10", "A")
    assert lieux.count([]) == []

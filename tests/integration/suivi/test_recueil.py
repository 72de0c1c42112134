"""Le recueil : des faits, des mots à nous. Aucune phrase de la source, aucun contact d'une personne."""

import re
import unicodedata

import pytest

from observatoire.domain.indicateur import Theme
from observatoire.services.suivi.recherche_recueil import FACETTES, search_recueil
from observatoire.services.suivi.recueil import FICHIER, ActionRecueil, find_proches, load_recueil, suggest_actions
from tests.conftest import RACINE

SOURCES = RACINE.parent / "shared" / "seeds"
MOTS_DE_SUITE = 8
#: Le nom d'un service est un fait : il ne se reformule pas.
NOMS_PROPRES = {"pilote", "partenaires"}


@pytest.fixture(scope="module")
def sources() -> list[str]:
    """Les textes d'où viennent les faits ; le test est sauté, raison dite, s'ils ne sont pas là."""
    if not SOURCES.is_dir():
        pytest.skip(f"textes du recueil absents : {SOURCES}")
    return [f.read_text(encoding="utf-8") for f in SOURCES.glob("*.txt")]


def split_mots(texte: str) -> list[str]:
    plat = unicodedata.normalize("NFD", texte.lower().replace("’", "'"))
    return re.findall(r"[a-z0-9]+", "".join(c for c in plat if not unicodedata.combining(c)))


def list_suites(texte: str) -> set[tuple[str, ...]]:
    mots = split_mots(texte)
    return {tuple(mots[i : i + MOTS_DE_SUITE]) for i in range(len(mots) - MOTS_DE_SUITE + 1)}


def list_textes(action: ActionRecueil) -> dict[str, str]:
    champs = {c: v for c, v in vars(action).items() if c not in NOMS_PROPRES and c != "source"}
    return {
        c: v if isinstance(v, str) else " ; ".join(map(str, v)) for c, v in champs.items() if isinstance(v, str | tuple)
    }


def test_la_comparaison_voit_une_copie() -> None:
    source = "La médiatrice accompagne les habitants du quartier jusqu'au premier rendez-vous avec un médecin."
    assert list_suites("Ici, la médiatrice accompagne les habitants du quartier jusqu’au bout") & list_suites(source)
    assert not list_suites("Une médiatrice conduit les habitants chez un médecin du quartier") & list_suites(source)


def test_aucune_phrase_n_est_reprise_de_la_source(sources: list[str]) -> None:
    source = {suite for texte in sources for suite in list_suites(texte)}
    assert len(source) > 10_000
    reprises = [
        (action.code, champ, " ".join(suite))
        for action in load_recueil()
        for champ, texte in list_textes(action).items()
        for suite in list_suites(texte) & source
    ]
    assert reprises == []


def test_le_recueil_a_toutes_les_actions_de_la_table_des_matieres(sources: list[str]) -> None:
    (texte,) = [t for t in sources if "Recueil d'actions de Villes-Santé" in t]
    table = texte.split("Table des matières")[1].split("sujets connexes\n\n")[0]
    pages = [int(p) for p in re.findall(r" : .*?\.*\s(\d+)\n", table)]
    assert sorted(a.page for a in load_recueil()) == sorted(pages)


def test_aucun_contact_d_une_personne() -> None:
    texte = FICHIER.read_text(encoding="utf-8")
    assert re.search(r"[\w.]+@[\w.]+|\b0\d(?:[ .]?\d\d){4}\b", texte) is None
    assert re.search(r"\b(?:M\.|Mme|Dr|Docteur|Pr) [A-ZÉ]", texte) is None


@pytest.mark.parametrize(
    ("choix", "attendus"),
    [
        ({"ville": ["strasbourg"]}, {"strasbourg-maisons-urbaines"}),
        ({"annee": ["2019"]}, {"narbonne-maison-prevention"}),
        ({"budget": ["plus"], "ville": ["rennes"]}, {"rennes-poles-sante"}),
        ({"budget": ["m10000"], "echelle": ["intercommunalite"]}, {"sqy-livret-frais"}),
        ({"partenaire": ["carsat"], "theme": ["acces_aux_droits"]}, None),
        ({"echelle": ["communes"]}, {"montreuil-maison-garde", "nimes-maison-garde", "beaumont-ssiad"}),
        ({"pilote": ["cpts"]}, {"chateauroux-osat"}),
        ({"debut": ["avant-2010"], "resultats": ["chiffres"]}, None),
    ],
)
def test_chaque_facette_restreint(choix: dict[str, list[str]], attendus: set[str] | None) -> None:
    trouvees = {a.code for a in search_recueil("", choix)}
    if attendus is not None:
        assert trouvees == attendus
    assert 0 < len(trouvees) < len(load_recueil())
    for nom, codes in choix.items():
        seule = {a.code for a in search_recueil("", {nom: codes})}
        assert trouvees <= seule


def test_chaque_action_a_une_valeur_de_chaque_facette() -> None:
    for nom, facette in FACETTES.items():
        valeurs = facette.collect(load_recueil())
        assert all(facette.list_codes(a) <= set(valeurs) for a in load_recueil()), nom
        assert all("," not in code and " " not in code for code in valeurs), nom


def test_une_suggestion_partage_le_theme_et_vient_d_ailleurs() -> None:
    for action in load_recueil():
        proches = find_proches(action)
        assert all(set(p.themes) & set(action.themes) and p.ville != action.ville for p in proches)
    assert all(Theme.PREVENTION in a.themes for a in suggest_actions(Theme.PREVENTION, "vaccination"))
    assert "vaccination" in suggest_actions(Theme.PREVENTION, "vaccination")[0].texte

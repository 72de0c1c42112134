"""Ma zone : la plus petite extension diffusable, celle qui rend le plus, le retrait, et à quoi elle se compare."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from observatoire.domain.indicateur import TypeIndicateur
from observatoire.domain.territoire import Maille, Territoire
from observatoire.domain.verdict import MotifComparaison
from observatoire.services.extensions import MAX_IRIS, Extension, Propositions, find_propositions, write_secret
from observatoire.services.recomposition import Cellules, compose_zone, list_ensembles
from observatoire.services.zone import build_zone
from observatoire.store.entrepot.metadonnees import Appartenance, Metadonnees
from tests.outils.chiffres import ICM, PART
from tests.unit.services.test_emboitements import build_meta

Retouche = Callable[[str], str]
QUARTIERS = {"QA": ("a1", "a2", "a3", "a4"), "QB": ("b1", "b2"), "QC": ("c1", "c2")}


def make_territoire(code: str, maille: Maille) -> Territoire:
    return Territoire(code, maille, f"{maille.value} {code}", "06088", "", None, None, None)


def build_ville(*indicateurs: str, ensembles: dict[str, tuple[str, ...]] = QUARTIERS) -> Metadonnees:
    iris = [code for enfants in ensembles.values() for code in enfants]
    territoires = [make_territoire(c, Maille.IRIS) for c in iris]
    territoires += [make_territoire(c, Maille.QUARTIER) for c in ensembles]
    return replace(
        build_meta(),
        indicateurs={code: replace(PART, code=code) for code in indicateurs},
        territoires={t.code: t for t in territoires},
        appartenances=tuple(Appartenance(e, q, 1.0, 1.0) for q, enfants in ensembles.items() for e in enfants),
    )


def ligne(indicateur: str, code: str, *, secret: bool = False) -> tuple:
    comptes = (None,) * 5 if secret else (10.0, 8.0, 12.0, 100.0, 1000.0)
    return (indicateur, code, "2024", "ensemble", "tous", *comptes, "secret" if secret else "disponible")


def cherche(
    secrets: dict[str, set[str]], zone: set[str], ensembles: dict[str, tuple[str, ...]] = QUARTIERS
) -> Propositions:
    """Propositions d'une zone quand ces territoires sont secrets, par indicateur ; tout le reste est publié."""
    meta = build_ville(*secrets, ensembles=ensembles)
    cellules = Cellules(
        {
            (i, code): ligne(i, code, secret=code in caches)
            for i, caches in secrets.items()
            for code in meta.territoires
        },
        dict.fromkeys(secrets, "2024"),
        {q: frozenset(enfants) for q, enfants in ensembles.items()},
    )
    return find_propositions(meta, cellules, frozenset(zone), "ensemble")


def read(extension: Extension | None) -> tuple[list[str], str, int]:
    assert extension is not None
    return [t.code for t in extension.ajouts], extension.nom, extension.chiffres_rendus


def test_la_plus_petite_extension_ajoute_le_moins_d_iris() -> None:
    """Trois chiffres secrets par le quartier A (trois IRIS à ajouter), un par le B (un seul) : d'abord le B."""
    secrets = {"i1": {"a1", "a2"}, "i2": {"a1", "a3"}, "i3": {"a1", "a4"}, "i4": {"b1", "b2"}}
    propositions = cherche(secrets, {"a1", "b1"})
    assert read(propositions.courte) == (["b2"], "quartier QB", 1)
    assert read(propositions.large) == (["a2", "a3", "a4", "b2"], "quartier QA et quartier QB", 4)
    assert propositions.retrait is None


def test_un_chiffre_secret_dans_deux_quartiers_les_demande_tous_deux() -> None:
    """Compléter B seul ne rend rien : le chiffre est secret en B et en C."""
    propositions = cherche({"i1": {"b1", "b2", "c1", "c2"}}, {"b1", "c1"})
    assert read(propositions.courte) == (["b2", "c2"], "quartier QB et quartier QC", 1)
    assert propositions.large is None


def test_un_total_secret_ne_rend_rien() -> None:
    """Le total du quartier n'est pas publié non plus : il reste à retirer l'IRIS secret."""
    propositions = cherche({"i1": {"b1", "b2", "QB"}}, {"a1", "b1"})
    assert propositions.courte is None
    assert read(propositions.retrait) == (["b1"], "", 1)


def test_une_zone_d_un_seul_iris_secret_n_a_rien_a_retirer() -> None:
    assert cherche({"i1": {"b1", "b2", "QB"}}, {"b1"}) == Propositions()


def test_un_ajout_qui_cache_autant_qu_il_rend_n_est_pas_propose() -> None:
    """Compléter B rend i1, mais amène b2, secret pour i2 dont le total de B l'est aussi."""
    assert cherche({"i1": {"b1", "b2"}, "i2": {"b2", "QB"}}, {"b1"}).courte is None


def test_une_extension_qui_depasse_le_maximum_n_est_pas_proposee() -> None:
    grand = {"QA": tuple(f"a{k}" for k in range(MAX_IRIS + 1)), "QB": ("b1", "b2")}
    propositions = cherche({"i1": {"a0", "a1"}}, {"a0", "b1"}, ensembles=grand)
    assert propositions.courte is None
    assert read(propositions.retrait) == (["a0"], "", 1)


def test_les_communes_d_un_perimetre_sont_des_ensembles_la_ville_non() -> None:
    ensembles = list_ensembles(build_meta())
    assert list(ensembles) == ["06088", "83137", "QA"]
    seule = replace(build_meta(), identite={"territoire_reference": "06088", "nom": "Nice"})
    assert list(list_ensembles(seule)) == ["83137", "QA"]


def test_un_icm_se_recompose_par_ses_observes_et_ses_attendus() -> None:
    """30 sur 20 et 45 sur 60 : 75 observés pour 80 attendus, 93,75 ; la moyenne des deux ICM serait 112,5."""
    meta = replace(build_ville("i"), indicateurs={"i": replace(ICM, code="i", agregeable=False)})
    lignes = [
        ("i", "b1", "2024", "ensemble", "tous", 150.0, 101.0, 214.0, 30.0, 20.0, "disponible"),
        ("i", "b2", "2024", "ensemble", "tous", 75.0, 54.7, 100.4, 45.0, 60.0, "disponible"),
    ]
    cellules = Cellules({(x[0], x[1]): x for x in lignes}, {"i": "2024"}, {})
    ((*_, valeur, bas, haut, effectif, population, statut),) = compose_zone(
        meta, cellules, frozenset({"b1", "b2"}), "ensemble"
    )
    assert (valeur, effectif, population, statut) == (93.75, 75.0, 80.0, "disponible")
    # Byar sur 75 : 58,99 à 94,01, rapportés à 80.
    assert (bas, haut) == pytest.approx((73.7, 117.5), abs=0.1)
    standardise = replace(meta, indicateurs={"i": replace(ICM, code="i", type=TypeIndicateur.TAUX_STANDARDISE)})
    assert compose_zone(standardise, cellules, frozenset({"b1"}), "ensemble")[0][10] == "non_mesurable"


@pytest.mark.parametrize(
    ("comparateur", "motifs"),
    [("Q01", {MotifComparaison.RECOUVREMENT}), ("QN09901N", {MotifComparaison.RECOUVREMENT}), ("Q06", set[str]())],
)
def test_une_zone_ne_se_compare_pas_au_quartier_qui_la_contient(
    version: str, comparateur: str, motifs: set[str]
) -> None:
    zone = build_zone(version=version, iris=("991230100",), comparateur=comparateur)
    lues = {x.verdict.motif for x in zone.lignes if x.estimation.valeur is not None}
    assert motifs <= lues
    juges = [x for x in zone.lignes if x.verdict.is_etabli or not x.verdict.motif]
    assert bool(juges) is not bool(motifs)


def test_une_zone_se_compare_a_la_ville_comme_a_un_ensemble_qui_la_contient(version: str) -> None:
    """Le verdict est celui du même IRIS : la ville contient les deux."""
    zone = build_zone(version=version, iris=("991230100",))
    assert any(x.verdict.is_etabli for x in zone.lignes)
    reste = build_zone(version=version, iris=("991230100",), comparateur="reste")
    assert any(x.reference is not None and x.reference.valeur is not None for x in reste.lignes)


IRIS = tuple(Territoire(f"99123010{k}", Maille.IRIS, f"IRIS {k}", "99123", "", None, None, None) for k in range(8))


@pytest.mark.parametrize(
    ("secrets", "propositions", "attendu"),
    [
        (0, Propositions(), ""),
        (1, Propositions(Extension(IRIS[2:3], "Beauval", 1)),
         "Votre zone contient un chiffre secret. En ajoutant IRIS 2, il deviendrait diffusable."),
        (3, Propositions(Extension(IRIS[2:3], "Beauval", 1)),
         "Votre zone contient 3 chiffres secrets. En ajoutant IRIS 2, 1 deviendrait diffusable."),
        (3, Propositions(Extension(IRIS[2:3], "Beauval", 2)),
         "Votre zone contient 3 chiffres secrets. En ajoutant IRIS 2, 2 deviendraient diffusables."),
        (3, Propositions(Extension(IRIS[2:3], "Beauval", 1), Extension(IRIS[2:4], "Beauval et Centre", 3)),
         "Votre zone contient 3 chiffres secrets. En ajoutant IRIS 2, 1 deviendrait diffusable ; en ajoutant IRIS 2 et "
         "IRIS 3, tous deviendraient diffusables."),
        (2, Propositions(Extension(IRIS[2:], "Beauval", 2)),
         "Votre zone contient 2 chiffres secrets. En ajoutant les 6\xa0IRIS qui complètent Beauval, tous deviendraient "
         "diffusables."),
        (1, Propositions(), "Votre zone contient un chiffre secret. Aucune extension à un quartier voisin ne le "
         "rendrait diffusable."),
        (2, Propositions(), "Votre zone contient 2 chiffres secrets. Aucune extension à un quartier voisin ne les "
         "rendrait diffusables."),
        (2, Propositions(retrait=Extension(IRIS[5:6], "", 2)),
         "Votre zone contient 2 chiffres secrets. Aucune extension à un quartier voisin ne les rendrait diffusables. "
         "Sans IRIS 5, tous deviendraient diffusables."),
    ],
)  # fmt: skip
def test_la_phrase_du_secret(secrets: int, propositions: Propositions, attendu: str) -> None:
    assert write_secret(secrets, propositions) == attendu

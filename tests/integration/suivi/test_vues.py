"""Les vues gardées : un nom pour tous, rien d'écrasé en silence, chaque geste au journal."""

import json
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.vues import GenreVue
from observatoire.services.suivi.acces import DroitRefuse, Suivi
from observatoire.services.suivi.vues import VueRefusee, change_vue, delete_vue, list_vues, save_vue

CLAIRE, PAUL = Auteur("Claire"), Auteur("Paul", Role.PARTENAIRE)
REQUETE = "iris=999010101,999010102&comparateur=reste"


def _save(suivi: Suivi, nom: str = "Secteur nord", auteur: Auteur = CLAIRE, genre: GenreVue = GenreVue.ZONE):
    return save_vue(suivi, auteur, genre=genre, nom=nom, requete=REQUETE, version_donnees="2026-11-22_abc")


def _read_journal(suivi: Suivi) -> list[tuple[str, str, str | None, str | None]]:
    with suivi.base.read() as connexion:
        lignes = connexion.execute(sa.text("SELECT qui, genre, avant, apres FROM journal ORDER BY id")).all()

    def read_nom(valeur: object) -> str | None:
        contenu = json.loads(valeur) if isinstance(valeur, str) else valeur
        return contenu["nom"] if contenu else None

    return [(qui, genre, read_nom(avant), read_nom(apres)) for qui, genre, avant, apres in lignes]


def test_une_zone_se_garde_se_renomme_se_remplace_se_supprime(suivi: Suivi) -> None:
    vue = _save(suivi, "  Secteur \n nord ")
    assert (vue.nom, vue.requete, vue.auteur, vue.version) == ("Secteur nord", REQUETE, "Claire", 1)
    vue = change_vue(suivi, PAUL, vue, nom="Secteur du port")
    vue = change_vue(suivi, CLAIRE, vue, requete="iris=999010101", version_donnees="2027-01-01_def")
    (lue,) = list_vues(suivi, GenreVue.ZONE)
    assert lue == vue
    assert (lue.nom, lue.requete, lue.version_donnees) == ("Secteur du port", "iris=999010101", "2027-01-01_def")
    delete_vue(suivi, CLAIRE, vue)
    assert list_vues(suivi, GenreVue.ZONE) == ()
    assert _read_journal(suivi) == [
        ("Claire", "zone", None, "Secteur nord"),
        ("Paul", "zone", "Secteur nord", "Secteur du port"),
        ("Claire", "zone", "Secteur du port", "Secteur du port"),
        ("Claire", "zone", "Secteur du port", None),
    ]


def test_les_genres_ne_se_melangent_pas(suivi: Suivi) -> None:
    zone, scenario = _save(suivi), _save(suivi, genre=GenreVue.SCENARIO)
    assert list_vues(suivi, GenreVue.ZONE) == (zone,)
    assert list_vues(suivi, GenreVue.SCENARIO) == (scenario,)


@pytest.mark.parametrize("nom", ["secteur NORD", "Secteur  nord", "Sécteur nord"])
def test_un_nom_deja_pris_est_refuse_sans_rien_ecrire(suivi: Suivi, nom: str) -> None:
    vue = _save(suivi)
    with pytest.raises(VueRefusee, match="déjà pris"):
        _save(suivi, nom)
    assert list_vues(suivi, GenreVue.ZONE) == (vue,)
    assert len(_read_journal(suivi)) == 1


@pytest.mark.parametrize(("nom", "message"), [("  ", "Donnez un nom"), ("a" * 81, "81 caractères")])
def test_un_nom_impossible_est_refuse(suivi_sqlite: Suivi, nom: str, message: str) -> None:
    with pytest.raises(VueRefusee, match=message):
        _save(suivi_sqlite, nom)


def test_deux_personnes_sur_la_meme_zone_la_seconde_est_prevenue(suivi: Suivi) -> None:
    vue = _save(suivi)
    change_vue(suivi, CLAIRE, vue, nom="Port")
    with pytest.raises(VueRefusee, match="modifiée par Claire"):
        change_vue(suivi, PAUL, vue, nom="Gare")
    with pytest.raises(VueRefusee, match="modifiée par Claire"):
        delete_vue(suivi, PAUL, vue)
    (lue,) = list_vues(suivi, GenreVue.ZONE)
    assert lue.nom == "Port"
    delete_vue(suivi, CLAIRE, lue)
    with pytest.raises(VueRefusee, match="supprimée"):
        change_vue(suivi, PAUL, lue, nom="Gare")


def test_qui_ne_fait_que_lire_n_enregistre_rien(suivi_sqlite: Suivi) -> None:
    lectrice = Auteur("Élue", Role.LECTURE)
    vue = _save(suivi_sqlite)
    for geste in (
        lambda: _save(suivi_sqlite, "Autre", lectrice),
        lambda: change_vue(suivi_sqlite, lectrice, vue, nom="Autre"),
        lambda: delete_vue(suivi_sqlite, lectrice, vue),
    ):
        with pytest.raises(DroitRefuse):
            geste()
    assert list_vues(suivi_sqlite, GenreVue.ZONE) == (vue,)


def test_la_plus_recente_d_abord(suivi_sqlite: Suivi) -> None:
    instants = iter(datetime(2026, 11, jour, tzinfo=UTC) for jour in (1, 2, 3))
    date = Suivi(suivi_sqlite.base, lambda: next(instants))
    premiere = _save(date, "A")
    _save(date, "B")
    change_vue(date, CLAIRE, premiere, requete="iris=1")
    assert [v.nom for v in list_vues(date, GenreVue.ZONE)] == ["A", "B"]

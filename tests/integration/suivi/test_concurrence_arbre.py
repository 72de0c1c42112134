"""Deux rangements croisés ne font pas de boucle ; une écriture qui aboutit en retard change la marque."""

import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Action, Axe, Contrat, Objet
from observatoire.services.suivi.acces import Suivi, open_suivi, read_marque, read_plan
from observatoire.services.suivi.edition import (
    SaisieInvalide,
    create_objet,
    delete_objet,
    prepare_objet,
    save_objet,
)
from observatoire.services.suivi.histoire import read_histoire
from observatoire.services.suivi.sauvegarde import restore_observatoire, save_observatoire
from observatoire.settings import Reglages
from observatoire.store.suivi.depot import Depot
from tests.integration.suivi.fabriques import ALI, ZOE, create_petit_plan

ADMIN = Auteur("Admin", Role.ADMINISTRATION)


def cross(suivi: Suivi, un: Axe | Action, deux: Axe | Action) -> list[object]:
    """Zoé range `un` sous `deux` sans avoir encore validé ; Ali range `deux` sous `un`. Rend ce qu'Ali obtient."""
    obtenu: list[object] = []

    def reparent() -> None:
        try:
            obtenu.append(save_objet(suivi, ALI, replace(deux, parent_id=un.id), deux))
        except SaisieInvalide as refus:
            obtenu.append(refus)

    ali = threading.Thread(target=reparent)
    with suivi.base.write() as connexion:
        ecriture = Depot(connexion, ZOE, suivi.horloge)
        ecriture.update(prepare_objet(ecriture, replace(un, parent_id=deux.id), un))
        ali.start()
        time.sleep(1.0)
        assert not obtenu, "Ali attend que Zoé ait fini"
    ali.join(30)
    return obtenu


def test_deux_axes_ranges_l_un_sous_l_autre_au_meme_instant(suivi: Suivi) -> None:
    contrat, un, _ = create_petit_plan(suivi)
    deux = create_objet(suivi, ZOE, Axe(contrat_id=contrat.id, numero="2", titre="Prévention"))
    (refus,) = cross(suivi, un, deux)
    assert isinstance(refus, SaisieInvalide)
    assert "ne peut pas être rangé sous lui-même" in str(refus)
    plan = read_plan(suivi, contrat.id, ZOE)
    assert {a.id: a.parent_id for a in plan.axes} == {un.id: deux.id, deux.id: None}


def test_deux_actions_rangees_l_une_sous_l_autre_au_meme_instant(suivi: Suivi) -> None:
    contrat, _, une = create_petit_plan(suivi)
    autre = create_objet(suivi, ZOE, Action(contrat_id=contrat.id, numero="1.2", titre="Bus"))
    (refus,) = cross(suivi, une, autre)
    assert isinstance(refus, SaisieInvalide)


def test_une_ecriture_qui_aboutit_en_retard_change_la_marque(url_postgresql: str) -> None:
    """Deux écritures : la première prend le plus petit numéro du journal et finit la dernière."""
    suivi = open_suivi(url_postgresql)
    contrat, axe, action = create_petit_plan(suivi)
    with suivi.base.write() as connexion:
        Depot(connexion, ZOE, suivi.horloge).update(replace(axe, titre="Lente"))
        save_objet(suivi, ALI, replace(action, titre="Rapide"), action)
        avant = read_marque(suivi, contrat.id)
    assert read_marque(suivi, contrat.id) != avant
    suivi.base.close()


def _restore(url: str, vers: str, dossier: Path) -> None:
    origine, cible = (
        Reglages(donnees=dossier / nom, memoire_mo=100, couverture_qpv_min=0.8, suivi_url=adresse)
        for nom, adresse in (("origine", url), ("cible", vers))
    )
    origine.publie.mkdir(parents=True)
    save_observatoire(origine, ADMIN, dossier / "s.zip")
    restore_observatoire(cible, ADMIN, dossier / "s.zip")


def check_numeros(url: str, vers: str, dossier: Path) -> None:
    suivi = open_suivi(url)
    contrat, axe, action = create_petit_plan(suivi)
    autre = create_objet(suivi, ZOE, Contrat(titre="Par erreur", debut=date(2020, 1, 1)))
    supprimes: list[Objet] = [action, axe, autre]
    for objet in supprimes:
        delete_objet(suivi, ZOE, objet)
    suivi.base.close()
    _restore(url, vers, dossier)
    restaure = open_suivi(vers)
    neuf = create_objet(restaure, ZOE, Action(contrat_id=contrat.id, numero="9", titre="Neuve"))
    assert neuf.id > action.id
    assert [x.avant for x in read_histoire(restaure, contrat.id, neuf.id, ZOE)] == [None]
    assert create_objet(restaure, ZOE, Axe(contrat_id=contrat.id, numero="9", titre="Neuf")).id > axe.id
    assert create_objet(restaure, ZOE, Contrat(titre="Neuf")).id > autre.id
    restaure.base.close()


def test_un_numero_supprime_n_est_pas_repris_apres_restauration(url_sqlite: str, tmp_path: Path) -> None:
    check_numeros(url_sqlite, f"sqlite:///{tmp_path / 'cible' / 'suivi.db'}", tmp_path)


def test_un_numero_supprime_n_est_pas_repris_sous_postgresql(
    url_sqlite: str, url_postgresql: str, tmp_path: Path
) -> None:
    check_numeros(url_sqlite, url_postgresql, tmp_path)

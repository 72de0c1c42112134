"""L'état du plan à une date passée est celui qu'on avait enregistré ce jour-là."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import numpy as np
import pytest
import sqlalchemy as sa

from observatoire.domain.cls.objets import Action, Axe, Contrat, Etape, Note
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.services.suivi.acces import (
    ContratAbsent,
    Suivi,
    read_journal,
    read_plan,
    rebuild_plan_at,
    rebuild_plans_at,
)
from observatoire.services.suivi.edition import create_objet, delete_objet, save_objet
from tests.integration.suivi.fabriques import ZOE, create_petit_plan

DEBUT = date(2022, 6, 14)
T = TypeVar("T")


class Hasard:
    """Tirages reproductibles."""

    def __init__(self, graine: int) -> None:
        self._rng = np.random.default_rng(graine)

    def choice(self, liste: Sequence[T]) -> T:
        return liste[int(self._rng.integers(len(liste)))]

    def sample(self, liste: Sequence[T]) -> list[T]:
        taille = int(self._rng.integers(len(liste) + 1))
        return [liste[int(i)] for i in self._rng.permutation(len(liste))[:taille]]


def play_jour(suivi: Suivi, plan: Plan, hasard: Hasard, rang: int) -> None:
    """Fait au plan une écriture tirée au sort."""
    k, actions = plan.contrat.id, plan.actions
    match hasard.choice(["action", "etape", "note", "statut", "axes", "supprime", "axe"]):
        case "axe":
            parent = hasard.choice([None, *(a.id for a in plan.axes)])
            create_objet(suivi, ZOE, Axe(contrat_id=k, numero=f"A{rang}", titre=f"Axe {rang}", parent_id=parent))
        case "statut" if actions:
            base = hasard.choice(actions)
            save_objet(suivi, ZOE, replace(base, statut=hasard.choice(list(StatutAction)), motif="un motif"), base)
        case "axes" if actions and plan.axes:
            base = hasard.choice(actions)
            tires = hasard.sample([a.id for a in plan.axes])
            save_objet(suivi, ZOE, replace(base, axes=tuple(tires)), base)
        case "etape" if actions:
            create_objet(suivi, ZOE, Etape(contrat_id=k, action_id=hasard.choice(actions).id, libelle=f"É {rang}"))
        case "note" if actions:
            jour = DEBUT + timedelta(days=rang)
            create_objet(suivi, ZOE, Note(contrat_id=k, action_id=actions[0].id, date=jour, texte=f"N {rang}"))
        case "supprime" if actions:
            delete_objet(suivi, ZOE, hasard.choice([*actions, *plan.axes]))
        case _:
            create_objet(suivi, ZOE, Action(contrat_id=k, numero=f"{rang}", titre=f"Action {rang}"))


@pytest.mark.parametrize("graine", [1, 2])
def test_le_plan_rejoue_a_une_date_est_celui_enregistre_ce_jour_la(suivi: Suivi, graine: int) -> None:
    hasard = Hasard(graine)
    jour = DEBUT
    date_du_jour = Suivi(suivi.base, lambda: datetime(jour.year, jour.month, jour.day, 9, 30, tzinfo=UTC))
    k = create_objet(date_du_jour, ZOE, Contrat(titre="CLS")).id
    enregistres: dict[date, Plan] = {DEBUT: read_plan(suivi, k, ZOE)}
    for rang in range(1, 90):
        jour = DEBUT + timedelta(days=rang)
        play_jour(date_du_jour, read_plan(suivi, k, ZOE), hasard, rang)
        enregistres[jour] = read_plan(suivi, k, ZOE)

    assert len({len(p.actions) for p in enregistres.values()}) > 5, "le tirage doit faire vivre le plan"
    for passe, attendu in list(enregistres.items())[::7]:
        assert rebuild_plan_at(suivi, k, passe, ZOE) == attendu
    jours = list(enregistres)
    assert rebuild_plans_at(suivi, k, jours, ZOE) == tuple(enregistres.values())
    with pytest.raises(ContratAbsent):
        rebuild_plan_at(suivi, k, DEBUT - timedelta(days=1), ZOE)


def test_la_journee_finit_a_minuit_heure_de_paris(suivi_sqlite: Suivi) -> None:
    # 23 h 30 UTC le 1er juillet est déjà le 2 à Paris.
    tard = Suivi(suivi_sqlite.base, lambda: datetime(2024, 7, 1, 23, 30, tzinfo=UTC))
    k = create_objet(tard, ZOE, Contrat(titre="CLS")).id
    with pytest.raises(ContratAbsent):
        rebuild_plan_at(suivi_sqlite, k, date(2024, 7, 1), ZOE)
    assert rebuild_plan_at(suivi_sqlite, k, date(2024, 7, 2), ZOE).contrat.titre == "CLS"


@pytest.mark.parametrize("ordre", ["UPDATE journal SET qui = 'X'", "DELETE FROM journal"])
def test_le_journal_ne_se_modifie_ni_ne_s_efface(suivi: Suivi, ordre: str) -> None:
    contrat, _, _ = create_petit_plan(suivi)
    with pytest.raises(Exception, match="journal"), suivi.base.moteur.begin() as connexion:
        connexion.execute(sa.text(ordre))
    assert len(read_journal(suivi, contrat.id, ZOE)) == 3


def test_le_journal_ne_se_vide_pas_sous_postgresql(url_postgresql: str) -> None:
    from observatoire.services.suivi.acces import open_suivi

    suivi = open_suivi(url_postgresql)
    with pytest.raises(sa.exc.DBAPIError), suivi.base.moteur.begin() as connexion:
        connexion.execute(sa.text("TRUNCATE journal"))
    suivi.base.close()

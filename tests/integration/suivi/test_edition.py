"""Deux personnes sur la même fiche, vingt écrivains à la fois, un arrêt brutal : rien ne se perd."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date

import pytest

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Action, Axe, Decision, Etape, Financement, Note
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.errors import ErreurObservatoire
from observatoire.services.suivi.acces import DroitRefuse, Suivi, open_suivi, read_plan
from observatoire.services.suivi.edition import (
    Conflit,
    Enregistre,
    SaisieInvalide,
    create_objet,
    delete_objet,
    resolve_conflit,
    save_objet,
)
from tests.conftest import RACINE
from tests.integration.suivi.fabriques import ALI, ZOE, create_petit_plan
from tests.outils.suivi import read_historique

ECRIVAINS, MODIFICATIONS = 20, 200


def test_le_second_voit_le_changement_du_premier_et_garde_sa_saisie(suivi: Suivi) -> None:
    _, _, lue = create_petit_plan(suivi)
    d_ali = replace(lue, description="Texte d'Ali", fin=date(2026, 12, 31))
    assert isinstance(save_objet(suivi, ALI, d_ali, lue), Enregistre)

    de_zoe = replace(lue, description="Texte de Zoé", structure_pilote="CCAS")
    conflit = save_objet(suivi, ZOE, de_zoe, lue)
    assert isinstance(conflit, Conflit)
    assert (conflit.par, conflit.mine) == ("Ali Benali", de_zoe)
    dits = {c.champ: (c.base, c.theirs, c.mine, c.oppose) for c in conflit.champs}
    assert dits == {
        "description": ("", "Texte d'Ali", "Texte de Zoé", True),
        "fin": (None, date(2026, 12, 31), None, False),
        "structure_pilote": ("", "", "CCAS", False),
    }
    rien_d_ecrit = read_plan(suivi, lue.contrat_id, ZOE).get(Action, lue.id)
    assert rien_d_ecrit == replace(d_ali, version=2)

    assert conflit.theirs is not None
    reunie = resolve_conflit(conflit, {"description": "Texte de Zoé", "structure_pilote": "CCAS"})
    assert isinstance(save_objet(suivi, ZOE, reunie, conflit.theirs), Enregistre)
    finale = read_plan(suivi, lue.contrat_id, ZOE).get(Action, lue.id)
    assert finale == replace(
        lue, version=3, description="Texte de Zoé", fin=date(2026, 12, 31), structure_pilote="CCAS"
    )
    histoire = read_historique(suivi, lue.contrat_id, genre="action", objet_id=lue.id, auteur=ZOE)
    assert [ligne.qui for ligne in histoire] == ["Zoé Martin", "Ali Benali", "Zoé Martin"]
    assert (histoire[0].avant or {})["description"] == "Texte d'Ali"
    assert (histoire[0].apres or {})["description"] == "Texte de Zoé"


def test_modifier_une_fiche_supprimee_entre_temps_rend_la_saisie(suivi: Suivi) -> None:
    _, _, lue = create_petit_plan(suivi)
    assert delete_objet(suivi, ALI, lue) == 1
    conflit = save_objet(suivi, ZOE, replace(lue, titre="Nouveau titre"), lue)
    assert isinstance(conflit, Conflit)
    assert (conflit.theirs, conflit.mine.titre, conflit.par) == (None, "Nouveau titre", "Ali Benali")


def test_supprimer_une_fiche_modifiee_entre_temps_est_un_conflit_et_ne_supprime_rien(suivi: Suivi) -> None:
    contrat, _, lue = create_petit_plan(suivi)
    create_objet(suivi, ZOE, Etape(contrat_id=contrat.id, action_id=lue.id, libelle="Recruter"))
    save_objet(suivi, ALI, replace(lue, titre="Renommée"), lue)
    assert isinstance(delete_objet(suivi, ZOE, lue), Conflit)
    plan = read_plan(suivi, contrat.id, ZOE)
    assert len(plan.list_objets(Etape)) == 1


def test_supprimer_une_action_emporte_ses_etapes_mais_pas_les_decisions(suivi: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi)
    k = contrat.id
    create_objet(suivi, ZOE, Etape(contrat_id=k, action_id=action.id, libelle="Recruter"))
    sous = create_objet(suivi, ZOE, Action(contrat_id=k, numero="1.1.a", titre="Sous", parent_id=action.id))
    create_objet(suivi, ZOE, Note(contrat_id=k, action_id=sous.id, date=date(2024, 1, 1), texte="Note"))
    create_objet(suivi, ZOE, Decision(contrat_id=k, date=date(2024, 1, 1), texte="Relancer", action_id=action.id))
    assert delete_objet(suivi, ZOE, action) == 4
    plan = read_plan(suivi, k, ZOE)
    assert (plan.actions, plan.list_objets(Etape), plan.list_objets(Note)) == ((), (), ())
    assert [(d.texte, d.action_id) for d in plan.decisions] == [("Relancer", None)]


def test_supprimer_un_axe_detache_ses_actions(suivi: Suivi) -> None:
    contrat, axe, action = create_petit_plan(suivi)
    create_objet(suivi, ZOE, Axe(contrat_id=contrat.id, numero="1", titre="Droits", parent_id=axe.id))
    assert delete_objet(suivi, ZOE, axe) == 2
    plan = read_plan(suivi, contrat.id, ZOE)
    assert plan.axes == ()
    assert [(a.titre, a.axes) for a in plan.actions] == [(action.titre, ())]


@pytest.mark.lent
def test_vingt_ecrivains_de_deux_cents_modifications(suivi: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi)
    moyens = [
        create_objet(suivi, ZOE, Financement(contrat_id=contrat.id, action_id=action.id, annee=a, prevu=0.0))
        for a in range(2020, 2030)
    ]
    erreurs: list[BaseException] = []

    def write(rang: int) -> None:
        try:
            base = moyens[rang % len(moyens)]
            auteur = Auteur(f"Écrivain {rang}")
            for _ in range(MODIFICATIONS):
                while True:
                    voulu = replace(base, prevu=(base.prevu or 0) + 1)
                    resultat = save_objet(suivi, auteur, voulu, base)
                    if isinstance(resultat, Enregistre):
                        base = resultat.objet
                        break
                    assert resultat.theirs is not None
                    base = resultat.theirs
        except BaseException as erreur:
            erreurs.append(erreur)

    fils = [threading.Thread(target=write, args=(rang,)) for rang in range(ECRIVAINS)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert erreurs == []
    plan = read_plan(suivi, contrat.id, ZOE)
    assert [f.prevu for f in plan.list_financements(action.id)] == [ECRIVAINS * MODIFICATIONS / 10] * 10
    lignes = [
        ligne
        for moyen in moyens
        for ligne in read_historique(suivi, contrat.id, genre="financement", objet_id=moyen.id, auteur=ZOE)
        if ligne.avant is not None
    ]
    assert len(lignes) == ECRIVAINS * MODIFICATIONS
    par_auteur = {f"Écrivain {r}": sum(x.qui == f"Écrivain {r}" for x in lignes) for r in range(ECRIVAINS)}
    assert set(par_auteur.values()) == {MODIFICATIONS}
    assert all((x.apres or {})["prevu"] == (x.avant or {})["prevu"] + 1 for x in lignes)


_ECRIVAIN = """
import sys
from dataclasses import replace
from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Financement
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import save_objet
suivi, auteur = open_suivi(sys.argv[1]), Auteur("Zoé")
(base,) = read_plan(suivi, int(sys.argv[2]), auteur).list_objets(Financement)
while True:
    base = save_objet(suivi, auteur, replace(base, prevu=base.prevu + 1), base).objet
    print(int(base.prevu), flush=True)
"""


@pytest.mark.parametrize("accuses", [1, 7, 40])
def test_un_arret_brutal_ne_perd_rien_de_ce_qui_a_ete_accuse(url: str, accuses: int) -> None:
    suivi = open_suivi(url)
    contrat, _, action = create_petit_plan(suivi)
    create_objet(suivi, ZOE, Financement(contrat_id=contrat.id, action_id=action.id, prevu=0.0))
    suivi.base.close()

    processus = subprocess.Popen(
        [sys.executable, "-c", _ECRIVAIN, url, str(contrat.id)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=RACINE,
        env=os.environ | {"PYTHONPATH": str(RACINE)},
    )
    assert processus.stdout is not None
    dernier = 0
    for _ in range(accuses):
        dernier = int(processus.stdout.readline())
    os.kill(processus.pid, signal.SIGKILL)
    reste = processus.stdout.read().split()
    processus.wait()
    dernier = max([dernier, *(int(x) for x in reste if x.isdigit())])

    suivi = open_suivi(url)
    (moyen,) = read_plan(suivi, contrat.id, ZOE).list_objets(Financement)
    histoire = read_historique(suivi, contrat.id, genre="financement", objet_id=moyen.id, auteur=ZOE)
    assert (moyen.prevu or 0) >= dernier
    assert len(histoire) == (moyen.prevu or 0) + 1
    assert (histoire[0].apres or {})["prevu"] == moyen.prevu
    suivi.base.close()


def test_une_saisie_incoherente_dit_quoi_corriger_et_n_ecrit_rien(suivi_sqlite: Suivi) -> None:
    contrat, axe, action = create_petit_plan(suivi_sqlite)
    with pytest.raises(SaisieInvalide) as refus:
        save_objet(
            suivi_sqlite,
            ZOE,
            replace(action, titre=" ", debut=date(2024, 5, 1), fin=date(2024, 4, 1), statut=StatutAction.BLOQUE),
            action,
        )
    assert set(refus.value.fautes) == {"titre", "fin", "motif"}
    with pytest.raises(SaisieInvalide, match="sous lui-même"):
        save_objet(suivi_sqlite, ZOE, replace(axe, parent_id=axe.id), axe)
    with pytest.raises(SaisieInvalide, match="déjà le numéro 1"):
        create_objet(suivi_sqlite, ZOE, Axe(contrat_id=contrat.id, numero="1", titre="Double"))
    with pytest.raises(ErreurObservatoire, match="déjà pris"):
        create_objet(suivi_sqlite, ZOE, Action(contrat_id=contrat.id, numero="1.1", titre="Double"))
    with pytest.raises(ErreurObservatoire, match="supprimé"):
        create_objet(suivi_sqlite, ZOE, Etape(contrat_id=contrat.id, action_id=999, libelle="x"))
    plan = read_plan(suivi_sqlite, contrat.id, ZOE)
    assert (plan.axes, plan.actions) == ((axe,), (action,))


def test_une_action_ne_vise_pas_un_axe_d_un_autre_contrat(suivi_sqlite: Suivi) -> None:
    _, axe, _ = create_petit_plan(suivi_sqlite)
    autre, _, _ = create_petit_plan(suivi_sqlite)
    with pytest.raises(ErreurObservatoire):
        create_objet(suivi_sqlite, ZOE, Action(contrat_id=autre.id, numero="9", titre="x", axes=(axe.id,)))


def test_un_pilote_ne_modifie_que_ses_actions(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    pilote = Auteur("Noé Durand", Role.PILOTE)
    with pytest.raises(DroitRefuse):
        save_objet(suivi_sqlite, pilote, replace(action, titre="Autre"), action)
    confiee = save_objet(suivi_sqlite, ZOE, replace(action, personne_pilote="noe durand"), action)
    assert isinstance(confiee, Enregistre)
    renommee = save_objet(suivi_sqlite, pilote, replace(confiee.objet, titre="Autre"), confiee.objet)
    assert isinstance(renommee, Enregistre)
    create_objet(suivi_sqlite, pilote, Etape(contrat_id=contrat.id, action_id=action.id, libelle="Recruter"))
    with pytest.raises(DroitRefuse):
        delete_objet(suivi_sqlite, pilote, renommee.objet)
    with pytest.raises(DroitRefuse):
        create_objet(suivi_sqlite, pilote, Axe(contrat_id=contrat.id, numero="2", titre="x"))


def test_une_action_confidentielle_ne_se_voit_que_de_la_coordination(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    create_objet(suivi_sqlite, ZOE, Etape(contrat_id=contrat.id, action_id=action.id, libelle="Recruter"))
    save_objet(suivi_sqlite, ZOE, replace(action, confidentiel=True), action)
    for role, vues in ((Role.LECTURE, 0), (Role.PARTENAIRE, 0), (Role.PILOTE, 0), (Role.COORDINATION, 1)):
        plan = read_plan(suivi_sqlite, contrat.id, Auteur("X", role))
        assert (len(plan.actions), len(plan.list_objets(Etape))) == (vues, vues), role


def test_changer_de_statut_date_le_statut(suivi_sqlite: Suivi) -> None:
    _, _, action = create_petit_plan(suivi_sqlite)
    ancienne = replace(action, statut_depuis=date(2020, 1, 1))
    garde = save_objet(suivi_sqlite, ZOE, ancienne, action)
    assert isinstance(garde, Enregistre)
    titre = save_objet(suivi_sqlite, ZOE, replace(garde.objet, titre="Titre"), garde.objet)
    assert isinstance(titre, Enregistre)
    assert titre.objet.statut_depuis == date(2020, 1, 1)
    statut = save_objet(suivi_sqlite, ZOE, replace(titre.objet, statut=StatutAction.EN_COURS), titre.objet)
    assert isinstance(statut, Enregistre)
    assert statut.objet.statut_depuis is not None
    assert statut.objet.statut_depuis > date(2020, 1, 1)

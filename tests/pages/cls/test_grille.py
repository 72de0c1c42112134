"""La grille enregistre ligne à ligne, montre un conflit, et n'écrit pas deux fois la même ligne."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Axe, Etape, Mesure, Note
from observatoire.domain.cls.vocabulaire import TypeNote
from observatoire.services.suivi.acces import Suivi, open_suivi, read_plan
from observatoire.services.suivi.edition import save_objet
from observatoire.ui.suivi import grille as module
from observatoire.ui.suivi.grille import Grille

ZOE = Auteur("Zoé")


@pytest.fixture
def suivi(url_suivi: str) -> Suivi:
    return open_suivi(url_suivi)


@pytest.fixture
def messages() -> Any:
    """Remplace Streamlit : ce qui serait montré est noté."""
    notes: list[str] = []
    faux = SimpleNamespace(session_state={}, rerun=lambda: None)
    with (
        patch.object(module, "st", faux),
        patch.object(module, "show_message", lambda texte, **_: notes.append(texte)),
        patch.object(module, "announce", notes.append),
    ):
        yield notes


def build(suivi: Suivi, modele: Any, champs: tuple[str, ...], choix: Any = None) -> Grille[Any]:
    return Grille(SimpleNamespace(suivi=suivi, auteur=ZOE), "essai", modele, champs, choix)  # type: ignore[arg-type]


def list_etapes(suivi: Suivi) -> tuple[Etape, ...]:
    plan = read_plan(suivi, 1, ZOE)
    return plan.list_etapes(next(a.id for a in plan.actions if a.numero == "1.3"))


def save(grille: Grille[Any], base: tuple[Any, ...], **etat: Any) -> None:
    vide: dict[str, Any] = {"edited_rows": {}, "deleted_rows": [], "added_rows": []}
    grille._save(base, vide | etat)


def test_modifier_ajouter_supprimer(suivi: Suivi, messages: list[str]) -> None:
    base = list_etapes(suivi)
    assert [e.libelle for e in base] == [
        "Former les médiatrices",
        "Couvrir les quatre quartiers",
        "Passer le relais aux maisons de santé",
    ]
    modele = Etape(contrat_id=1, action_id=base[0].action_id, libelle="")
    grille = build(suivi, modele, ("libelle", "echeance"))
    save(
        grille,
        base,
        edited_rows={0: {"libelle": "Former trois médiatrices", "echeance": "2024-06-30"}},
        deleted_rows=[1],
        added_rows=[{"libelle": "Évaluer", "echeance": "2026-12-15"}, {}],
    )
    assert messages == ["Lignes enregistrées."]
    assert [(e.libelle, e.echeance) for e in list_etapes(suivi)] == [
        ("Évaluer", date(2026, 12, 15)),
        ("Former trois médiatrices", date(2024, 6, 30)),
        ("Passer le relais aux maisons de santé", date(2026, 7, 22)),
    ]


def test_un_conflit_garde_la_saisie_et_n_ajoute_rien(suivi: Suivi, messages: list[str]) -> None:
    base = list_etapes(suivi)
    save_objet(suivi, Auteur("Ali"), replace(base[1], libelle="Version d'Ali"), base[1])
    grille = build(suivi, Etape(contrat_id=1, action_id=base[0].action_id, libelle=""), ("libelle",))
    etat = {
        "edited_rows": {0: {"libelle": "Mienne"}, 1: {"libelle": "Aussi mienne"}},
        "added_rows": [{"libelle": "Neuve"}],
    }
    save(grille, base, **etat)
    assert len(messages) == 1
    assert "Ali a modifié cette ligne" in messages[0]
    assert "Version d'Ali" in messages[0]
    libelles = [e.libelle for e in list_etapes(suivi)]
    assert libelles[:2] == ["Mienne", "Version d'Ali"]
    assert "Neuve" not in libelles
    # La ligne enregistrée est devenue la base : la renvoyer ne fait ni conflit ni seconde écriture.
    nouvelle_base = module.st.session_state["grille:essai:base"]
    assert (nouvelle_base[0].libelle, nouvelle_base[0].version) == ("Mienne", base[0].version + 1)


def test_les_mots_fermes_et_les_renvois_se_traduisent(suivi: Suivi, messages: list[str]) -> None:
    plan = read_plan(suivi, 1, ZOE)
    note = Note(contrat_id=1, action_id=plan.actions[0].id, date=date(2026, 11, 22), texte="")
    save(build(suivi, note, ("date", "type", "texte")), (), added_rows=[{"type": "Frein", "texte": "Poste vacant"}])
    axe = Axe(contrat_id=1, numero="", titre="")
    noms = {a.id: a.titre for a in plan.axes}
    grille = build(suivi, axe, ("numero", "titre", "parent_id"), {"parent_id": noms})
    save(grille, (), added_rows=[{"numero": "1.1", "titre": "Droits", "parent_id": plan.axes[0].titre}])
    apres = read_plan(suivi, 1, ZOE)
    assert [(n.type, n.date) for n in apres.list_objets(Note) if n.texte == "Poste vacant"] == [
        (TypeNote.FREIN, date(2026, 11, 22))
    ]
    assert next(a for a in apres.axes if a.titre == "Droits").parent_id == plan.axes[0].id


def test_une_ligne_incomplete_dit_ce_qui_manque(suivi: Suivi, messages: list[str]) -> None:
    plan = read_plan(suivi, 1, ZOE)
    mesure = plan.list_objets(Mesure)[0]
    modele = Mesure(contrat_id=1, indicateur_id=mesure.indicateur_id, date=date(2026, 1, 1), valeur=float("nan"))
    save(build(suivi, modele, ("valeur", "numerateur")), (), added_rows=[{"numerateur": 3.0}])
    assert "« valeur » n'est pas un nombre" in messages[0]
    assert len(read_plan(suivi, 1, ZOE).list_objets(Mesure)) == 40

"""La grille enregistre tout ou rien, met un conflit champ par champ, et n'écrit pas deux fois la même ligne."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Axe, Etape, IndicateurCls, Mesure, Note, Objectif
from observatoire.domain.cls.vocabulaire import TypeNote
from observatoire.services.suivi.acces import Suivi, open_suivi, read_plan
from observatoire.services.suivi.edition import Enregistre, create_objet, delete_objet, resolve_conflit, save_objet
from observatoire.services.suivi.lignes import BilanLignes, Lignes
from observatoire.ui.suivi import grille as module
from observatoire.ui.suivi.champs import name_axes
from observatoire.ui.suivi.grille import Grille
from tests.pages.conftest import read_texte

ZOE, ALI = Auteur("Zoé"), Auteur("Ali")


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


def read_conflits() -> BilanLignes[Any] | None:
    return module.st.session_state.get("grille:essai:conflits")


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


def test_un_conflit_n_arrete_pas_les_autres_lignes_et_se_resout_champ_par_champ(
    suivi: Suivi, messages: list[str]
) -> None:
    base = list_etapes(suivi)
    save_objet(suivi, ALI, replace(base[1], libelle="Version d'Ali", echeance=date(2027, 1, 1)), base[1])
    grille = build(suivi, Etape(contrat_id=1, action_id=base[0].action_id, libelle=""), ("libelle", "echeance"))
    save(
        grille,
        base,
        edited_rows={0: {"libelle": "Mienne"}, 1: {"libelle": "Aussi mienne"}},
        added_rows=[{"libelle": "Neuve"}],
    )
    assert messages == []
    bilan = read_conflits()
    assert bilan is not None
    assert bilan.ecrites == 2
    (conflit,) = bilan.conflits
    assert conflit.par == "Ali"
    dits = {c.champ: (c.base, c.theirs, c.mine, c.oppose) for c in conflit.champs}
    assert dits == {
        "libelle": ("Couvrir les quatre quartiers", "Version d'Ali", "Aussi mienne", True),
        "echeance": (base[1].echeance, date(2027, 1, 1), base[1].echeance, False),
    }
    assert {e.libelle for e in list_etapes(suivi)} >= {"Mienne", "Version d'Ali", "Neuve"}

    grille._resolve(Lignes(((resolve_conflit(conflit, {"libelle": "Aussi mienne"}), conflit.theirs),)))
    assert read_conflits() is None
    assert messages == ["Lignes enregistrées."]
    finale = next(e for e in list_etapes(suivi) if e.id == base[1].id)
    assert (finale.libelle, finale.echeance) == ("Aussi mienne", date(2027, 1, 1))


def test_supprimer_une_ligne_que_l_autre_a_modifiee_demande_d_abord(suivi: Suivi, messages: list[str]) -> None:
    base = list_etapes(suivi)
    save_objet(suivi, ALI, replace(base[1], libelle="Version d'Ali"), base[1])
    grille = build(suivi, Etape(contrat_id=1, action_id=base[0].action_id, libelle=""), ("libelle",))
    save(grille, base, deleted_rows=[1, 2])
    bilan = read_conflits()
    assert bilan is not None
    assert [c.theirs.libelle for c in bilan.suppressions if c.theirs] == ["Version d'Ali"]
    assert [e.libelle for e in list_etapes(suivi)] == ["Former les médiatrices", "Version d'Ali"]


def test_modifier_une_ligne_que_l_autre_a_supprimee_rend_la_saisie(suivi: Suivi, messages: list[str]) -> None:
    base = list_etapes(suivi)
    delete_objet(suivi, ALI, base[1])
    grille = build(suivi, Etape(contrat_id=1, action_id=base[0].action_id, libelle=""), ("libelle",))
    save(grille, base, edited_rows={1: {"libelle": "Aussi mienne"}})
    bilan = read_conflits()
    assert bilan is not None
    (conflit,) = bilan.conflits
    assert (conflit.theirs, conflit.mine.libelle) == (None, "Aussi mienne")
    grille._resolve(Lignes(creees=(replace(conflit.mine, id=0, version=0),)))
    assert "Aussi mienne" in {e.libelle for e in list_etapes(suivi)}


def test_une_faute_et_rien_n_est_ecrit_deux_fois(suivi: Suivi, messages: list[str]) -> None:
    """Une ligne ne convient pas : aucune n'est écrite, et renvoyer la grille corrigée n'en double aucune."""
    base = list_etapes(suivi)
    modele = Etape(contrat_id=1, action_id=base[0].action_id, libelle="")
    grille = build(suivi, modele, ("libelle", "echeance"))
    ajouts = [{"libelle": "Neuve"}, {"echeance": "2026-12-15"}]
    save(grille, base, edited_rows={0: {"libelle": "Mienne"}}, added_rows=ajouts)
    assert "« libellé » est vide" in messages[0]
    assert list_etapes(suivi) == base
    save(grille, base, edited_rows={0: {"libelle": "Mienne"}}, added_rows=[{"libelle": "Neuve"}, {"libelle": "Autre"}])
    assert sorted(e.libelle for e in list_etapes(suivi)) == sorted(
        ["Mienne", base[1].libelle, base[2].libelle, "Neuve", "Autre"]
    )


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


def open_structure(lance: Callable[..., AppTest]) -> AppTest:
    essai = lance("cls/cls.py")
    essai.session_state["structure"] = True
    return essai.run()


def find_bouton(essai: AppTest, nom: str) -> Any:
    return next(b for b in essai.button if str(b.key).startswith(f"grille:{nom}:") and str(b.key).endswith(":ok"))


def edit_grille(essai: AppTest, nom: str, **etat: Any) -> AppTest:
    """Donne à la grille l'état que le navigateur lui donnerait."""
    vide: dict[str, Any] = {"edited_rows": {}, "deleted_rows": [], "added_rows": []}
    essai.session_state[find_bouton(essai, nom).key.removesuffix(":ok")] = vide | etat
    return essai.run()


def test_retirer_un_axe_dit_ce_qui_partirait_et_demande_confirmation(
    suivi: Suivi, lance_cls: Callable[..., AppTest]
) -> None:
    """Une ligne retirée emportait sans un mot toute la branche : sous-axes, objectifs, indicateurs, mesures."""
    k = 1
    racine = create_objet(suivi, ALI, Axe(contrat_id=k, numero="9", titre="Branche", ordre=99))
    sous = create_objet(suivi, ALI, Axe(contrat_id=k, numero="9.1", titre="Feuille", parent_id=racine.id))
    objectif = create_objet(suivi, ALI, Objectif(contrat_id=k, axe_id=sous.id, texte="Réduire"))
    indicateur = create_objet(suivi, ALI, IndicateurCls(contrat_id=k, objectif_id=objectif.id, libelle="Part"))
    for annee in (2024, 2025):
        create_objet(suivi, ALI, Mesure(contrat_id=k, indicateur_id=indicateur.id, date=date(annee, 1, 1), valeur=1.0))
    create_objet(suivi, ALI, Action(contrat_id=k, numero="9.1.1", titre="Action", axes=(sous.id,)))
    essai = open_structure(lance_cls)
    next(t for t in essai.text_input if t.key == "nom:grille:axes").set_value("Zoé").run()
    rang = [a.id for a in read_plan(suivi, k, ZOE).axes].index(racine.id)
    essai = edit_grille(essai, "axes", deleted_rows=[rang])
    texte = read_texte(essai)
    assert "1 ligne retirée. Partiront avec : 1 sous-axe, 1 objectif, 1 indicateur et 2 mesures." in texte
    assert "1 action restera au plan, sans cet axe." in texte
    assert find_bouton(essai, "axes").disabled
    essai = next(c for c in essai.checkbox if c.label == "Oui, supprimer aussi tout cela").check().run()
    essai = find_bouton(essai, "axes").click().run()
    assert "Lignes enregistrées." in read_texte(essai)
    plan = read_plan(suivi, k, ZOE)
    assert plan.get(Axe, sous.id) is None
    assert plan.get(IndicateurCls, indicateur.id) is None
    assert next(a for a in plan.actions if a.numero == "9.1.1").axes == ()


def test_retirer_un_axe_vide_ne_demande_rien(suivi: Suivi, lance_cls: Callable[..., AppTest]) -> None:
    vide = create_objet(suivi, ALI, Axe(contrat_id=1, numero="9", titre="Vide", ordre=99))
    essai = open_structure(lance_cls)
    rang = [a.id for a in read_plan(suivi, 1, ZOE).axes].index(vide.id)
    essai = edit_grille(essai, "axes", deleted_rows=[rang])
    assert "Partiront avec" not in read_texte(essai)
    assert not find_bouton(essai, "axes").disabled


def test_deux_axes_de_meme_nom_se_distinguent_par_leur_parent(suivi: Suivi, lance_cls: Callable[..., AppTest]) -> None:
    """« 1 Prévention » sous deux axes : l'objectif va à celui qu'on a choisi, non au premier venu."""
    parents = [create_objet(suivi, ALI, Axe(contrat_id=1, numero=n, titre=f"Axe {n}", ordre=99)) for n in ("8", "9")]
    _, second = (
        create_objet(suivi, ALI, Axe(contrat_id=1, numero="1", titre="Prévention", parent_id=p.id)) for p in parents
    )
    noms = name_axes(read_plan(suivi, 1, ZOE))
    assert noms[second.id] == "9 Axe 9 › 1 Prévention"
    assert len(set(noms.values())) == len(noms)
    essai = open_structure(lance_cls)
    next(t for t in essai.text_input if t.key == "nom:grille:objectifs").set_value("Zoé").run()
    essai = edit_grille(essai, "objectifs", added_rows=[{"axe_id": noms[second.id], "texte": "Le second"}])
    essai = find_bouton(essai, "objectifs").click().run()
    plan = read_plan(suivi, 1, ZOE)
    assert [o.axe_id for o in plan.list_objets(Objectif) if o.texte == "Le second"] == [second.id]


def test_une_grille_quittee_repart_de_ce_qui_est_enregistre(suivi: Suivi, lance_cls: Callable[..., AppTest]) -> None:
    """L'ancienne lecture restait : rouvrir la grille montrait l'ancien texte et faisait un conflit avec soi-même."""
    etape = list_etapes(suivi)[0]
    essai = lance_cls("cls/fiches.py", action=str(etape.action_id))
    depli = f"depli:etapes:{etape.action_id}"
    essai.session_state[depli] = True
    essai = essai.run()
    essai.query_params.clear()
    essai = essai.run()
    neuve = save_objet(suivi, ALI, replace(etape, libelle="Texte d'Ali"), etape)
    assert isinstance(neuve, Enregistre)
    essai.query_params["action"] = str(etape.action_id)
    essai.session_state[depli] = True
    essai = essai.run()
    base = essai.session_state[f"grille:etapes:{etape.action_id}:ouverte"][0][0]
    assert base[0] == neuve.objet

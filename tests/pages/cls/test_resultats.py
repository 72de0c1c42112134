"""La page des indicateurs : tous y sont, une fois chacun, et chacun se modifie et se supprime."""

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, IndicateurCls
from observatoire.domain.indicateur import Sens
from observatoire.services.suivi.acces import open_suivi, read_plan
from observatoire.services.suivi.edition import create_objet, delete_objet
from tests.pages.conftest import read_texte

ZOE, ALI = Auteur("Zoé"), Auteur("Ali")
PAGE = "cls/resultats.py"


def read(essai: AppTest) -> str:
    assert not essai.exception
    texte = html.unescape(read_texte(essai))
    assert "erreur imprévue" not in texte
    return texte


def create(url: str, *objets: Any) -> list[Any]:
    suivi = open_suivi(url)
    crees = [create_objet(suivi, ALI, o) for o in objets]
    suivi.base.close()
    return crees


def find_indicateur(url: str, libelle: str) -> IndicateurCls | None:
    suivi = open_suivi(url)
    plan = read_plan(suivi, 1, ZOE)
    suivi.base.close()
    return next((i for i in plan.list_objets(IndicateurCls) if i.libelle == libelle), None)


def test_une_action_de_deux_axes_montre_son_indicateur_une_fois(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    """Deux fois, Streamlit refusait la page entière pour une clé double."""
    suivi = open_suivi(url_suivi)
    axes = [a.id for a in read_plan(suivi, 1, ZOE).axes[:2]]
    suivi.base.close()
    (action,) = create(url_suivi, Action(contrat_id=1, numero="9.1", titre="Deux axes", axes=tuple(axes)))
    create(url_suivi, IndicateurCls(contrat_id=1, action_id=action.id, libelle="Ateliers de deux axes"))
    texte = read(lance_cls(PAGE))
    assert texte.count("<strong>Ateliers de deux axes</strong>") == 1


def test_une_action_sans_axe_et_une_sous_action_montrent_leurs_indicateurs(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    (sans,) = create(url_suivi, Action(contrat_id=1, numero="9.2", titre="Sans axe"))
    (sous,) = create(url_suivi, Action(contrat_id=1, numero="9.2.1", titre="Sous-action", parent_id=sans.id))
    crees = create(
        url_suivi,
        IndicateurCls(contrat_id=1, action_id=sans.id, libelle="Visites sans axe"),
        IndicateurCls(contrat_id=1, action_id=sous.id, libelle="Visites de la sous-action"),
    )
    essai = lance_cls(PAGE)
    texte = read(essai)
    assert "Visites sans axe" in texte
    assert "Visites de la sous-action" in texte
    assert "Action 9.2.1 Sous-action" in texte, "on lit à qui l'indicateur est rattaché"
    essai.session_state[f"depli:mesures:{crees[1].id}"] = True
    assert "Cibles" in read(essai.run())


def test_une_sous_action_reprend_les_axes_de_son_action(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    suivi = open_suivi(url_suivi)
    parent = next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == "1.5")
    essai = lance_cls("cls/fiches.py", action=str(parent.id))
    essai.session_state[f"depli:sous:{parent.id}"] = True
    essai = essai.run()
    next(t for t in essai.text_input if t.key == "nom:sous-action").set_value("Zoé").run()
    next(t for t in essai.text_input if t.label == "Titre de la sous-action").set_value("Trouver un local")
    next(b for b in essai.button if b.label == "Ajouter la sous-action").click().run()
    sous = next(a for a in read_plan(suivi, 1, ZOE).actions if a.titre == "Trouver un local")
    suivi.base.close()
    assert sous.axes == parent.axes == (1,)


def fill(elements: Any, libelle: str, valeur: Any) -> Any:
    return next(e for e in elements if e.label == libelle).set_value(valeur)


def test_un_indicateur_se_cree_avec_son_depart_et_son_rythme(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    essai = lance_cls(PAGE)
    next(t for t in essai.text_input if t.key == "nom:indicateur").set_value("Zoé").run()
    fill(essai.text_input, "Libellé", "Rendez-vous obtenus")
    fill(essai.text_input, "Unité", "pour 1 000")
    fill(essai.number_input, "Valeur de départ (si aucune mesure ne la donne)", 12.5)
    fill(essai.selectbox, "Périodicité", "trimestrielle")
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert "La valeur de départ demande sa date" in read(essai)
    fill(essai.date_input, "Date de départ", date(2024, 1, 1))
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert "Indicateur créé." in read(essai)
    cree = find_indicateur(url_suivi, "Rendez-vous obtenus")
    assert cree is not None
    assert (cree.depart_date, cree.depart_valeur, cree.periodicite) == (date(2024, 1, 1), 12.5, "trimestrielle")
    assert (cree.unite, cree.multiplicateur) == ("pour 1 000", 1000.0)
    assert "Périodicité : trimestrielle" in read(essai)


def test_un_indicateur_se_modifie_et_se_supprime(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    (action,) = create(url_suivi, Action(contrat_id=1, numero="9.3", titre="Suivie"))
    (cree,) = create(
        url_suivi, IndicateurCls(contrat_id=1, action_id=action.id, libelle="Visites", unite="%", source="Registre")
    )
    essai = lance_cls(PAGE)
    essai = next(b for b in essai.button if b.key == f"modifier:indicateur:{cree.id}").click().run()
    fill(essai.text_input, "Votre nom", "Zoé").run()
    fill(essai.text_input, "Libellé", "Visites à domicile")
    fill(essai.text_input, "Unité", "visites")
    fill(essai.selectbox, "Sens", Sens.HAUT_FAVORABLE)
    fill(essai.selectbox, "Périodicité", "mensuelle")
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    texte = read(essai)
    assert "Modification enregistrée." in texte
    assert "<strong>Visites à domicile</strong>" in texte
    change = find_indicateur(url_suivi, "Visites à domicile")
    assert change == replace(
        cree, libelle="Visites à domicile", unite="visites", multiplicateur=1.0, sens=Sens.HAUT_FAVORABLE,
        periodicite="mensuelle", version=2,
    )  # fmt: skip
    essai = lance_cls(PAGE, modifier=str(cree.id))
    fill(essai.text_input, "Votre nom", "Zoé").run()
    essai = next(b for b in essai.button if b.label == "Supprimer…").click().run()
    assert find_indicateur(url_suivi, "Visites à domicile") is not None
    essai = next(b for b in essai.button if b.label.startswith("Confirmer : supprimer l’indicateur")).click().run()
    assert "Supprimé. Le journal en garde tout." in read(essai)
    assert find_indicateur(url_suivi, "Visites à domicile") is None


def test_relier_un_indicateur_sans_territoire_est_refuse(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    (action,) = create(url_suivi, Action(contrat_id=1, numero="9.4", titre="Reliée"))
    (cree,) = create(url_suivi, IndicateurCls(contrat_id=1, action_id=action.id, libelle="À relier", unite="%"))
    essai = lance_cls(PAGE, modifier=str(cree.id))
    fill(essai.text_input, "Votre nom", "Zoé").run()
    codes = next(s for s in essai.selectbox if s.label == "Suivi dans l’observatoire")
    codes.select_index(1)
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert "Choisissez les territoires à suivre dans l’observatoire." in read(essai)
    assert find_indicateur(url_suivi, "À relier") == cree


def test_un_indicateur_supprime_par_un_autre_rend_la_saisie(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    (action,) = create(url_suivi, Action(contrat_id=1, numero="9.5", titre="Suivie"))
    (cree,) = create(url_suivi, IndicateurCls(contrat_id=1, action_id=action.id, libelle="Disparu", unite="%"))
    essai = lance_cls(PAGE, modifier=str(cree.id))
    fill(essai.text_input, "Votre nom", "Zoé").run()
    fill(essai.text_input, "Calcul", "Visites sur inscrits")
    suivi = open_suivi(url_suivi)
    delete_objet(suivi, ALI, cree)
    suivi.base.close()
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert "a supprimé cet indicateur pendant votre saisie" in read(essai)
    assert "Calcul : Visites sur inscrits" in essai.code[0].value
    next(b for b in essai.button if b.label == "Remettre dans le plan, avec ma saisie").click().run()
    remis = find_indicateur(url_suivi, "Disparu")
    assert remis is not None
    assert (remis.calcul, remis.action_id) == ("Visites sur inscrits", action.id)

"""Chaque service qui écrit refuse un rôle qui ne le peut pas, et n'écrit alors rien.

Les services qui écrivent sont trouvés dans le code : en ajouter un sans le mettre à l'épreuve ici fait échouer.
"""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import Action, Axe, Contrat, Decision, Etape, Note, Seance
from observatoire.domain.vues import GenreVue
from observatoire.services.suivi import acces
from observatoire.services.suivi.acces import DroitRefuse, Suivi, read_journal, read_plan
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import confirm_import
from observatoire.services.suivi.edition import create_objet, delete_objet, save_objet
from observatoire.services.suivi.lignes import Lignes, save_lignes, save_lot
from observatoire.services.suivi.sauvegarde import restore_observatoire, save_observatoire
from observatoire.services.suivi.vues import change_vue, delete_vue, save_vue
from observatoire.settings import Reglages
from tests.conftest import RACINE
from tests.integration.suivi.fabriques import ZOE, create_petit_plan
from tests.outils.suivi import read_historique

SERVICES = RACINE / "observatoire" / "services"
#: Ce qui finit par écrire dans la base du suivi.
PRIMITIVES = {"run_ecriture", "write", "replace_tables", "Depot"}
ELUE = Auteur("Élue", Role.LECTURE)
PARTENAIRE = Auteur("ARS", Role.PARTENAIRE)
#: Ils n'ont pas de personne à vérifier : l'un est l'outil commun, l'autre la commande qui installe l'exemple.
SANS_AUTEUR = {"run_ecriture", "load_demo"}


def find_ecrivains() -> set[str]:
    """Les fonctions publiques des services du suivi qui écrivent, directement ou par une autre du même module."""
    trouvees: set[str] = set()
    for fichier in sorted((SERVICES / "suivi").rglob("*.py")):
        fonctions = {n.name: n for n in ast.parse(fichier.read_text(encoding="utf-8")).body if _is_fonction(n)}
        appels = {nom: _list_appels(noeud) for nom, noeud in fonctions.items()}
        ecrivent = {nom for nom, faits in appels.items() if faits & PRIMITIVES}
        while suite := {nom for nom, faits in appels.items() if faits & ecrivent} - ecrivent:
            ecrivent |= suite
        trouvees |= {nom for nom in ecrivent if not nom.startswith("_") and _takes_suivi(fonctions[nom])}
    return trouvees


def _is_fonction(noeud: ast.stmt) -> bool:
    return isinstance(noeud, ast.FunctionDef)


def _list_appels(fonction: ast.AST) -> set[str]:
    appels: set[str] = set()
    for noeud in ast.walk(fonction):
        if isinstance(noeud, ast.Call):
            cible = noeud.func
            appels.add(cible.attr if isinstance(cible, ast.Attribute) else getattr(cible, "id", ""))
    return appels


def _takes_suivi(fonction: Any) -> bool:
    """Vrai si elle ouvre elle-même l'écriture ; celles qui reçoivent un dépôt ouvert sont appelées par elles."""
    premier = fonction.args.args[0].annotation
    return isinstance(premier, ast.Name) and premier.id in {"Suivi", "Reglages"}


def run_create(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return create_objet(suivi, auteur, Etape(contrat_id=action.contrat_id, action_id=action.id, libelle="x"))


def run_save(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return save_objet(suivi, auteur, replace(action, titre="Autre"), action)


def run_delete(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return delete_objet(suivi, auteur, action)


def run_lot(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return save_lot(suivi, auteur, [(replace(action, titre="Autre"), action)])


def run_lignes(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    etape = Etape(contrat_id=action.contrat_id, action_id=action.id, libelle="x")
    return save_lignes(suivi, auteur, Lignes(creees=(etape,)))


def run_import(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    contenu = export_plan(read_plan(suivi, action.contrat_id, ZOE), ZOE)
    return confirm_import(suivi, auteur, contenu, fichier="x.xlsx", contrat_id=None)


def run_vue(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return save_vue(suivi, auteur, genre=GenreVue.ZONE, nom="Nord", requete="iris=1", version_donnees="v")


def run_vue_changee(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return change_vue(suivi, auteur, run_vue(suivi, ZOE, action, dossier), nom="Sud")  # type: ignore[arg-type]


def run_vue_supprimee(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return delete_vue(suivi, auteur, run_vue(suivi, ZOE, action, dossier))  # type: ignore[arg-type]


def _build_reglages(suivi: Suivi, dossier: Path) -> Reglages:
    url = suivi.base.moteur.url.render_as_string(hide_password=False)
    return Reglages(donnees=dossier, memoire_mo=100, couverture_qpv_min=0.8, suivi_url=url)


def run_sauvegarde(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return save_observatoire(_build_reglages(suivi, dossier), auteur, dossier / "s.zip")


def run_restauration(suivi: Suivi, auteur: Auteur, action: Action, dossier: Path) -> object:
    return restore_observatoire(_build_reglages(suivi, dossier), auteur, dossier / "absente.zip", remplacer=True)


ESSAIS: dict[str, Callable[[Suivi, Auteur, Action, Path], object]] = {
    "create_objet": run_create,
    "save_objet": run_save,
    "delete_objet": run_delete,
    "save_lot": run_lot,
    "save_lignes": run_lignes,
    "confirm_import": run_import,
    "save_vue": run_vue,
    "change_vue": run_vue_changee,
    "delete_vue": run_vue_supprimee,
    "save_observatoire": run_sauvegarde,
    "restore_observatoire": run_restauration,
}


def test_tous_les_services_qui_ecrivent_sont_mis_a_l_epreuve() -> None:
    lisent_seulement = {"save_observatoire"}
    assert find_ecrivains() | lisent_seulement == set(ESSAIS) | SANS_AUTEUR


ESSAYES = [
    (nom, role)
    for nom in ESSAIS
    for role in (Role.LECTURE, Role.PARTENAIRE, Role.DONNEES)
    # Garder une zone sous un nom est permis à tous, sauf à qui ne fait que lire.
    if role is Role.LECTURE or not nom.endswith("_vue")
]


@pytest.mark.parametrize(("nom", "role"), ESSAYES)
def test_un_role_sans_droit_n_ecrit_rien(suivi_sqlite: Suivi, tmp_path: Path, nom: str, role: Role) -> None:
    _, _, action = create_petit_plan(suivi_sqlite)
    avant = read_journal(suivi_sqlite, action.contrat_id, ZOE)
    plan = read_plan(suivi_sqlite, action.contrat_id, ZOE)
    with pytest.raises(DroitRefuse, match=role.libelle.split("(")[0]):
        ESSAIS[nom](suivi_sqlite, Auteur("X", role), action, tmp_path)
    assert read_journal(suivi_sqlite, action.contrat_id, ZOE) == avant
    assert read_plan(suivi_sqlite, action.contrat_id, ZOE) == plan
    assert acces.list_contrats(suivi_sqlite) == (plan.contrat,)
    assert list(tmp_path.glob("*.zip")) == []


def test_un_partenaire_consigne_une_seance_et_commente_sans_toucher_au_plan(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    k, jour = contrat.id, date(2026, 6, 18)
    seance = create_objet(suivi_sqlite, PARTENAIRE, Seance(contrat_id=k, date=jour))
    decision = Decision(contrat_id=k, seance_id=seance.id, action_id=action.id, date=jour, texte="Relancer")
    create_objet(suivi_sqlite, PARTENAIRE, decision)
    create_objet(suivi_sqlite, PARTENAIRE, Note(contrat_id=k, action_id=action.id, date=jour, texte="Vu en séance"))
    for interdit in (Axe(contrat_id=k, numero="2", titre="x"), Contrat(titre="x")):
        with pytest.raises(DroitRefuse):
            create_objet(suivi_sqlite, PARTENAIRE, interdit)


def test_une_decision_ne_se_lie_pas_a_une_fiche_qu_on_ne_voit_pas(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    save_objet(suivi_sqlite, ZOE, replace(action, confidentiel=True), action)
    k, jour = contrat.id, date(2026, 6, 18)
    liee = Decision(contrat_id=k, action_id=action.id, date=jour, texte="Relancer")
    with pytest.raises(DroitRefuse):
        create_objet(suivi_sqlite, PARTENAIRE, liee)
    libre = create_objet(suivi_sqlite, PARTENAIRE, replace(liee, action_id=None))
    with pytest.raises(DroitRefuse):
        save_objet(suivi_sqlite, PARTENAIRE, replace(libre, action_id=action.id), libre)
    create_objet(suivi_sqlite, ZOE, liee)
    assert [d.action_id for d in read_plan(suivi_sqlite, k, ELUE).decisions] == [None]
    assert len(read_plan(suivi_sqlite, k, ZOE).decisions) == 2


def test_un_pilote_ne_passe_pas_son_etape_dans_l_action_d_un_autre(suivi_sqlite: Suivi) -> None:
    contrat, _, action = create_petit_plan(suivi_sqlite)
    pilote = Auteur("Noé Durand", Role.PILOTE)
    sienne = Action(contrat_id=contrat.id, numero="2", titre="À lui", personne_pilote="Noé Durand")
    sienne = create_objet(suivi_sqlite, ZOE, sienne)
    etape = create_objet(suivi_sqlite, pilote, Etape(contrat_id=contrat.id, action_id=sienne.id, libelle="Recruter"))
    with pytest.raises(DroitRefuse):
        save_objet(suivi_sqlite, pilote, replace(etape, action_id=action.id), etape)


def test_une_action_devenue_confidentielle_ne_se_voit_pas_dans_le_passe(suivi_sqlite: Suivi) -> None:
    heure = datetime(2024, 1, 1, 9, tzinfo=UTC)
    suivi = Suivi(suivi_sqlite.base, lambda: heure)
    contrat, _, action = create_petit_plan(suivi)
    sous = Action(contrat_id=contrat.id, numero="0.1", titre="Sous", parent_id=action.id)
    sous = create_objet(suivi, ZOE, sous)
    note = create_objet(suivi, ZOE, Note(contrat_id=contrat.id, action_id=sous.id, date=heure.date(), texte="Secret"))
    alors = heure.date()
    assert len(acces.rebuild_plan_at(suivi, contrat.id, alors, ELUE).actions) == 2

    heure = datetime(2025, 1, 1, 9, tzinfo=UTC)
    cachee = save_objet(suivi, ZOE, replace(action, confidentiel=True), action)
    passe = acces.rebuild_plan_at(suivi, contrat.id, alors, ELUE)
    assert (passe.actions, passe.list_objets(Note)) == ((), ())
    for genre, objet in (("action", action), ("action", sous), ("note", note)):
        assert read_historique(suivi, contrat.id, genre=genre, objet_id=objet.id, auteur=ELUE) == ()
        assert read_historique(suivi, contrat.id, genre=genre, objet_id=objet.id, auteur=ZOE)
    assert "Secret" not in str(read_journal(suivi, contrat.id, ELUE))
    assert "Secret" in str(read_journal(suivi, contrat.id, ZOE))
    assert len(acces.rebuild_plan_at(suivi, contrat.id, alors, ZOE).actions) == 2

    # Supprimée, elle reste cachée : l'histoire ne rouvre pas ce qui fut confidentiel.
    delete_objet(suivi, ZOE, cachee.objet)  # type: ignore[union-attr]
    assert acces.rebuild_plan_at(suivi, contrat.id, alors, ELUE).actions == ()
    assert "Secret" not in str(read_journal(suivi, contrat.id, ELUE))

"""Le classeur en désordre s'importe, après les questions de l'aperçu ; réimporté, il ne double rien."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from observatoire.domain.cls.objets import Action, Cible, Etape, Financement, IndicateurCls, LienActions, Note
from observatoire.domain.cls.vocabulaire import Priorite, StatutAction, TypeIndicateurCls, UniteFinancement
from observatoire.errors import FichierRefuse
from observatoire.services.suivi.acces import Suivi, list_contrats, read_plan
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import ApercuImport, PlanChange, confirm_import, preview_import
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.services.suivi.edition import save_objet
from tests.integration.suivi.fabriques import ALI, ZOE, describe_plan
from tests.integration.suivi.montreuil import build_classeur, correct_date

REPONSES = {"statut:termine": "realise", "statut:en stand by": "en_pause", "priorite:urgent": "haute"}


def _list_modifiees(apercu: ApercuImport) -> list[tuple[Action, tuple[str, ...]]]:
    """Les actions que l'import modifierait, et leurs champs qui changent."""
    return [(o.voulu, o.champs_changes) for o in apercu.operations if o.ancien and isinstance(o.voulu, Action)]


def preview(suivi: Suivi, contenu: bytes, reponses: dict[str, str] | None = None) -> ApercuImport:
    return preview_import(suivi, ZOE, contenu, fichier="cls.xlsx", contrat_id=None, reponses=reponses)


@pytest.fixture
def importe(suivi_sqlite: Suivi) -> int:
    contenu = correct_date(build_classeur())
    bilan = confirm_import(suivi_sqlite, ZOE, contenu, fichier="cls.xlsx", contrat_id=None, reponses=REPONSES)
    return bilan.contrat_id


def change(contenu: bytes, feuille: str, cellules: dict[str, object]) -> bytes:
    """Le même classeur, quelques cellules récrites."""
    classeur = openpyxl.load_workbook(io.BytesIO(contenu))
    for adresse, valeur in cellules.items():
        classeur[feuille][adresse] = valeur
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_l_apercu_demande_les_mots_inconnus_et_nomme_la_cellule_fautive(suivi_sqlite: Suivi) -> None:
    apercu = preview(suivi_sqlite, build_classeur())
    assert {q.cle for q in apercu.en_attente} == set(REPONSES)
    assert [q.texte for q in apercu.questions if not q.obligatoire] == [
        "Colonne « Commentaire interne » inconnue : où la ranger ?"
    ]
    assert apercu.erreurs == ()
    (avis,) = [m for m in apercu.messages if m.colonne == "Date de fin"]
    assert (avis.feuille, avis.ligne, avis.trouve) == ("Suite 2", 7, "31/02/2016")
    assert "attendu : une date" in avis.texte
    assert "Précarité énergétique" in {a.titre for a in apercu.actions_nouvelles}
    assert any("Contacts à voir" in m.feuille for m in apercu.messages)
    assert any("ligne de total" in m.texte for m in apercu.messages)
    assert list_contrats(suivi_sqlite) == ()


def test_rien_n_est_ecrit_tant_qu_une_question_ou_une_erreur_demeure(suivi_sqlite: Suivi) -> None:
    # La fiche 1 commence en 2012 : sa fin en 2010 ne tient pas.
    contenu = change(build_classeur(), "Plan d'actions", {"H4": "2010"})
    (erreur,) = preview(suivi_sqlite, contenu, REPONSES).erreurs
    assert (erreur.feuille, erreur.ligne, erreur.colonne, erreur.trouve) == (
        "Plan d'actions", 4, "Date de fin", "31/12/2010",
    )  # fmt: skip
    assert "précède le début" in erreur.texte
    with pytest.raises(FichierRefuse, match="question"):
        confirm_import(suivi_sqlite, ZOE, contenu, fichier="cls.xlsx", contrat_id=None)
    with pytest.raises(FichierRefuse, match="1 erreur"):
        confirm_import(suivi_sqlite, ZOE, contenu, fichier="cls.xlsx", contrat_id=None, reponses=REPONSES)
    assert list_contrats(suivi_sqlite) == ()
    bilan = confirm_import(
        suivi_sqlite,
        ZOE,
        contenu,
        fichier="cls.xlsx",
        contrat_id=None,
        reponses=REPONSES,
        accepter_rejets=True,
    )
    plan = read_plan(suivi_sqlite, bilan.contrat_id, ZOE)
    assert len([a for a in plan.actions if not a.parent_id]) == 24
    assert bilan.ecartees == 1


def test_les_douze_axes_et_vingt_cinq_fiches_sont_la(suivi_sqlite: Suivi, importe: int) -> None:
    plan = read_plan(suivi_sqlite, importe, ZOE)
    premiers = [a for a in plan.axes if a.parent_id is None]
    assert [(a.numero, a.titre) for a in premiers] == [
        ("1", "Offre de soins"),
        ("2", "Accès aux droits"),
        ("3", "Santé mentale"),
        ("4", "Handicap"),
        ("5", "Personnes âgées"),
        ("6", "Santé des enfants"),
        ("7", "Santé des femmes"),
        ("8", "Santé des jeunes"),
        ("9", "Dépistages"),
        ("10", "Vulnérables"),
        ("11", "Environnement"),
        ("12", "Éducation thérapeutique"),
    ]
    assert [a.titre for a in plan.axes if a.parent_id] == ["Migrants", "Habitat"]
    assert len([a for a in plan.actions if a.parent_id is None]) == 25
    par_axe = {a.numero: [x.titre for x in plan.list_actions_axe(a.id)] for a in premiers}
    assert par_axe["2"] == ["PASS ambulatoire", "Formation aux droits", "Consultations précarité"]
    assert par_axe["10"] == ["Accueil des migrants", "Interprétariat", "Habitat dégradé"]
    assert par_axe["11"] == ["Saturnisme", "Précarité énergétique"]


def test_les_dates_de_toutes_formes_sont_lues(suivi_sqlite: Suivi, importe: int) -> None:
    plan = read_plan(suivi_sqlite, importe, ZOE)
    dates = {a.titre: (a.debut, a.fin) for a in plan.actions}
    assert dates["Aide à l'installation"] == (date(2012, 1, 1), date(2017, 12, 31))
    assert dates["Maison médicale de garde"] == (date(2010, 5, 1), None)
    # 41 244 est, pour un tableur, le 1er décembre 2012.
    assert dates["PASS ambulatoire"] == (date(2012, 12, 1), date(2015, 12, 31))
    assert dates["Formation aux droits"] == (date(2013, 4, 1), date(2014, 12, 31))
    assert dates["Consultations précarité"] == (date(2012, 1, 1), date(2017, 12, 31))
    assert dates["Réseau santé mentale"] == (date(2012, 9, 1), date(2017, 12, 31))
    assert dates["Prévention bucco-dentaire"] == (date(2012, 9, 1), date(2017, 6, 30))
    assert dates["Accueil des migrants"] == (date(2015, 1, 1), date(2017, 12, 31))


def test_les_cellules_a_plusieurs_lignes_deviennent_etapes_notes_et_moyens(suivi_sqlite: Suivi, importe: int) -> None:
    plan = read_plan(suivi_sqlite, importe, ZOE)
    ids = {a.titre: a.id for a in plan.actions}
    aide = plan.get(Action, ids["Aide à l'installation"])
    assert aide is not None
    assert (aide.description, aide.partenaires) == ("Locaux\n- loyers modérés\n- annuaire", ("OPHM", "URPS"))
    assert [(e.libelle, e.echeance, e.realisee_le) for e in plan.list_etapes(aide.id)] == [
        ("Recenser les locaux", date(2013, 3, 31), None),
        ("Convention OPHM", None, date(2013, 6, 15)),
    ]
    notes = plan.list_notes(ids["Prévention bucco-dentaire"])
    assert [(n.date, n.texte) for n in notes] == [(date(2015, 3, 31), "24 écoles"), (date(2014, 3, 12), "18 écoles")]
    moyens = {
        titre: [(f.financeur, f.unite, f.prevu) for f in plan.list_financements(ids[titre])]
        for titre in ("Prévention bucco-dentaire", "PASS ambulatoire", "Consultations précarité")
    }
    euro, etp = UniteFinancement.EURO, UniteFinancement.ETP
    assert moyens == {
        "Prévention bucco-dentaire": [("ARS", euro, 10_000.0), ("CG93", euro, 5_000.0)],
        "PASS ambulatoire": [("", euro, 12_500.0)],
        "Consultations précarité": [("", etp, 0.5)],
    }
    (indicateur,) = plan.list_indicateurs(action_id=ids["Accueil des migrants"])
    assert (indicateur.type, indicateur.depart_valeur) == (TypeIndicateurCls.RESULTAT, 61.5)
    assert indicateur.depart_date == date(2015, 1, 1)
    assert [(c.date, c.valeur) for c in plan.list_cibles(indicateur.id)] == [(date(2017, 12, 31), 75.0)]
    liens = {(x.action_id, x.cible_id) for x in plan.list_objets(LienActions)}
    assert liens == {
        (ids["Accueil des migrants"], ids["PASS ambulatoire"]),
        (ids["Accueil des migrants"], ids["Consultations précarité"]),
        (ids["Habitat dégradé"], ids["PASS ambulatoire"]),
    }


def test_les_sous_actions_fusionnees_se_rangent_sous_leur_action(suivi_sqlite: Suivi, importe: int) -> None:
    plan = read_plan(suivi_sqlite, importe, ZOE)
    obesite = next(a for a in plan.actions if a.titre == "Lutte contre l'obésité")
    sous = plan.list_sous_actions(obesite.id)
    assert obesite.numero == "12"
    assert [(a.numero, a.titre, a.statut) for a in sous] == [
        ("12.1", "Dépistage en CMI", StatutAction.EN_COURS),
        ("12.2", "Ateliers cuisine", StatutAction.REALISE),
        ("12.3", "Thèse médicale", StatutAction.BLOQUE),
    ]
    assert obesite.territoires == ("La Noue", "Bel-Air")
    assert sous[1].publics == ("Parents",)


def test_les_statuts_suivent_les_reponses_donnees(suivi_sqlite: Suivi, importe: int) -> None:
    plan = read_plan(suivi_sqlite, importe, ZOE)
    statuts = {a.titre: (a.statut, a.motif) for a in plan.actions}
    assert statuts["Formation aux droits"] == (StatutAction.REALISE, "")
    assert statuts["Maison médicale de garde"][0] is StatutAction.REALISE
    assert statuts["Point écoute"] == (StatutAction.EN_PAUSE, "Motif non précisé dans le classeur importé.")
    assert statuts["Habitat dégradé"] == (StatutAction.BLOQUE, "travaux arrêtés")
    priorites = {a.titre: a.priorite for a in plan.actions}
    assert priorites["Habitat dégradé"] is Priorite.HAUTE
    assert priorites["Patients diabétiques"] is Priorite.MOYENNE


def test_une_formule_tapee_reste_du_texte(suivi_sqlite: Suivi, importe: int) -> None:
    # Le tableur a lu « =Somme des gardes » comme une formule sans valeur : l'aperçu le signale.
    apercu = preview(suivi_sqlite, build_classeur(), REPONSES)
    assert [(m.ligne, m.colonne) for m in apercu.messages if m.trouve == "formule"] == [(5, "Descriptif")]
    plan = read_plan(suivi_sqlite, importe, ZOE)
    assert next(a for a in plan.actions if a.numero == "2").description == ""


def test_reimporter_le_meme_classeur_ne_change_ni_ne_double_rien(suivi_sqlite: Suivi, importe: int) -> None:
    contenu = correct_date(build_classeur())
    apercu = preview_import(suivi_sqlite, ZOE, contenu, fichier="cls.xlsx", contrat_id=importe, reponses=REPONSES)
    assert apercu.operations == ()


def test_exporte_et_reimporte_il_est_identique(suivi: Suivi) -> None:
    contenu = correct_date(build_classeur())
    k = confirm_import(suivi, ZOE, contenu, fichier="cls.xlsx", contrat_id=None, reponses=REPONSES).contrat_id
    origine = read_plan(suivi, k, ZOE)
    assert {len(origine.list_objets(c)) > 0 for c in (Etape, Note, Financement, IndicateurCls, Cible)} == {True}
    export = export_plan(origine, ZOE)
    apercu = preview_import(suivi, ZOE, export, fichier="export.xlsx", contrat_id=k)
    assert (apercu.operations, apercu.questions, apercu.erreurs) == ((), (), ())
    autre = confirm_import(suivi, ZOE, export, fichier="export.xlsx", contrat_id=None).contrat_id
    assert describe_plan(read_plan(suivi, autre, ZOE)) == describe_plan(origine)


def test_un_classeur_corrige_met_a_jour_par_numero(suivi_sqlite: Suivi, importe: int) -> None:
    nouvelles = {"C6": "PASS hors les murs", "I6": "Réalisé", "D6": None}
    contenu = change(correct_date(build_classeur()), "Plan d'actions", nouvelles)
    args = {"fichier": "cls.xlsx", "contrat_id": importe, "reponses": REPONSES}
    apercu = preview_import(suivi_sqlite, ZOE, contenu, **args)
    ((action, champs),) = _list_modifiees(apercu)
    assert (action.numero, action.titre, set(champs)) == ("3", "PASS hors les murs", {"titre", "statut"})
    assert apercu.actions_nouvelles == ()
    efface = preview_import(suivi_sqlite, ZOE, contenu, effacer_vides=True, **args)
    ((_, champs),) = [x for x in _list_modifiees(efface) if x[0].numero == "3"]
    assert "description" in champs


def test_un_plan_modifie_depuis_l_apercu_n_est_pas_ecrase(suivi_sqlite: Suivi, importe: int) -> None:
    contenu = correct_date(build_classeur())
    args = {"fichier": "cls.xlsx", "contrat_id": importe, "reponses": REPONSES}
    apercu = preview_import(suivi_sqlite, ZOE, contenu, **args)
    lue = next(a for a in read_plan(suivi_sqlite, importe, ZOE).actions if a.numero == "3")
    save_objet(suivi_sqlite, ALI, replace(lue, description="Texte d'Ali"), lue)
    with pytest.raises(PlanChange, match="depuis cet aperçu"):
        confirm_import(suivi_sqlite, ZOE, contenu, marque=apercu.marque, **args)
    actuelle = next(a for a in read_plan(suivi_sqlite, importe, ZOE).actions if a.numero == "3")
    assert actuelle.description == "Texte d'Ali"
    relu = preview_import(suivi_sqlite, ZOE, contenu, **args)
    assert [(a.numero, champs) for a, champs in _list_modifiees(relu)] == [("3", ("description",))]
    confirm_import(suivi_sqlite, ZOE, contenu, marque=relu.marque, **args)


def test_des_titres_sans_action_dessous_sont_dits(suivi_sqlite: Suivi) -> None:
    with pytest.raises(FichierRefuse, match="aucune action en dessous") as refus:
        preview(suivi_sqlite, build_modele())
    assert "« Plan », ligne 1" in str(refus.value)


def test_un_plan_en_csv_s_importe_comme_un_classeur(suivi_sqlite: Suivi) -> None:
    contenu = (
        "Axe;N°;Intitulé de l'action;État;Échéance;Quartiers;Budget\n"
        "Axe 1 : Soins;1;Maison médicale;En cours;fin 2026;Nord, Sud;12,5 k€\n"
        ";2;Bus dentaire;Terminé;31/12/2025;Nord;=1+1\n"
    ).encode("cp1252")
    reponses = {"statut:termine": "realise"}
    apercu = preview_import(suivi_sqlite, ZOE, contenu, fichier="plan.csv", contrat_id=None, reponses=reponses)
    assert [m.colonne for m in apercu.messages] == ["Budget prévisionnel"]
    k = confirm_import(suivi_sqlite, ZOE, contenu, fichier="plan.csv", contrat_id=None, reponses=reponses).contrat_id
    plan = read_plan(suivi_sqlite, k, ZOE)
    assert [(a.numero, a.titre, a.statut, a.fin, a.territoires) for a in plan.actions] == [
        ("1", "Maison médicale", StatutAction.EN_COURS, date(2026, 12, 31), ("Nord", "Sud")),
        ("2", "Bus dentaire", StatutAction.REALISE, date(2025, 12, 31), ("Nord",)),
    ]
    assert [a.axes for a in plan.actions] == [(plan.axes[0].id,)] * 2
    assert [f.prevu for f in plan.list_objets(Financement)] == [12_500.0]


def test_deux_lignes_du_meme_numero_sont_dites_et_n_en_font_pas_deux(suivi_sqlite: Suivi) -> None:
    contenu = "N°;Titre de l'action\n1;Ouvrir un centre\n1;Fermer un centre\n2;Former\n".encode()
    apercu = preview_import(suivi_sqlite, ZOE, contenu, fichier="plan.csv", contrat_id=None)
    ((message,), titres) = (apercu.erreurs, [a.titre for a in apercu.actions_nouvelles])
    assert (message.ligne, message.colonne, message.trouve) == (3, "Numéro", "1")
    assert titres == ["Ouvrir un centre", "Former"]

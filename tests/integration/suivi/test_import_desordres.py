"""Ce qu'un classeur en circulation a de traître : renvois dans le vide, boucles, renumérotations, cases vides."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from observatoire.domain.cls.avancement import find_derniere_nouvelle, is_silencieuse
from observatoire.domain.cls.objets import Action, Axe, Contrat, Etape, Financement, LienActions, Note
from observatoire.domain.cls.plan import Plan
from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import FichierRefuse
from observatoire.services.suivi.acces import Suivi, list_contrats, read_journal, read_plan
from observatoire.services.suivi.besoins import list_actions_visant
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import ApercuImport, confirm_import, preview_import
from observatoire.services.suivi.classeur.modele import build_modele
from observatoire.services.suivi.edition import create_objet, save_objet
from tests.integration.suivi.fabriques import ZOE, describe_plan
from tests.integration.suivi.test_import_fouillis import dirty


def write_csv(titres: str, *lignes: str) -> bytes:
    """Un plan en texte ; « / » y est un saut de ligne dans la cellule."""
    return "\n".join([titres, *(";".join(f'"{c}"'.replace("/", "\n") for c in x.split(";")) for x in lignes)]).encode()


def preview(
    suivi: Suivi, contenu: bytes, k: int | None = None, reponses: Mapping[str, str] | None = None
) -> ApercuImport:
    nom = "plan.xlsx" if contenu.startswith(b"PK") else "plan.csv"
    return preview_import(suivi, ZOE, contenu, fichier=nom, contrat_id=k, reponses=reponses)


def load(suivi: Suivi, contenu: bytes, k: int | None = None, reponses: Mapping[str, str] | None = None) -> Plan:
    """Importe et rend le plan."""
    nom = "plan.xlsx" if contenu.startswith(b"PK") else "plan.csv"
    bilan = confirm_import(
        suivi, ZOE, contenu, fichier=nom, contrat_id=k, reponses=reponses, accepter_rejets=True
    )  # fmt: skip
    return read_plan(suivi, bilan.contrat_id, ZOE)


def find(plan: Plan, numero: str) -> Action:
    return next(a for a in plan.actions if a.numero == numero)


# --- confidentiel ---


@pytest.mark.parametrize("effacer", [False, True])
def test_une_case_confidentiel_vide_n_ouvre_pas_une_fiche(suivi_sqlite: Suivi, effacer: bool) -> None:
    titres = "N°;Titre de l'action;Confidentiel"
    plan = load(suivi_sqlite, write_csv(titres, "1;Violences;oui", "2;Bus;non"))
    args = {"fichier": "plan.csv", "contrat_id": plan.contrat.id, "effacer_vides": effacer}
    vides = write_csv(titres, "1;Violences;", "2;Bus;")
    assert preview_import(suivi_sqlite, ZOE, vides, **args).operations == ()
    confirm_import(suivi_sqlite, ZOE, vides, **args)
    assert find(read_plan(suivi_sqlite, plan.contrat.id, ZOE), "1").confidentiel
    ouverte = load(suivi_sqlite, write_csv(titres, "1;Violences;non"), plan.contrat.id)
    assert not find(ouverte, "1").confidentiel


def test_une_seconde_ligne_de_la_meme_action_n_ouvre_pas_la_fiche(suivi_sqlite: Suivi) -> None:
    contenu = write_csv("N°;Titre de l'action;Confidentiel;Descriptif", "1;Violences;oui;Écouter", "1;Violences;;")
    action = find(load(suivi_sqlite, contenu), "1")
    assert (action.confidentiel, action.description) == (True, "Écouter")


def test_un_confidentiel_illisible_ecarte_la_ligne(suivi_sqlite: Suivi) -> None:
    (erreur,) = preview(suivi_sqlite, write_csv("N°;Titre de l'action;Confidentiel", "1;Violences;plutôt")).erreurs
    assert (erreur.ligne, erreur.colonne, erreur.trouve) == (2, "Confidentiel", "plutôt")


# --- renvois ---


def test_un_lien_se_lit_dans_un_texte_et_se_laisse_s_il_ne_mene_nulle_part(suivi_sqlite: Suivi) -> None:
    contenu = write_csv(
        "N°;Titre de l'action;Actions liées",
        "1;Bus;cf fiche 2/voir l'action n°3, 2024/fiche 9",
        "2;Centre;à préciser",
        "3;Relais;3, 1",
    )
    apercu = preview(suivi_sqlite, contenu)
    assert apercu.erreurs == ()
    assert {(m.ligne, m.colonne, m.trouve) for m in apercu.messages} == {
        (2, "Actions liées", "9"),
        (2, "Actions liées", "2024"),
        (3, "Actions liées", "à préciser"),
    }
    plan = load(suivi_sqlite, contenu)
    numeros = {a.id: a.numero for a in plan.actions}
    liens = {(numeros[x.action_id], numeros[x.cible_id]) for x in plan.list_objets(LienActions)}
    assert liens == {("1", "2"), ("1", "3"), ("3", "1")}


def test_une_ligne_de_detail_sans_action_est_ecartee_et_dite(suivi_sqlite: Suivi) -> None:
    origine = load(suivi_sqlite, write_csv("N°;Titre de l'action;Étapes", "1;Bus;Recruter/Ouvrir"))
    export = export_plan(origine, ZOE)
    sali = dirty(export, [("Étapes", 3, 1, "9.9")])
    (erreur,) = preview(suivi_sqlite, sali).erreurs
    assert (erreur.feuille, erreur.ligne, erreur.colonne, erreur.trouve) == ("Étapes", 3, "Action", "9.9")
    assert "attendu : une action" in erreur.texte
    assert "Corrigez" in erreur.texte
    plan = load(suivi_sqlite, sali)
    assert [e.libelle for e in plan.list_objets(Etape)] == ["Recruter"]


def test_deux_actions_l_une_sous_l_autre_sont_dites(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Action parente (numéro)"
    contenu = write_csv(titres, "A;Bus;B", "B;Centre;A", "C;Relais;", "D;Sous-relais;C", "E;Sous-bus;A")
    apercu = preview(suivi_sqlite, contenu)
    assert {m.colonne for m in apercu.erreurs} == {"Action parente (numéro)"}
    assert [m.ligne for m in apercu.erreurs] == [2, 3, 6]
    assert [a.numero for a in apercu.actions_nouvelles] == ["C", "D"]
    plan = load(suivi_sqlite, contenu)
    # La boucle peut aussi se fermer par la base : C passe sous D, que le plan range déjà sous C.
    (erreur,) = preview(suivi_sqlite, write_csv(titres, "C;Relais;D"), plan.contrat.id).erreurs
    assert "sous elle-même" in erreur.texte


def test_un_parent_et_son_enfant_echangent_leur_place(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Action parente (numéro)"
    k = load(suivi_sqlite, write_csv(titres, "1;Bus;", "2;Halte;1")).contrat.id
    plan = load(suivi_sqlite, write_csv(titres, "1;Bus;2", "2;Halte;"), k)
    assert (find(plan, "1").parent_id, find(plan, "2").parent_id) == (find(plan, "2").id, None)


# --- l'aperçu dit ce que l'écriture refuserait ---


def test_chaque_valeur_impossible_est_dite_a_sa_ligne(suivi_sqlite: Suivi) -> None:
    contenu = write_csv(
        "N°;Titre de l'action;Descriptif;Date de début;Date de fin;Étapes",
        "1;Bus;;2024;2022;Recruter",
        f"2;Centre;{'x' * 30_001};;;",
        "3;Relais;;2022;2024;",
    )
    apercu = preview(suivi_sqlite, contenu)
    assert [(m.ligne, m.colonne) for m in apercu.erreurs] == [(2, "Date de fin"), (3, "Descriptif")]
    assert [len(m.trouve) for m in apercu.erreurs] == [10, 80]
    assert [a.numero for a in load(suivi_sqlite, contenu).actions] == ["3"]


def test_deux_axes_freres_du_meme_numero_sont_dits(suivi_sqlite: Suivi) -> None:
    origine = load(suivi_sqlite, write_csv("Axe;N°;Titre de l'action", "1 – Soins;1;Bus", "2 – Droits;2;Centre"))
    sali = dirty(export_plan(origine, ZOE), [("Axes", 3, 3, "1")])
    (erreur,) = [m for m in preview(suivi_sqlite, sali).erreurs if m.feuille == "Axes"]
    assert (erreur.ligne, erreur.colonne, erreur.trouve) == (3, "Numéro", "1")
    assert "« Soins »" in erreur.texte


def test_une_mesure_negative_est_dite(suivi_sqlite: Suivi) -> None:
    origine = load(suivi_sqlite, write_csv("N°;Titre de l'action;Budget", "1;Bus;1 000"))
    sali = dirty(export_plan(origine, ZOE), [("Moyens", 2, 5, -1000)])
    (erreur,) = preview(suivi_sqlite, sali).erreurs
    assert (erreur.feuille, erreur.ligne, erreur.trouve) == ("Moyens", 2, "-1000")


def test_une_date_illisible_ne_perd_pas_la_fiche(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Date de début;Date de fin"
    contenu = write_csv(titres.replace("/", "-"), "1;Bus;été 2024;31-06-2026")
    apercu = preview(suivi_sqlite, contenu)
    assert apercu.erreurs == ()
    dits = {m.colonne: m.trouve for m in apercu.messages}
    assert dits == {"Date de début": "été 2024", "Date de fin": "31-06-2026"}
    action = find(load(suivi_sqlite, contenu), "1")
    assert (action.debut, action.fin) == (None, None)


# --- axes ---


def test_un_axe_du_meme_numero_sous_un_autre_titre_se_demande(suivi_sqlite: Suivi) -> None:
    titres = "Axe;N°;Titre de l'action"
    k = load(suivi_sqlite, write_csv(titres, "Axe 1 : Accès aux soins;1;Bus", "Axe 2 : Prévention;2;Centre")).contrat.id
    contenu = write_csv(titres, "Axe 1 : Prévention;3;Relais")
    (question,) = preview(suivi_sqlite, contenu, k).en_attente
    assert [code for code, _ in question.choix] == ["renommer", "axe 2", "nouveau"]

    def list_axes(reponse: str) -> dict[str, str]:
        with pytest.raises(FichierRefuse, match="question"):
            load(suivi_sqlite, contenu, k)
        apercu = preview(suivi_sqlite, contenu, k, {question.cle: reponse})
        return {o.voulu.numero: o.voulu.titre for o in apercu.operations if isinstance(o.voulu, Axe)}

    assert list_axes("renommer") == {"1": "Prévention"}
    assert list_axes("axe 2") == {}
    assert list_axes("nouveau") == {"3": "Prévention"}
    plan = load(suivi_sqlite, contenu, k, {question.cle: "axe 2"})
    assert [plan.get(Axe, a) and plan.get(Axe, a).titre for a in find(plan, "3").axes] == ["Prévention"]


def test_un_titre_d_axe_retouche_se_dit_sans_se_demander(suivi_sqlite: Suivi) -> None:
    titres = "Axe;N°;Titre de l'action"
    k = load(suivi_sqlite, write_csv(titres, "Axe 1 : Accès aux soins;1;Bus")).contrat.id
    apercu = preview(suivi_sqlite, write_csv(titres, "Axe 1 : Accès aux soins de ville;1;Bus"), k)
    assert (apercu.questions, apercu.operations) == ((), ())
    (avis,) = apercu.messages
    assert "« Accès aux soins » : ce titre est gardé" in avis.texte


# --- actions renumérotées ---

TITRES = "N°;Titre de l'action;Étapes"


@pytest.fixture
def trois(suivi_sqlite: Suivi) -> int:
    """Trois actions, chacune avec son étape."""
    contenu = write_csv(TITRES, "1;Bus;Acheter", "2;Centre;Bâtir", "3;Relais;Former")
    return load(suivi_sqlite, contenu).contrat.id


def test_des_actions_renumerotees_se_demandent_et_gardent_leur_histoire(suivi_sqlite: Suivi, trois: int) -> None:
    ids = {a.titre: a.id for a in read_plan(suivi_sqlite, trois, ZOE).actions}
    contenu = write_csv(TITRES, "1;Centre;", "2;Bus;", "3;Accueil;", "4;Relais;")
    (question,) = preview(suivi_sqlite, contenu, trois).en_attente
    assert question.cle == "numeros"
    plan = load(suivi_sqlite, contenu, trois, {"numeros": "titres"})
    assert {a.numero: a.titre for a in plan.actions} == {"1": "Centre", "2": "Bus", "3": "Accueil", "4": "Relais"}
    assert {t: find(plan, n).id for t, n in (("Centre", "1"), ("Bus", "2"), ("Relais", "4"))} == ids
    assert [e.libelle for e in plan.list_etapes(ids["Centre"])] == ["Bâtir"]
    assert preview(suivi_sqlite, contenu, trois).operations == ()


def test_les_numeros_peuvent_faire_foi(suivi_sqlite: Suivi, trois: int) -> None:
    avant = {a.numero: a.id for a in read_plan(suivi_sqlite, trois, ZOE).actions}
    plan = load(suivi_sqlite, write_csv(TITRES, "1;Centre;", "2;Bus;"), trois, {"numeros": "numeros"})
    assert {a.numero: a.id for a in plan.actions} == avant
    assert {a.numero: a.titre for a in plan.actions} == {"1": "Centre", "2": "Bus", "3": "Relais"}


def test_un_numero_pris_a_une_action_absente_du_classeur_est_dit(suivi_sqlite: Suivi, trois: int) -> None:
    apercu = preview(suivi_sqlite, write_csv(TITRES, "1;Centre;"), trois, {"numeros": "titres"})
    (erreur,) = apercu.erreurs
    assert (erreur.ligne, erreur.colonne, erreur.trouve) == (2, "Numéro", "1")
    assert "« Bus »" in erreur.texte


def test_changer_un_titre_n_est_pas_renumeroter(suivi_sqlite: Suivi, trois: int) -> None:
    apercu = preview(suivi_sqlite, write_csv(TITRES, "1;Bus santé itinérant;"), trois)
    assert apercu.questions == ()
    assert [o.champs_changes for o in apercu.operations] == [("titre",)]


# --- étapes, notes, statut ---


def test_une_etape_cochee_reste_la_meme_etape(suivi_sqlite: Suivi, trois: int) -> None:
    contenu = write_csv(TITRES, "3;Relais;✔ Former")
    apercu = preview(suivi_sqlite, contenu, trois)
    ((operation,), (message,)) = apercu.operations, apercu.messages
    assert operation.champs_changes == ("realisee_le",)
    assert "jour de l'import" in message.texte
    plan = load(suivi_sqlite, contenu, trois)
    assert [e.libelle for e in plan.list_etapes(find(plan, "3").id)] == ["Former"]
    assert preview(suivi_sqlite, contenu, trois).operations == ()


def test_une_etape_faite_a_une_date_inconnue_ne_se_double_pas(suivi_sqlite: Suivi) -> None:
    contenu = write_csv(TITRES, "1;Bus;✔ Acheter")
    plan = load(suivi_sqlite, contenu)
    assert [(e.libelle, e.realisee_le) for e in plan.list_objets(Etape)] == [("Acheter (faite)", None)]
    assert preview(suivi_sqlite, contenu, plan.contrat.id).operations == ()


def test_une_etape_absente_du_nouveau_classeur_est_dite(suivi_sqlite: Suivi, trois: int) -> None:
    apercu = preview(suivi_sqlite, write_csv(TITRES, "3;Relais;Ouvrir"), trois)
    (message,) = apercu.messages
    assert (message.colonne, message.trouve) == ("Étapes", "Former")
    assert "rien n'est supprimé" in message.texte
    assert preview(suivi_sqlite, write_csv(TITRES, "3;Relais;"), trois).messages == ()


def test_une_ligne_de_note_sans_date_suit_celle_du_dessus(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Notes de suivi"
    contenu = write_csv(titres, "1;Bus;12.03.2024 : réunion/- 18 écoles/- 3 refus/05.04.2024/bilan fait")
    plan = load(suivi_sqlite, contenu)
    notes = {(n.date, n.texte) for n in plan.list_objets(Note)}
    assert notes == {(date(2024, 3, 12), "réunion\n18 écoles\n3 refus"), (date(2024, 4, 5), "bilan fait")}
    longue = write_csv(titres, "1;Bus;12.03.2024 : réunion/- 18 écoles/- 3 refus/- relance")
    (operation,) = preview(suivi_sqlite, longue, plan.contrat.id).operations
    assert (operation.genre, operation.champs_changes) == ("note", ("texte",))


def test_un_statut_importe_ne_date_pas_de_l_import(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Statut;Date de début"
    plan = load(suivi_sqlite, write_csv(titres, "1;Bus;En cours;2022"))
    action = find(plan, "1")
    assert action.statut_depuis is None
    assert find_derniere_nouvelle(plan, action, date(2026, 11, 23)) is None
    assert is_silencieuse(plan, action, date(2026, 11, 23))
    # Une fois au plan, un changement de statut apporté par le classeur est bien une nouvelle.
    suite = load(suivi_sqlite, write_csv(titres, "1;Bus;Réalisé;2022"), plan.contrat.id)
    assert find(suite, "1").statut_depuis is not None


# --- argent ---


def list_moyens(plan: Plan) -> list[tuple[str, float | None]]:
    return [(f.financeur, f.prevu) for f in plan.list_objets(Financement)]


def test_des_financeurs_remplacent_le_budget_d_un_premier_import(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Budget;Financements"
    k = load(suivi_sqlite, write_csv(titres, "1;Bus;10 000;")).contrat.id
    contenu = write_csv(titres, "1;Bus;10 000;ARS - 6 000 €/4 000 € CAF")
    apercu = preview(suivi_sqlite, contenu, k)
    assert ["remplacé par ses financeurs" in m.texte for m in apercu.messages] == [True]
    plan = load(suivi_sqlite, contenu, k)
    assert list_moyens(plan) == [("ARS", 6_000.0), ("CAF", 4_000.0)]
    assert preview(suivi_sqlite, contenu, k).operations == ()
    # Le total revient seul : il ne s'ajoute pas aux financeurs.
    retour = preview(suivi_sqlite, write_csv(titres, "1;Bus;10 000;"), k)
    assert (retour.operations, retour.messages) == ((), ())
    autre = preview(suivi_sqlite, write_csv(titres, "1;Bus;12 000;"), k)
    assert (autre.operations, [m.trouve for m in autre.messages]) == ((), ["12\u202f000"])


def test_un_financeur_complete_a_l_ecran_n_est_pas_double(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Financements"
    plan = load(suivi_sqlite, write_csv(titres, "1;Bus;ARS : 6 000 €"))
    (moyen,) = plan.list_objets(Financement)
    save_objet(suivi_sqlite, ZOE, replace(moyen, annee=2025, nature="FIR"), moyen)
    suite = load(suivi_sqlite, write_csv(titres, "1;Bus;ars : 7 000 €"), plan.contrat.id)
    assert [(f.annee, f.nature, f.prevu) for f in suite.list_objets(Financement)] == [(2025, "FIR", 7_000.0)]


def test_un_financeur_de_plusieurs_annees_ne_recoit_pas_un_total_en_plus(suivi_sqlite: Suivi) -> None:
    titres = "N°;Titre de l'action;Financements"
    k = load(suivi_sqlite, write_csv(titres, "1;Bus;")).contrat.id
    action = find(read_plan(suivi_sqlite, k, ZOE), "1")
    for annee in (2025, 2026):
        moyen = Financement(contrat_id=k, action_id=action.id, annee=annee, financeur="ARS", prevu=5_000.0)
        create_objet(suivi_sqlite, ZOE, moyen)
    egal = preview(suivi_sqlite, write_csv(titres, "1;Bus;ARS : 10 000 €"), k)
    assert (egal.operations, egal.messages) == ((), ())
    autre = preview(suivi_sqlite, write_csv(titres, "1;Bus;ARS : 12 000 €"), k)
    assert autre.operations == ()
    assert ["2 lignes de ce financeur" in m.texte for m in autre.messages] == [True]


def test_une_ligne_d_argent_sans_montant_lu_est_dite(suivi_sqlite: Suivi) -> None:
    apercu = preview(suivi_sqlite, write_csv("N°;Titre de l'action;Financements", "1;Bus;ARS 10 à 12 k€/Ville"))
    (message,) = apercu.messages
    assert (message.colonne, message.trouve) == ("Financements", "ARS 10 à 12 k€")


# --- l'export ne perd rien ---


def test_axes_de_sous_action_et_titres_traitres_reviennent(suivi: Suivi) -> None:
    k = create_objet(suivi, ZOE, Contrat(titre="CLS")).id
    un = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="1", titre="Soins > ville\net droits", ordre=1)).id
    deux = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="2", titre="2", ordre=2)).id
    trois = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="2", titre="A > B", parent_id=un, ordre=1)).id
    a = create_objet(suivi, ZOE, Action(contrat_id=k, numero="1", titre="Bus", axes=(deux, un, trois))).id
    for rang, axes in enumerate([(), (un,), (trois, deux)], start=1):
        sous = Action(contrat_id=k, numero=f"1.{rang}", titre=f"Halte {rang}", parent_id=a, axes=axes)
        create_objet(suivi, ZOE, sous)
    origine = read_plan(suivi, k, ZOE)
    export = export_plan(origine, ZOE)
    assert preview(suivi, export, k).operations == ()
    assert describe_plan(load(suivi, export)) == describe_plan(origine)


# --- besoins × actions ---

VILLE = tuple(
    Territoire(code, maille, nom, "99901", millesime, None, None, None)
    for code, maille, nom, millesime in (
        ("Q01", Maille.QUARTIER, "Bel-Air", ""),
        ("Q02", Maille.QUARTIER, "La Noue", ""),
        ("QN1", Maille.QPV, "La Noue", "2024"),
    )
)


def test_un_quartier_nomme_a_la_main_se_croise_avec_ses_besoins(suivi_sqlite: Suivi) -> None:
    contenu = write_csv("N°;Titre de l'action;Quartiers;Thématiques", "1;Bus;BEL AIR, la noue;sante mentale, Nutrition")
    args = {"fichier": "plan.csv", "contrat_id": None, "territoires": VILLE}
    apercu = preview_import(suivi_sqlite, ZOE, contenu, **args)
    assert {q.cle: q.obligatoire for q in apercu.questions} == {
        "territoires:la noue": False, "thematiques:nutrition": False,
    }  # fmt: skip
    reponses = {"territoires:la noue": "QN1", "thematiques:nutrition": "Prévention"}
    bilan = confirm_import(suivi_sqlite, ZOE, contenu, reponses=reponses, **args)
    plan = read_plan(suivi_sqlite, bilan.contrat_id, ZOE)
    assert (find(plan, "1").territoires, find(plan, "1").thematiques) == (
        ("Q01", "QN1"),
        ("Santé mentale", "Prévention"),
    )
    for lieu, theme, vues in (("Q01", "sante_mentale", 1), ("QN1", "prevention", 1), ("Q02", "prevention", 0)):
        mots = {theme, LIBELLES_THEME[Theme(theme)]}
        assert len(list_actions_visant(plan, [lieu], mots=mots)) == vues


def test_l_export_ecrit_les_noms_et_revient_aux_codes(suivi_sqlite: Suivi) -> None:
    k = create_objet(suivi_sqlite, ZOE, Contrat(titre="CLS")).id
    codes = ("Q01", "QN1", "Q02", "Toute la ville")
    create_objet(suivi_sqlite, ZOE, Action(contrat_id=k, numero="1", titre="Bus", territoires=codes))
    export = export_plan(read_plan(suivi_sqlite, k, ZOE), ZOE, VILLE)
    feuille = openpyxl.load_workbook(io.BytesIO(export))["Plan"]
    titres = [c.value for c in feuille[1]]
    ecrit = feuille.cell(row=2, column=titres.index("Quartiers/QPV") + 1).value
    assert ecrit == "Bel-Air ; La Noue (QN1) ; La Noue (Q02) ; Toute la ville"
    apercu = preview_import(suivi_sqlite, ZOE, export, fichier="p.xlsx", contrat_id=k, territoires=VILLE)
    assert (apercu.operations, apercu.questions) == ((), ())


# --- numéros ---


@pytest.mark.parametrize("modele", [True, False])
def test_les_colonnes_de_numeros_sont_au_format_texte(suivi_sqlite: Suivi, modele: bool) -> None:
    contenu = build_modele() if modele else export_plan(load(suivi_sqlite, write_csv(TITRES, "1.10;Bus;x")), ZOE)
    feuille = openpyxl.load_workbook(io.BytesIO(contenu))["Plan"]
    (colonne,) = [c for c in feuille[1] if c.value == "Numéro"]
    assert feuille.column_dimensions[colonne.column_letter].number_format == "@"
    (titre,) = [c for c in feuille[1] if c.value == "Titre de l'action"]
    assert feuille.column_dimensions[titre.column_letter].number_format == "General"
    if not modele:
        cellule = feuille[f"{colonne.column_letter}2"]
        assert (cellule.value, cellule.number_format) == ("1.10", "@")


def test_un_numero_change_en_date_est_une_erreur(suivi_sqlite: Suivi) -> None:
    origine = load(suivi_sqlite, write_csv("N°;Titre de l'action", "1.10;Bus"))
    sali = dirty(export_plan(origine, ZOE), [("Plan", 2, 4, date(2026, 10, 1))])
    (erreur,) = preview(suivi_sqlite, sali).erreurs
    assert (erreur.colonne, erreur.trouve) == ("Numéro", "01/10/2026")
    nombre = dirty(export_plan(origine, ZOE), [("Plan", 2, 4, 1.1)])
    assert any("comme des nombres" in m.texte for m in preview(suivi_sqlite, nombre).messages)


# --- écriture ---


def test_un_import_refuse_n_ecrit_rien(suivi_sqlite: Suivi, trois: int) -> None:
    avant = len(read_journal(suivi_sqlite, trois, ZOE))
    contenu = write_csv("N°;Titre de l'action;Date de début;Date de fin", "1;Bus;2024;2022", "4;Pont;;")
    with pytest.raises(FichierRefuse, match="1 erreur"):
        confirm_import(suivi_sqlite, ZOE, contenu, fichier="plan.csv", contrat_id=trois)
    assert len(read_journal(suivi_sqlite, trois, ZOE)) == avant
    assert [c.id for c in list_contrats(suivi_sqlite)] == [trois]

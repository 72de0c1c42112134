"""La liste des fiches, la fiche à lire et à modifier, le lot, l'histoire : à travers le routeur."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Axe, Etape
from observatoire.domain.cls.vocabulaire import Priorite, StatutAction
from observatoire.services.suivi.acces import Suivi, open_suivi, read_plan
from observatoire.services.suivi.edition import create_objet, delete_objet, save_objet
from observatoire.services.suivi.lot import Geste
from observatoire.ui import cache
from observatoire.ui.suivi.fiches import list_noms
from tests.outils.suivi import read_historique
from tests.pages.conftest import read_texte

ZOE, ALI = Auteur("Zoé"), Auteur("Ali")


@contextmanager
def opened(url: str) -> Iterator[Suivi]:
    suivi = open_suivi(url)
    yield suivi
    suivi.base.close()


def read(essai: AppTest) -> str:
    assert not essai.exception
    return re.sub(r'<span class="obs-nom">[^<]*</span>', "", html.unescape(read_texte(essai)))


def find_action(url: str, numero: str) -> Action:
    with opened(url) as suivi:
        return next(a for a in read_plan(suivi, 1, ZOE).actions if a.numero == numero)


def click(essai: AppTest, bouton: str) -> AppTest:
    return next(b for b in essai.button if b.label == bouton).click().run()


def fill(essai: AppTest, champ: str, texte: str) -> AppTest:
    return next(t for t in essai.text_input if t.label == champ).set_value(texte).run()


def test_les_filtres_de_l_adresse_restreignent_la_liste(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/fiches.py", statut="bloque"))
    assert "2 sur 28" in texte
    assert "Maison de santé des Trois-Lunes" in texte
    assert "Bus dentaire" not in texte.split("<h2", 1)[1].split("Compter")[0]


def test_la_recherche_ignore_les_accents(lance_cls: Callable[..., AppTest]) -> None:
    assert "1 sur 28" in read(lance_cls("cls/fiches.py", q="odontologie"))
    assert "1 sur 28" in read(lance_cls("cls/fiches.py", q="ILOTS de fraicheur"))


def test_une_fiche_se_lit_avec_ses_etapes_et_ce_qui_lui_manque(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    texte = read(lance_cls("cls/fiches.py", action=str(find_action(url_suivi, "1.5").id)))
    assert "1.5 Maison de santé des Trois-Lunes" in texte
    assert "Bloqué depuis le 08/09/2026 : permis de construire." in texte
    assert "Obtenir le permis" in texte
    assert "Il manque : indicateur." in texte


def test_enregistrer_sans_nom_est_refuse_et_avec_un_nom_va_au_journal(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    action = find_action(url_suivi, "1.7")
    essai = lance_cls("cls/fiches.py", action=str(action.id), mode="modifier")
    titre = next(t for t in essai.text_input if t.label == "Titre")
    titre.set_value("Interprétariat partout")
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert "Indiquez votre nom" in read(essai)
    assert find_action(url_suivi, "1.7") == action

    next(t for t in essai.text_input if t.label == "Votre nom").set_value("Zoé Martin").run()
    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    assert not essai.exception
    assert find_action(url_suivi, "1.7") == replace(action, titre="Interprétariat partout", version=action.version + 1)
    suivi = open_suivi(url_suivi)
    derniere = read_historique(suivi, 1, genre="action", objet_id=action.id, auteur=ZOE)[0]
    assert (derniere.qui, (derniere.avant or {})["titre"]) == ("Zoé Martin", "Interprétariat en ville")
    suivi.base.close()


def test_un_conflit_se_montre_et_se_resout_sans_rien_perdre(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    action = find_action(url_suivi, "1.7")
    essai = lance_cls("cls/fiches.py", action=str(action.id), mode="modifier")
    next(t for t in essai.text_input if t.label == "Votre nom").set_value("Zoé Martin").run()
    next(t for t in essai.text_input if t.label == "Titre").set_value("Titre de Zoé")
    next(t for t in essai.text_area if t.label == "Description").set_value("Texte de Zoé")

    suivi = open_suivi(url_suivi)
    save_objet(suivi, Auteur("Ali"), replace(action, titre="Titre d’Ali", contexte="Contexte d’Ali"), action)
    suivi.base.close()

    essai = next(b for b in essai.button if b.label == "Enregistrer").click().run()
    texte = read(essai)
    assert "Ali a enregistré cette fiche pendant votre saisie" in texte
    assert "Texte de Zoé" in texte
    assert "Contexte d’Ali" in texte
    (choix,) = essai.radio
    assert choix.options == ["Garder la mienne", "Prendre l’autre (Ali)"]
    assert re.search(r"Interprétariat en ville</td><td>Titre de Zoé</td><td>Titre d’Ali", texte)
    choix.set_value("theirs")
    essai = next(b for b in essai.button if b.label == "Enregistrer ces choix").click().run()
    assert not essai.exception
    finale = find_action(url_suivi, "1.7")
    assert (finale.titre, finale.contexte, finale.description) == ("Titre d’Ali", "Contexte d’Ali", "Texte de Zoé")


@pytest.mark.parametrize(
    ("codes", "attendus"),
    [
        ({"statut": "bloque,en_pause"}, {"1.5", "3.4", "4.6"}),
        ({"alerte": "retard"}, {"1.3", "3.2", "4.3", "4.4"}),
        ({"alerte": "silence"}, {"3.3", "3.5", "4.4"}),
        ({"pilote": "pmi"}, {"2.1", "2.6"}),
        ({"fin-avant": "2024-07-05"}, {"1.1", "2.1", "3.1", "5.1"}),
        ({"debut-apres": "2026-01-01"}, {"5.4"}),
        ({"annee-debut": "2026"}, {"5.4"}),
        ({"budget": "m100000", "statut": "bloque"}, {"1.5"}),
        ({"completude": "7", "statut": "en_cours", "manque": "indicateur"}, {"1.7", "3.3", "4.4"}),
    ],
)
def test_chaque_filtre_s_ecrit_en_codes(
    lance_cls: Callable[..., AppTest], codes: dict[str, str], attendus: set[str]
) -> None:
    """Les numéros attendus se lisent sur la liste entière de la démonstration, à la main."""
    texte = read(lance_cls("cls/fiches.py", **codes))
    liste = texte.split("obs-liste-fiches")[1].split("</table>")[0]
    assert set(re.findall(r'target="_self">(\d\.\d)', liste)) == attendus


def test_un_code_inconnu_et_une_date_illisible_sont_dits(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/fiches.py", **{"statut": "fini", "fin-avant": "2026-13-40"}))
    assert "« fini »" in texte
    assert "Finit au plus tard le" in texte
    assert "28 sur 28" in texte


def test_choisir_un_axe_prend_ses_sous_axes(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    with opened(url_suivi) as suivi:
        axe = read_plan(suivi, 1, ZOE).axes[4]
        sous = create_objet(suivi, ZOE, Axe(contrat_id=1, numero="5.1", titre="Observer", parent_id=axe.id))
        profond = create_objet(suivi, ZOE, Axe(contrat_id=1, numero="5.1.1", titre="Compter", parent_id=sous.id))
        create_objet(suivi, ZOE, Action(contrat_id=1, numero="5.9", titre="Recenser", axes=(profond.id,)))
    assert "5 sur 29" in read(lance_cls("cls/fiches.py", axe=str(axe.id)))
    assert "1 sur 29" in read(lance_cls("cls/fiches.py", axe=str(sous.id)))


def test_compter_par_champ_donne_les_nombres_et_une_barre(lance_cls: Callable[..., AppTest]) -> None:
    texte = read(lance_cls("cls/fiches.py", compter="statut"))
    table = texte.split("obs-decompte")[1].split("</table>")[0]
    comptes = dict(re.findall(r'target="_self">([^<]+)</a>.*?<td class="nombre">(\d+)</td>', table))
    # 12 réalisées, 2 bloquées : la phrase de la vue d'ensemble le dit aussi.
    assert (comptes["Réalisé"], comptes["Bloqué"], sum(map(int, comptes.values()))) == ("12", "2", 28)
    assert 'style="width:100.0%"' in table


def test_le_lot_se_montre_avant_de_s_ecrire_et_garde_une_ligne_au_journal_par_fiche(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    essai = lance_cls("cls/fiches.py", axe="5")
    next(t for t in essai.text_input if t.key == "nom:lot").set_value("Zoé").run()
    next(c for c in essai.checkbox if c.label.startswith("Les 4")).check()
    next(s for s in essai.selectbox if s.label == "Nouveau statut").set_value(StatutAction.BLOQUE)
    essai = click(essai, "Voir ce qui changerait")
    assert "demande un motif" in read(essai)
    assert next(b for b in essai.button if b.key == "lot:ok").disabled

    next(t for t in essai.text_input if t.label.startswith("Motif du statut")).set_value("Budget gelé")
    essai = click(essai, "Voir ce qui changerait")
    assert "Statut : En cours" in read(essai)
    assert find_action(url_suivi, "5.3").statut is StatutAction.EN_COURS
    essai = next(b for b in essai.button if b.key == "lot:ok").click().run()
    assert "4 fiches modifiées" in read(essai)
    for rang in (1, 2, 3, 4):
        fiche = find_action(url_suivi, f"5.{rang}")
        assert (fiche.statut, fiche.motif) == (StatutAction.BLOQUE, "Budget gelé")
        with opened(url_suivi) as suivi:
            histoire = read_historique(suivi, 1, genre="action", objet_id=fiche.id, auteur=ZOE)
        assert (histoire[0].qui, (histoire[0].apres or {})["statut"]) == ("Zoé", "bloque")


def test_une_fiche_modifiee_pendant_l_apercu_du_lot_est_montree_champ_par_champ(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    essai = lance_cls("cls/fiches.py", axe="5")
    next(t for t in essai.text_input if t.key == "nom:lot").set_value("Zoé").run()
    essai = next(s for s in essai.selectbox if s.label == "Champ à changer").set_value("priorite").run()
    next(c for c in essai.checkbox if c.label.startswith("Les 4")).check()
    next(s for s in essai.selectbox if s.label == "Nouvelle priorité").set_value(Priorite.HAUTE)
    essai = click(essai, "Voir ce qui changerait")
    lue = find_action(url_suivi, "5.3")
    with opened(url_suivi) as suivi:
        save_objet(suivi, ALI, replace(lue, priorite=Priorite.BASSE, contexte="Contexte d’Ali"), lue)
    essai = next(b for b in essai.button if b.key == "lot:ok").click().run()
    texte = read(essai)
    assert "3 fiches modifiées" in texte
    assert re.search(r"Priorité</td><td>\(vide\)</td><td>Basse</td><td>Haute", texte)
    assert find_action(url_suivi, "5.3").priorite is Priorite.BASSE
    essai = click(essai, "Revoir mon changement sur ces fiches")
    essai = next(b for b in essai.button if b.key == "lot:ok").click().run()
    finale = find_action(url_suivi, "5.3")
    assert (finale.priorite, finale.contexte) == (Priorite.HAUTE, "Contexte d’Ali")


def test_le_lot_ajoute_et_retire_un_mot_d_une_liste(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    avant = find_action(url_suivi, "1.3").publics
    assert avant == ("Habitants sans médecin traitant", "Personnes âgées isolées")
    essai = lance_cls("cls/fiches.py", axe="1")
    next(t for t in essai.text_input if t.key == "nom:lot").set_value("Zoé").run()
    essai = next(s for s in essai.selectbox if s.label == "Champ à changer").set_value("publics").run()
    essai = next(s for s in essai.selectbox if s.label == "Que faire").set_value(Geste.RETIRER).run()
    next(c for c in essai.checkbox if c.label.startswith("Les 7")).check()
    next(m for m in essai.multiselect if m.label == "À retirer").set_value(["Personnes âgées isolées"])
    essai = click(essai, "Voir ce qui changerait")
    essai = next(b for b in essai.button if b.key == "lot:ok").click().run()
    assert not essai.exception
    assert find_action(url_suivi, "1.3").publics == ("Habitants sans médecin traitant",)


def test_un_conflit_repris_dans_le_formulaire_garde_tout(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    """Ali bloque l'action ; Zoé garde son motif vide, ce que le statut interdit : elle corrige sans rien retaper."""
    action = find_action(url_suivi, "1.7")
    essai = lance_cls("cls/fiches.py", action=str(action.id), mode="modifier")
    essai = fill(essai, "Votre nom", "Zoé Martin")
    next(t for t in essai.text_area if t.label == "Description").set_value("Texte de Zoé")
    with opened(url_suivi) as suivi:
        save_objet(suivi, ALI, replace(action, description="Texte d’Ali", contexte="Contexte d’Ali"), action)
    essai = click(essai, "Enregistrer")
    (choix,) = essai.radio
    assert choix.options[-1] == "Garder les deux, l’une après l’autre"
    choix.set_value("deux").run()
    essai = click(essai, "Reprendre dans le formulaire")
    champs = {t.label: t.value for t in essai.text_area}
    assert (champs["Description"], champs["Contexte"]) == ("Texte d’Ali\nTexte de Zoé", "Contexte d’Ali")
    essai = click(essai, "Enregistrer")
    assert not essai.exception
    finale = find_action(url_suivi, "1.7")
    assert (finale.description, finale.contexte) == ("Texte d’Ali\nTexte de Zoé", "Contexte d’Ali")


def test_l_histoire_garde_une_etape_supprimee(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    action = find_action(url_suivi, "1.7")
    with opened(url_suivi) as suivi:
        etape = create_objet(
            suivi, ALI, Etape(contrat_id=1, action_id=action.id, libelle="Former", echeance=date(2026, 3, 1))
        )
        etape = save_objet(suivi, ALI, replace(etape, libelle="Former dix personnes"), etape).objet  # type: ignore[union-attr]
        delete_objet(suivi, ALI, etape, motif="Doublon")
    essai = lance_cls("cls/fiches.py", action=str(action.id))
    essai.session_state["histoire"] = True
    texte = read(essai.run())
    assert "Étape : <strong>création</strong> (Former · 01/03/2026)" in texte
    assert "Étape, libellé : Former → <strong>Former dix personnes</strong>" in texte
    assert "Étape : <strong>suppression</strong> (Former dix personnes · 01/03/2026)" in texte
    assert "Doublon" in texte


def test_une_fiche_se_supprime_apres_confirmation(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    action = find_action(url_suivi, "1.7")
    essai = lance_cls("cls/fiches.py", action=str(action.id), mode="modifier")
    essai.session_state[f"depli:supprimer:{action.id}"] = True
    essai = essai.run()
    next(t for t in essai.text_input if t.key == "nom:suppression").set_value("Zoé").run()
    assert next(b for b in essai.button if b.label == "Supprimer").disabled
    next(c for c in essai.checkbox if c.label.startswith("Oui, supprimer")).check().run()
    assert "Fiche 1.7 supprimée" in read(click(essai, "Supprimer"))
    with opened(url_suivi) as suivi:
        assert "1.7" not in {a.numero for a in read_plan(suivi, 1, ZOE).actions}


def test_une_sous_action_s_ajoute_depuis_la_fiche(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    action = find_action(url_suivi, "1.5")
    essai = lance_cls("cls/fiches.py", action=str(action.id))
    essai.session_state[f"depli:sous:{action.id}"] = True
    essai = essai.run()
    next(t for t in essai.text_input if t.key == "nom:sous-action").set_value("Zoé").run()
    next(t for t in essai.text_input if t.label == "Titre de la sous-action").set_value("Trouver un local")
    essai = click(essai, "Ajouter la sous-action")
    assert not essai.exception
    sous = find_action(url_suivi, "1.5.1")
    assert (sous.titre, sous.parent_id, sous.territoires) == ("Trouver un local", action.id, action.territoires)
    assert "29 sur 29" in read(lance_cls("cls/fiches.py", sous="oui"))
    assert "28 sur 28" in read(lance_cls("cls/fiches.py"))


def test_un_exemple_du_recueil_devient_une_fiche_enregistree(lance_cls: Callable[..., AppTest], url_suivi: str) -> None:
    essai = lance_cls("cls/fiches.py", modele="strasbourg-maisons-urbaines")
    assert "d’après Strasbourg" in read(essai)
    essai = fill(essai, "Votre nom", "Zoé")
    next(s for s in essai.selectbox if s.label == "Axe").set_value(1)
    essai = click(essai, "Créer la fiche")
    assert not essai.exception
    neuve = find_action(url_suivi, "1.8")
    assert neuve.axes == (1,)
    assert neuve.documents.startswith("Exemple : Strasbourg. ")
    assert (essai.query_params["mode"], essai.query_params.get("modele")) == ("modifier", None)
    essai = click(essai, "Enregistrer")
    assert "Fiche 1.8 enregistrée" in read(essai)


def test_enregistrer_sans_rien_changer_ne_change_pas_les_territoires(
    lance_cls: Callable[..., AppTest], url_suivi: str
) -> None:
    """Un QPV et un quartier peuvent porter le même nom : chacun garde son code."""
    action = find_action(url_suivi, "1.7")
    essai = fill(lance_cls("cls/fiches.py", action=str(action.id), mode="modifier"), "Votre nom", "Zoé")
    noms = list_noms(cache.get_catalogue(cache.read_version()))
    assert len(set(noms.values())) == len(noms)
    essai = click(essai, "Enregistrer")
    assert not essai.exception
    assert find_action(url_suivi, "1.7") == action

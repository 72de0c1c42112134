"""Saisir, modifier, supprimer un indicateur du contrat ; saisir ses mesures et ses cibles."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from observatoire.domain.cls.objets import Axe, Cible, IndicateurCls, Mesure, Objectif
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.resultats import ResultatIndicateur
from observatoire.domain.cls.saisie import ANNEE_MAX, ANNEE_MIN, guess_multiplicateur
from observatoire.domain.cls.vocabulaire import LIBELLES_SENS, TypeIndicateurCls, get_libelle
from observatoire.domain.indicateur import Sens
from observatoire.services.catalogue import Catalogue
from observatoire.services.suivi.edition import SaisieInvalide
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.suivi.champs import distinguish, format_champ
from observatoire.ui.suivi.contexte import Contexte, read_aujourd_hui
from observatoire.ui.suivi.fiches import list_noms
from observatoire.ui.suivi.formulaire import Formulaire, create_par_formulaire, edit_objet
from observatoire.ui.suivi.grille import Grille
from observatoire.ui.suivi.indicateurs import show_indicateur
from observatoire.ui.suivi.ouverture import find_saisie
from observatoire.ui.suivi.signes import typo

PERIODICITES = ("annuelle", "semestrielle", "trimestrielle", "mensuelle", "tous les deux ans", "ponctuelle")
_BORNES = date(ANNEE_MIN, 1, 1), date(ANNEE_MAX, 12, 31)


def show_indicateurs(contexte: Contexte, resultats: Sequence[ResultatIndicateur]) -> None:
    """Chaque indicateur, à quoi il se rattache, puis ses mesures à modifier."""
    if not resultats:
        show_html('<p class="obs-note">Aucun.</p>')
    for resultat in resultats:
        indicateur = resultat.indicateur
        show_indicateur(resultat, name_porteur(contexte.plan, indicateur))
        st.button(
            "Modifier cet indicateur",
            key=f"modifier:indicateur:{indicateur.id}",
            on_click=etat_url.set_codes,
            args=({"modifier": str(indicateur.id)},),
        )
        depli = st.expander("Mesures et cibles", key=f"depli:mesures:{indicateur.id}", on_change="rerun")
        if depli.open:
            with depli:
                _show_mesures(contexte, indicateur)


def find_modifie(plan: Plan) -> IndicateurCls | None:
    """L'indicateur que l'adresse veut modifier ; supprimé par un autre, il reste à l'écran jusqu'à l'envoi."""
    saisie = find_saisie(f"indicateur_cls:{st.query_params.get('modifier', '')}")
    if saisie is not None and isinstance(saisie.base, IndicateurCls):
        return saisie.base
    connus = {str(i.id): i for i in plan.list_objets(IndicateurCls)}
    return connus.get(etat_url.read_code("modifier", connus, "", "l’indicateur"))


def name_porteur(plan: Plan, indicateur: IndicateurCls) -> str:
    """Écrit « Action 1.5 Maison de santé » ou « Objectif de l'axe 1 : réduire les renoncements »."""
    code = f"o{indicateur.objectif_id}" if indicateur.objectif_id else f"a{indicateur.action_id}"
    return _list_porteurs(plan).get(code, "")


def edit_indicateur(contexte: Contexte, indicateur: IndicateurCls, catalogue: Catalogue) -> None:
    """Le formulaire d'un indicateur existant, seul dans la page."""
    porteurs = _list_porteurs(contexte.plan)

    def ask(plan: Plan, base: IndicateurCls, cle: str) -> dict[str, Any]:
        return _ask_indicateur(plan, base, cle, catalogue)

    def write(champ: str, valeur: Any) -> str:
        if champ in {"action_id", "objectif_id"}:
            return porteurs.get(f"{champ[0]}{valeur}", "")
        return format_champ(contexte.plan, champ, valeur, list_noms(catalogue))

    def fini(_: IndicateurCls | None) -> None:
        etat_url.set_codes({"modifier": None})

    retrait = "supprimer l’indicateur, ses mesures et ses cibles"
    edit_objet(contexte, indicateur, Formulaire(ask, write, fini, "cet indicateur", retrait, check=_check))


def show_creation(contexte: Contexte, catalogue: Catalogue) -> None:
    """Un nouvel indicateur : saisi, ou relié à l'observatoire."""

    def ask(plan: Plan, base: IndicateurCls, cle: str) -> dict[str, Any]:
        return _ask_indicateur(plan, base, cle, catalogue)

    modele = IndicateurCls(contrat_id=contexte.contrat.id, libelle="", type=TypeIndicateurCls.RESULTAT)
    create_par_formulaire(contexte, "indicateur", modele, ask, "Indicateur créé.", check=_check)


def _check(indicateur: IndicateurCls) -> None:
    if indicateur.observatoire and not indicateur.territoires:
        raise SaisieInvalide({"territoires": "Choisissez les territoires à suivre dans l’observatoire."})
    # Un classeur donne parfois un départ sans date : il se garde, mais ici la question se pose.
    if indicateur.depart_valeur is not None and indicateur.depart_date is None:
        raise SaisieInvalide({"depart_date": "La valeur de départ demande sa date : donnez la date de départ."})
    if not indicateur.action_id and not indicateur.objectif_id:
        raise SaisieInvalide({"action_id": "Créez d’abord une action ou un objectif à qui rattacher l’indicateur."})


def _list_porteurs(plan: Plan) -> dict[str, str]:
    """Ce à quoi un indicateur se rattache : code → nom."""
    porteurs: dict[str, str] = {}
    for objectif in plan.list_objets(Objectif):
        axe = plan.get(Axe, objectif.axe_id)
        porteurs[f"o{objectif.id}"] = f"Objectif de l’axe {axe.numero if axe else '?'} : {typo(objectif.texte)}"
    return distinguish(porteurs | {f"a{a.id}": f"Action {a.numero} {typo(a.titre)}" for a in plan.actions})


def _ask_indicateur(plan: Plan, base: IndicateurCls, cle: str, catalogue: Catalogue) -> dict[str, Any]:
    """Tous les champs d'un indicateur ; ceux qui l'identifient d'abord."""
    libelle = st.text_input("Libellé", base.libelle, max_chars=300, key=f"{cle}:libelle")
    porteur = _ask_porteur(plan, base, cle)
    gauche, droite = st.columns(2)
    type_ = _select(gauche, "Type", {t: get_libelle(t) for t in TypeIndicateurCls}, base.type, f"{cle}:type")
    sens = _select(droite, "Sens", {s: LIBELLES_SENS[s] for s in Sens}, base.sens, f"{cle}:sens")
    publies = {f.indicateur.code: f.indicateur.libelle for t in catalogue.themes for f in t.fiches}
    codes = {"": "Non : valeurs saisies"} | distinguish(publies)
    code = _select(st, "Suivi dans l’observatoire", codes, base.observatoire, f"{cle}:observatoire")
    noms = list_noms(catalogue)
    territoires = st.multiselect(
        "Territoires réunis", list(dict.fromkeys([*noms, *base.territoires])), list(base.territoires),
        format_func=lambda t: noms.get(str(t), str(t)), placeholder="Choisir", key=f"{cle}:territoires",
    )  # fmt: skip
    return {
        "libelle": libelle, **porteur, "type": type_, "sens": sens, "observatoire": code,
        "territoires": tuple(territoires), **_ask_mesure(base, cle),
        "source": st.text_input("Source", base.source, max_chars=300, key=f"{cle}:source"),
        "calcul": st.text_input("Calcul", base.calcul, max_chars=500, key=f"{cle}:calcul"),
    }  # fmt: skip


def _ask_mesure(base: IndicateurCls, cle: str) -> dict[str, Any]:
    """En quoi l'indicateur se compte, à quel rythme, d'où il part. Une paire de colonnes par rangée."""
    gauche, droite = st.columns(2)
    unite = gauche.text_input(
        "Unité", base.unite, placeholder="%, pour 1 000, habitants…", max_chars=60, key=f"{cle}:unite"
    )
    deduit = base.multiplicateur == guess_multiplicateur(base.unite) or not base.id
    multiplicateur = droite.number_input(
        "Multiplicateur (vide : d’après l’unité)", 0.0, None, None if deduit else base.multiplicateur,
        key=f"{cle}:multiplicateur", placeholder="100 pour « % », 1 000 pour « pour 1 000 »",
        help="Valeur = numérateur ÷ dénominateur × multiplicateur.",
    )  # fmt: skip
    gauche, droite = st.columns(2)
    rythmes = {p: p for p in dict.fromkeys(["", *PERIODICITES, base.periodicite])} | {"": "Non précisée"}
    return {
        "unite": unite,
        "multiplicateur": multiplicateur or guess_multiplicateur(unite),
        "depart_date": gauche.date_input(
            "Date de départ", base.depart_date, *_BORNES, format="DD/MM/YYYY", key=f"{cle}:depart_date"
        ),
        "depart_valeur": droite.number_input(
            "Valeur de départ (si aucune mesure ne la donne)", value=base.depart_valeur, key=f"{cle}:depart_valeur"
        ),
        "periodicite": _select(st, "Périodicité", rythmes, base.periodicite, f"{cle}:periodicite"),
    }


def _ask_porteur(plan: Plan, base: IndicateurCls, cle: str) -> dict[str, int | None]:
    porteurs = _list_porteurs(plan)
    actuel = f"o{base.objectif_id}" if base.objectif_id else f"a{base.action_id}" if base.action_id else ""
    if actuel and actuel not in porteurs:
        porteurs[actuel] = "supprimé"
    choisi = str(_select(st, "Rattaché à", porteurs, actuel, f"{cle}:porteur") or "")
    return {
        "objectif_id": int(choisi[1:]) if choisi.startswith("o") else None,
        "action_id": int(choisi[1:]) if choisi.startswith("a") else None,
    }


def _select(lieu: Any, titre: str, noms: dict[Any, str], valeur: Any, cle: str) -> Any:
    proposes = noms if valeur in noms or not valeur else noms | {valeur: str(valeur)}
    rang = list(proposes).index(valeur) if valeur in proposes else 0
    return lieu.selectbox(titre, list(proposes), rang, format_func=lambda v: proposes[v], key=cle)


def _show_mesures(contexte: Contexte, indicateur: IndicateurCls) -> None:
    plan, k, au = contexte.plan, contexte.contrat.id, read_aujourd_hui()
    if indicateur.observatoire:
        show_html('<p class="obs-note">Les valeurs viennent de l’observatoire : seules les cibles se saisissent.</p>')
    else:
        st.markdown(
            "**Mesures** : donnez numérateur et dénominateur (la valeur s’en déduit), ou les bornes de l’intervalle, "
            "pour avoir un verdict."
        )
        mesure = Mesure(contrat_id=k, indicateur_id=indicateur.id, date=au, valeur=float("nan"))
        champs = (
            "date", "valeur", "numerateur", "denominateur", "borne_basse", "borne_haute", "rupture", "commentaire",
        )  # fmt: skip
        grille = Grille(contexte, f"mesures:{indicateur.id}", mesure, champs, facultatifs=frozenset({"valeur"}))
        grille.show(plan.list_mesures(indicateur.id))
    st.markdown("**Cibles**")
    cible = Cible(contrat_id=k, indicateur_id=indicateur.id, date=contexte.contrat.fin or au, valeur=float("nan"))
    Grille(contexte, f"cibles:{indicateur.id}", cible, ("date", "valeur", "tolerance")).show(
        plan.list_cibles(indicateur.id)
    )

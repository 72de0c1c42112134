"""Petits plans pour les tests, et comparaison de plans sans leurs identifiants."""

from dataclasses import fields
from datetime import date
from typing import Any

from observatoire.domain.cls.droits import Auteur, Role
from observatoire.domain.cls.objets import (
    GENRES,
    Action,
    Axe,
    Cible,
    Contrat,
    Decision,
    Etape,
    Financement,
    IndicateurCls,
    LienActions,
    Mesure,
    Note,
    Objectif,
    ReferenceAxes,
    Seance,
    Signataire,
    reference_of,
)
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import (
    EtatDemande,
    NiveauObjectif,
    Priorite,
    StatutAction,
    TypeIndicateurCls,
    TypeNote,
    UniteFinancement,
)
from observatoire.domain.indicateur import Sens
from observatoire.services.suivi.acces import Suivi
from observatoire.services.suivi.edition import create_objet

ZOE = Auteur("Zoé Martin", Role.COORDINATION)
ALI = Auteur("Ali Benali", Role.COORDINATION)


def create_petit_plan(suivi: Suivi) -> tuple[Contrat, Axe, Action]:
    """Un contrat, un axe, une action."""
    contrat = create_objet(suivi, ZOE, Contrat(titre="CLS d'essai", signature=date(2022, 6, 14)))
    axe = create_objet(suivi, ZOE, Axe(contrat_id=contrat.id, numero="1", titre="Accès aux soins"))
    action = create_objet(suivi, ZOE, Action(contrat_id=contrat.id, numero="1.1", titre="Permanence", axes=(axe.id,)))
    return contrat, axe, action


def create_plan_complet(suivi: Suivi) -> int:
    """Un plan qui a au moins un objet de chaque genre, et des textes qui piègent un classeur."""

    def add(objet: Any) -> Any:
        return create_objet(suivi, ZOE, objet)

    k = add(Contrat(titre="=CLS+1", generation=2, debut=date(2022, 1, 1), perimetre=("Ville ; Agglo", "-Nord"))).id
    add(Signataire(contrat_id=k, nom="ARS", qualite="signataire"))
    add(Signataire(contrat_id=k, nom="ARS", qualite="homonyme"))
    un = add(Axe(contrat_id=k, numero="1", titre="Accès", ordre=1)).id
    deux = add(Axe(contrat_id=k, numero="II", titre="3 mesures – pour tous", ordre=2, description="a\nb")).id
    sous = add(Axe(contrat_id=k, numero="1", titre="Droits", parent_id=un)).id
    profond = un
    for niveau in range(4):
        profond = add(Axe(contrat_id=k, numero=f"p{niveau}", titre=f"Niveau {niveau}", parent_id=profond)).id
    add(ReferenceAxes(contrat_id=k, axe_id=deux, cible_id=sous, nature="en lien avec"))
    objectif = add(Objectif(contrat_id=k, axe_id=un, texte="Réduire", niveau=NiveauObjectif.STRATEGIQUE, constat="0,1"))
    a = add(
        Action(
            contrat_id=k,
            numero="1.10",
            titre="@Somme",
            axes=(sous, deux, profond),
            description="=1+1\n- puce ; fin",
            publics=("Social, médical",),
            partenaires=("+CPAM", "ARS, DT"),
            territoires=("QN001", "QN002"),
            priorite=Priorite.HAUTE,
            statut=StatutAction.BLOQUE,
            motif="-50 % de moyens",
            statut_depuis=date(2023, 2, 1),
            debut=date(2022, 3, 1),
            fin=date(2024, 12, 31),
            confidentiel=True,
        )
    ).id
    b = add(Action(contrat_id=k, numero="1.2", titre="Sans axe", documents="_x0041_ http://exemple.test")).id
    c = add(Action(contrat_id=k, numero="1.10.1", titre="Sous-action", parent_id=a)).id
    add(Action(contrat_id=k, numero="1.10.1.a", titre="Plus profonde", parent_id=c))
    for _ in range(2):
        add(Etape(contrat_id=k, action_id=a, libelle="Recruter", ordre=1, echeance=date(2023, 1, 1)))
    add(Note(contrat_id=k, action_id=b, date=date(2023, 5, 5), type=TypeNote.FREIN, texte="=A1", auteur="Zoé"))
    add(Financement(contrat_id=k, action_id=a, annee=2023, prevu=0.1 + 0.2, financeur="ARS", nature="FIR"))
    add(
        Financement(
            contrat_id=k,
            action_id=a,
            unite=UniteFinancement.ETP,
            prevu=0.5,
            demande=EtatDemande.ACCORDEE,
        )
    )
    add(LienActions(contrat_id=k, action_id=a, cible_id=b, nature="prépare"))
    i = add(
        IndicateurCls(
            contrat_id=k,
            objectif_id=objectif.id,
            libelle="Sans médecin traitant",
            type=TypeIndicateurCls.RESULTAT,
            sens=Sens.BAS_FAVORABLE,
            unite="%",
            territoires=("QN001",),
        )
    ).id
    add(IndicateurCls(contrat_id=k, action_id=a, libelle="Permanences", observatoire="permanences"))
    add(Cible(contrat_id=k, indicateur_id=i, date=date(2026, 12, 31), valeur=11.0, tolerance=0.5))
    add(Mesure(contrat_id=k, indicateur_id=i, date=date(2021, 12, 31), valeur=13.1, numerateur=131, denominateur=1000))
    add(Mesure(contrat_id=k, indicateur_id=i, date=date(2024, 12, 31), valeur=14.9, rupture="collecte changée"))
    s = add(Seance(contrat_id=k, date=date(2024, 6, 13), titre="COPIL", presents=("Ville", "ARS"))).id
    add(Decision(contrat_id=k, date=date(2024, 6, 13), texte="Relancer", seance_id=s, action_id=a, porteur="Ville"))
    return k


def describe_plan(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Décrit un plan sans identifiant ni version : chaque objet visé est remplacé par sa description."""

    def describe(genre: str, objet: Any) -> dict[str, Any]:
        dit: dict[str, Any] = {}
        for f in fields(objet):
            valeur = getattr(objet, f.name)
            vise = reference_of(genre, f.name)
            if f.name in {"id", "version", "contrat_id"}:
                continue
            if f.name == "axes":
                valeur = [describe("axe", plan.tables["axe"][i]) for i in valeur]
            elif vise and valeur is not None:
                valeur = describe(vise, plan.tables[vise][valeur])
            dit[f.name] = valeur
        return dit

    return {genre: sorted((describe(genre, o) for o in plan.tables[genre].values()), key=str) for genre in GENRES}

"""Alès, Perpignan, Strasbourg : des contrats de formes diverses se représentent et survivent à l'export.

Les faits viennent de documents publics ; ce qui n'y est pas dit n'est pas inventé ici.
"""

from datetime import date

import pytest

from observatoire.domain.cls.objets import Action, Axe, Contrat, Objectif, ReferenceAxes, Signataire
from observatoire.services.suivi.acces import Suivi, read_plan
from observatoire.services.suivi.classeur.export import export_plan
from observatoire.services.suivi.classeur.import_plan import confirm_import
from observatoire.services.suivi.edition import create_objet
from tests.integration.suivi.fabriques import ZOE, describe_plan


def build_ales(suivi: Suivi) -> int:
    """Pays Cévennes : 14 EPCI, signataires de dates diverses, axes n° 1 et n° 11, quatre contrats de ville."""
    contrat = Contrat(
        titre="CLS du Pays Cévennes",
        generation=1,
        signature=date(2011, 1, 1),
        perimetre=tuple(f"EPCI {n}" for n in range(1, 15)),
        dispositifs=("CLS", "ASV"),
    )
    k = create_objet(suivi, ZOE, contrat).id
    create_objet(suivi, ZOE, Signataire(contrat_id=k, nom="ARS", date_signature=date(2011, 1, 1)))
    create_objet(
        suivi, ZOE, Signataire(contrat_id=k, nom="Conseil départemental du Gard", date_signature=date(2013, 1, 1))
    )
    publics = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="1", titre="Publics fragilisés"))
    soins = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="11", titre="Accès aux soins"))
    create_objet(
        suivi,
        ZOE,
        Action(
            contrat_id=k,
            numero="1",
            titre="Atelier santé ville du bassin alésien",
            axes=(publics.id, soins.id),
            structure_pilote="Reseda",
            territoires=("Pays Grand'Combien", "De Cèze Cévennes", "Vivre en Cévennes", "Alès Agglomération"),
        ),
    )
    return k


def build_perpignan(suivi: Suivi) -> int:
    """Perpignan : une mission qui réunit ASV, CLS et CLSM ; neuf quartiers prioritaires."""
    contrat = Contrat(
        titre="CLS de Perpignan",
        signature=date(2013, 1, 1),
        perimetre=("Perpignan",),
        dispositifs=("CLS", "ASV", "CLSM"),
    )
    k = create_objet(suivi, ZOE, contrat).id
    axe = create_objet(suivi, ZOE, Axe(contrat_id=k, numero="1", titre="Santé mentale"))
    quartiers = tuple(f"QPV {n}" for n in range(1, 10))
    create_objet(
        suivi,
        ZOE,
        Action(contrat_id=k, numero="1", titre="Équipe mobile de psychiatrie", axes=(axe.id,), territoires=quartiers),
    )
    return k


def build_strasbourg(suivi: Suivi) -> int:
    """Strasbourg : l'axe des maisons urbaines de santé renvoie à trois autres axes."""
    k = create_objet(suivi, ZOE, Contrat(titre="CLS 2 de Strasbourg", generation=2, debut=date(2015, 1, 1))).id
    titres = ("Offre de soins", "Santé mentale", "Conduites à risques et addictions", "Cancers")
    axes = [create_objet(suivi, ZOE, Axe(contrat_id=k, numero=str(n), titre=t)) for n, t in enumerate(titres, start=1)]
    natures = ("liens avec les CMP", "microstructures médicales", "consultations de tabacologie")
    for axe, nature in zip(axes[1:], natures, strict=True):
        create_objet(suivi, ZOE, ReferenceAxes(contrat_id=k, axe_id=axes[0].id, cible_id=axe.id, nature=nature))
    constat = "De 0,41 à 2,5 généralistes pour 1 000 habitants selon le quartier."
    create_objet(
        suivi, ZOE, Objectif(contrat_id=k, axe_id=axes[0].id, texte="Sécuriser le premier recours", constat=constat)
    )
    create_objet(suivi, ZOE, Action(contrat_id=k, numero="1", titre="Maisons urbaines de santé", axes=(axes[0].id,)))
    return k


@pytest.mark.parametrize("build", [build_ales, build_perpignan, build_strasbourg])
def test_le_contrat_survit_a_l_export(suivi: Suivi, build) -> None:
    origine = read_plan(suivi, build(suivi), ZOE)
    copie = confirm_import(suivi, ZOE, export_plan(origine, ZOE), fichier="cls.xlsx", contrat_id=None)
    assert describe_plan(read_plan(suivi, copie.contrat_id, ZOE)) == describe_plan(origine)


def test_une_action_d_ales_compte_dans_ses_deux_axes(suivi_sqlite: Suivi) -> None:
    plan = read_plan(suivi_sqlite, build_ales(suivi_sqlite), ZOE)
    assert [[a.titre for a in plan.list_actions_axe(x.id)] for x in plan.axes] == [
        ["Atelier santé ville du bassin alésien"]
    ] * 2
    assert len(plan.contrat.perimetre) == 14


def test_les_axes_de_strasbourg_se_renvoient(suivi_sqlite: Suivi) -> None:
    plan = read_plan(suivi_sqlite, build_strasbourg(suivi_sqlite), ZOE)
    titres = {a.id: a.titre for a in plan.axes}
    assert [(titres[r.axe_id], titres[r.cible_id]) for r in plan.references] == [
        ("Offre de soins", "Santé mentale"),
        ("Offre de soins", "Conduites à risques et addictions"),
        ("Offre de soins", "Cancers"),
    ]

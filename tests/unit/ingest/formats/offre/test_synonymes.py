"""Un métier se reconnaît au féminin, au pluriel, abrégé ; ce qui n'est pas connu ne devient pas un lieu."""

import pytest

from observatoire.domain.acces import METIERS_ACCES
from observatoire.domain.densites import METIERS_COMPTES
from observatoire.ingest.demo.professionnels import METIERS
from observatoire.ingest.formats.offre import professions
from observatoire.ingest.formats.offre.professions import NON_RECONNUE, Nomme, name_metier

PREMIER, SECOND = "premier recours", "second recours"


@pytest.mark.parametrize(
    ("intitule", "profession", "specialite"),
    [
        ("Médecin généraliste", "Médecin", "Médecine générale"),
        ("MEDECINS GENERALISTES", "Médecin", "Médecine générale"),
        ("généraliste", "Médecin", "Médecine générale"),
        ("Infirmière", "Infirmier", ""),
        ("Infirmières libérales", "Infirmier", ""),
        ("Infirmier(e)s D.E.", "Infirmier", ""),
        ("infirmier·ère·s", "Infirmier", ""),
        ("Infirmier / Infirmière", "Infirmier", ""),
        ("IDEL", "Infirmier", ""),
        ("Infirmière puéricultrice", "Infirmier", ""),
        ("Dentiste", "Chirurgien-dentiste", ""),
        ("Chirurgiennes-dentistes", "Chirurgien-dentiste", ""),
        ("Docteur en chirurgie dentaire", "Chirurgien-dentiste", ""),
        ("Kiné", "Masseur-kinésithérapeute", ""),
        ("Masseuse kinésithérapeute", "Masseur-kinésithérapeute", ""),
        ("sages-femmes", "Sage-femme", ""),
        ("Podologue", "Pédicure-podologue", ""),
        ("Pharmacienne", "Pharmacien", ""),
        ("Diététicienne", "Diététicien", ""),
        ("Psychiatre", "Médecin", "Psychiatrie"),
        ("Pédopsychiatre", "Médecin", "Psychiatrie"),
        ("Médecin spécialiste en psychiatrie", "Médecin", "Psychiatrie"),
        ("Gynécologue-obstétricienne", "Médecin", "Gynécologie"),
        ("ORL", "Médecin", "Oto-rhino-laryngologie"),
        ("Docteur Martin", "Médecin", ""),
    ],
)
def test_un_metier_s_ecrit_de_bien_des_facons(intitule: str, profession: str, specialite: str) -> None:
    nomme = name_metier(intitule)
    assert (nomme.profession, nomme.specialite) == (profession, specialite)
    assert nomme.categorie in (PREMIER, SECOND)


@pytest.mark.parametrize(
    ("specialite", "attendue"),
    [
        ("Psychiatre", "Psychiatrie"),
        ("Psychiatrie option enfant & adolescent", "Psychiatrie"),
        ("Généraliste", "Médecine générale"),
        ("Cardiologie et maladies vasculaires", "Cardiologie"),
        ("Pathologie cardio-vasculaire", "Cardiologie"),
        ("Oto-Rhino-Laryngologue (ORL) et chirurgien cervico-facial", "Oto-rhino-laryngologie"),
        ("Radio-diagnostic", "Radiologie"),
        # Ces disciplines ressemblent à une autre sans en être : leur libellé reste.
        ("Chirurgie pédiatrique", "Chirurgie pédiatrique"),
        ("Neurochirurgie", "Neurochirurgie"),
        ("Radiothérapie", "Radiothérapie"),
    ],
)
def test_une_specialite_a_un_seul_nom(specialite: str, attendue: str) -> None:
    assert name_metier("Médecin", specialite).specialite == attendue


def test_la_specialite_d_un_autre_metier_reste_la_sienne() -> None:
    assert name_metier("Chirurgien-dentiste", "Pédiatrie dentaire").specialite == "Pédiatrie dentaire"


@pytest.mark.parametrize(
    ("intitule", "attendu"),
    [
        ("Officine", Nomme("Pharmacie", "", "officine")),
        ("Maison de santé", Nomme("Maison de santé pluriprofessionnelle", "", "établissement")),
        ("Urgences", Nomme("Service d’urgences", "", "établissement")),
        ("Centre de planification", Nomme("Centre de planification", "", "établissement")),
    ],
)
def test_un_lieu_reste_un_lieu(intitule: str, attendu: Nomme) -> None:
    assert name_metier(intitule) == attendu


@pytest.mark.parametrize("intitule", ["Shiatsu", "Coiffeuse", "Cardiologie", "Docteur vétérinaire", "Praticienne", ""])
def test_un_inconnu_n_est_ni_un_metier_ni_un_lieu(intitule: str) -> None:
    assert name_metier(intitule) == Nomme(intitule, "", NON_RECONNUE)


def test_tout_ce_que_l_observatoire_compte_se_reconnait_soi_meme() -> None:
    voulus = {(m.profession, m.specialite) for m in (*METIERS_ACCES, *METIERS, *METIERS_COMPTES)}
    voulus |= {(p, "") for p in (*professions.RPPS.values(), *professions.AMELI.values())}
    assert {(n.profession, n.specialite) for n in (name_metier(p, s) for p, s in voulus)} == voulus
    assert not [p for p, s in voulus if name_metier(p, s).categorie == NON_RECONNUE]

"""Les professions dont la densité se compte sur les points : une seule liste, pour la publication et les écrans."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MetierCompte:
    """Une profession, ou une spécialité de médecin, et le nom que portent ses indicateurs.

    Sans `is_personne`, ce sont des lieux : ni activité partagée, ni mode d'exercice.
    """

    nom: str
    profession: str
    specialite: str = ""
    is_personne: bool = True

    @property
    def densite(self) -> str:
        """Code de la densité en têtes (ou en lieux)."""
        return f"densite_{self.nom}"

    @property
    def activite(self) -> str:
        """Code de la densité en activité ; vide pour un lieu."""
        return f"{self.densite}_activite" if self.is_personne else ""


METIERS_COMPTES = (
    MetierCompte("generalistes", "Médecin", "Médecine générale"),
    MetierCompte("infirmiers", "Infirmier"),
    MetierCompte("dentistes", "Chirurgien-dentiste"),
    MetierCompte("kinesitherapeutes", "Masseur-kinésithérapeute"),
    MetierCompte("sages_femmes", "Sage-femme"),
    MetierCompte("psychiatres", "Médecin", "Psychiatrie"),
    MetierCompte("pharmacies", "Pharmacie", is_personne=False),
    MetierCompte("orthophonistes", "Orthophoniste"),
    MetierCompte("podologues", "Pédicure-podologue"),
    MetierCompte("orthoptistes", "Orthoptiste"),
    MetierCompte("psychologues", "Psychologue"),
    MetierCompte("pediatres", "Médecin", "Pédiatrie"),
    MetierCompte("gynecologues", "Médecin", "Gynécologie"),
    MetierCompte("ophtalmologues", "Médecin", "Ophtalmologie"),
    MetierCompte("cardiologues", "Médecin", "Cardiologie"),
    MetierCompte("dermatologues", "Médecin", "Dermatologie"),
    MetierCompte("gastro_enterologues", "Médecin", "Gastro-entérologie"),
    MetierCompte("orl", "Médecin", "Oto-rhino-laryngologie"),
    MetierCompte("pneumologues", "Médecin", "Pneumologie"),
    MetierCompte("radiologues", "Médecin", "Radiologie"),
)
"""Dans l'ordre où les écrans les proposent."""
GENERALISTES = METIERS_COMPTES[0]
PART_55_ANS, PART_60_ANS = "part_generalistes_55_ans", "part_generalistes_60_ans"
PART_SECTEUR_1, HABITANTS_PAR_GENERALISTE = "part_generalistes_secteur_1", "habitants_par_generaliste"
PART_CONNUE_MIN = 0.8
"""Part des personnes dont l'âge (ou le secteur) est connu, sous laquelle ni part ni projection ne se calculent."""

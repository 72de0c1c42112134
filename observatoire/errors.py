"""Erreurs que l'observatoire sait expliquer. Leur message est une phrase française, montrée telle quelle."""


class ErreurObservatoire(Exception):
    """Erreur prévue : le message dit ce qui s'est passé et quoi faire. Jamais de trace à l'écran."""


class ReglageInvalide(ErreurObservatoire, ValueError):
    """Un réglage de l'environnement a une valeur que l'observatoire ne connaît pas. Rien n'a été fait."""


class DonneesAbsentes(ErreurObservatoire):
    """Aucun observatoire initialisé, ou aucune version publiée, dans le dossier de données."""


class ChantierOccupe(ErreurObservatoire):
    """Une autre commande tient le chantier. Rien n'a été fait."""


class FichierRefuse(ErreurObservatoire):
    """Un fichier reçu ne peut pas être importé. Rien n'a été écrit."""


class SelectionInvalide(ErreurObservatoire):
    """Un code demandé (territoire, indicateur, période) n'existe pas dans la version publiée."""

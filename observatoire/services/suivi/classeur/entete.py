"""Trouver la ligne de titres d'une feuille de plan, et ce que chaque colonne veut dire."""

from dataclasses import dataclass

from observatoire.services.suivi.classeur.colonnes import COLONNES, PAR_CHAMP, fold_nom, recognize_colonne
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau
from observatoire.services.suivi.classeur.lecture import Feuille
from observatoire.services.suivi.classeur.valeurs import to_texte

LIGNES_EXPLOREES = 30
IGNORER = "ignorer"


@dataclass(frozen=True)
class Entete:
    """La ligne de titres (comptée de zéro) et le champ de chaque colonne reconnue."""

    ligne: int
    colonnes: dict[int, str]


def find_entete(feuille: Feuille, contenu: Contenu) -> Entete | None:
    """Rend l'en-tête d'une feuille de plan, ou `None` si ce n'en est pas une.

    La ligne retenue est, parmi les premières, celle qui a le plus de titres connus ; il en faut deux,
    dont le titre de l'action ou la sous-action.
    """
    candidates: list[tuple[int, int]] = []
    for rang, ligne in enumerate(feuille.lignes[:LIGNES_EXPLOREES]):
        champs = {champ for champ in (recognize_colonne(to_texte(c)) for c in ligne) if champ}
        if champs & {"titre", "sous_action"} and len(champs) >= 2:
            candidates.append((len(champs), -rang))
    if not candidates:
        return None
    rang = -max(candidates)[1]
    return Entete(rang, _map_colonnes(feuille, rang, contenu))


def _map_colonnes(feuille: Feuille, rang: int, contenu: Contenu) -> dict[int, str]:
    colonnes: dict[int, str] = {}
    lieu = (feuille.nom, rang + 1)
    for c, brut in enumerate(feuille.lignes[rang]):
        titre = to_texte(brut)
        champ = recognize_colonne(titre) or _ask_champ(titre, contenu)
        if champ is None:
            continue
        if champ in colonnes.values():
            texte = f"deux colonnes pour « {PAR_CHAMP[champ].titre} » : la première est lue, celle-ci non."
            contenu.report(Niveau.AVIS, lieu, titre, titre, texte)
        else:
            colonnes[c] = champ
    return colonnes


def _ask_champ(titre: str, contenu: Contenu) -> str | None:
    """Propose de ranger une colonne inconnue ; sans réponse, elle n'est pas reprise."""
    plat = fold_nom(titre)
    if not plat or "rappel" in plat.split():
        return None
    choix = ((IGNORER, "Ne pas la reprendre"), *((c.champ, c.titre) for c in COLONNES))
    reponse = contenu.ask(f"colonne:{plat}", f"Colonne « {titre} » inconnue : où la ranger ?", choix, obligatoire=False)
    return reponse if reponse in PAR_CHAMP else None

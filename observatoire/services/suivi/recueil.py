"""Le recueil d'actions d'autres villes : le lire, suggérer devant un besoin, partir d'un exemple."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from observatoire.domain.cls.objets import Action
from observatoire.domain.francais import sort_key
from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.settings import REFERENCE

FICHIER = REFERENCE / "recueil_villes_sante" / "actions.toml"
_MOTS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class ActionRecueil:
    """Une action d'une ville : des faits et un résumé, avec la page de leur source."""

    code: str
    ville: str
    titre: str
    fiche: int
    periode: str
    themes: tuple[Theme, ...]
    famille: str
    echelle: str
    pilote: str
    partenaires: tuple[str, ...]
    budget: str
    qpv: str
    publics: tuple[str, ...]
    resume: str
    resultats: str
    page: int
    source: str
    mise_a_jour: int | None = None

    @property
    def texte(self) -> str:
        """Tout ce qui se cherche, sans accent ni casse."""
        themes = [LIBELLES_THEME[t] for t in self.themes]
        morceaux = [
            self.ville, self.titre, self.resume, self.resultats, self.famille, self.echelle, self.pilote,
            self.budget, *themes, *self.partenaires, *self.publics,
        ]  # fmt: skip
        return sort_key(" ".join(morceaux))


@cache
def load_recueil(fichier: Path = FICHIER) -> tuple[ActionRecueil, ...]:
    """Charge le recueil, dans l'ordre des pages."""
    brut = tomllib.loads(fichier.read_text(encoding="utf-8"))
    actions = (_build_action(ligne, brut["source"]) for ligne in brut["action"])
    return tuple(sorted(actions, key=lambda a: a.page))


def _build_action(ligne: dict[str, Any], source: str) -> ActionRecueil:
    champs: dict[str, Any] = ligne | {
        "themes": tuple(Theme(t) for t in ligne["themes"]),
        "partenaires": tuple(ligne["partenaires"]),
        "publics": tuple(ligne["publics"]),
        "source": source,
    }
    return ActionRecueil(**champs)


def suggest_actions(theme: Theme, mots: str = "", *, limite: int = 3) -> tuple[ActionRecueil, ...]:
    """Rend ce que d'autres villes ont fait dans un thème, les plus proches de quelques mots d'abord.

    Args:
        theme: le thème du besoin.
        mots: le libellé de l'indicateur défavorable, par exemple.
        limite: nombre d'actions à rendre.
    """
    cles = {m for m in _MOTS.findall(sort_key(mots)) if len(m) > 3}

    def score(action: ActionRecueil) -> tuple[int, int, int]:
        propre = sort_key(f"{action.titre} {action.resume} {action.resultats}")
        communs = sum(mot in propre for mot in cles)
        return (-communs, -bool(action.resultats), action.page)

    return tuple(sorted((a for a in load_recueil() if theme in a.themes), key=score)[:limite])


def find_proches(action: ActionRecueil, *, limite: int = 3) -> tuple[ActionRecueil, ...]:
    """Rend les actions d'autres villes qui partagent le plus de thèmes et de publics."""

    def score(autre: ActionRecueil) -> tuple[int, int]:
        communs = len({*autre.themes, *autre.publics} & {*action.themes, *action.publics})
        return (-2 * communs - (autre.famille == action.famille), autre.page)

    autres = (a for a in load_recueil() if a.ville != action.ville and set(a.themes) & set(action.themes))
    return tuple(sorted(autres, key=score)[:limite])


def build_fiche_depuis(
    action: ActionRecueil, contrat_id: int, numero: str, *, territoires: tuple[str, ...] = ()
) -> Action:
    """Rend une fiche à compléter, partie d'un exemple dont elle garde la référence."""
    return Action(
        contrat_id=contrat_id,
        numero=numero,
        titre=action.titre,
        description=action.resume,
        publics=action.publics,
        territoires=territoires,
        thematiques=tuple(LIBELLES_THEME[t] for t in action.themes),
        documents=f"Exemple : {action.ville}. {action.source}, page {action.page}.",
    )

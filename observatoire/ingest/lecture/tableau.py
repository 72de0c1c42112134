"""Une feuille telle qu'elle est écrite, puis le tableau qu'on y reconnaît sous son en-tête."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from observatoire.domain.francais import sort_key
from observatoire.ingest.lecture import limites
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.rejets import Rejet


def normalize_label(texte: str) -> str:
    """Intitulé comparable : sans accent, sans casse, les autres signes réduits à `_`."""
    return re.sub(r"[^a-z0-9]+", "_", sort_key(texte)).strip("_")


@dataclass(frozen=True)
class Feuille:
    """Toutes les cases d'un CSV ou d'une feuille de classeur, en texte nettoyé (vide = case vide).

    `lignes` donne le numéro de chaque ligne dans le fichier. `rejets` sont les lignes déjà écartées (nombre de
    cases faux, formule jamais calculée). `fusions` : (ligne, colonne, ligne, colonne) en positions de `cellules`.
    """

    fichier: str
    nom: str
    cellules: pd.DataFrame
    lignes: np.ndarray
    rejets: tuple[Rejet, ...] = ()
    fusions: tuple[tuple[int, int, int, int], ...] = ()

    def get_ligne(self, position: int) -> list[str]:
        """Cases d'une ligne."""
        return [str(c) for c in self.cellules.iloc[position]]

    def find_entete(self, accepte: Callable[[list[str]], bool]) -> int | None:
        """Première ligne du haut de la feuille que `accepte` reconnaît comme en-tête."""
        for position in range(min(limites.LIGNES_ENTETE_MAX, len(self.cellules))):
            if accepte(self.get_ligne(position)):
                return position
        return None

    def build_tableau(self, entete: int) -> "Tableau":
        """Tableau sous la ligne d'en-tête, lignes vides ôtées.

        Raises:
            FichierRefuse: deux colonnes du même nom, ou aucune ligne sous l'en-tête.
        """
        noms = self.get_ligne(entete)
        self._check_doublons(noms, entete)
        donnees = self.cellules.iloc[entete + 1 :].copy()
        pleines = (donnees != "").any(axis=1).to_numpy(dtype=bool)
        donnees = donnees[pleines].reset_index(drop=True)
        lignes = self.lignes[entete + 1 :][pleines]
        utiles = [i for i, nom in enumerate(noms) if nom]
        donnees = donnees.iloc[:, utiles]
        donnees.columns = pd.Index([noms[i] for i in utiles])
        premiere = int(self.lignes[entete])
        rejets = tuple(r for r in self.rejets if r.ligne > premiere)
        if donnees.empty and not rejets:
            raise build_refus(
                self.fichier,
                feuille=self.nom,
                trouve="un en-tête sans aucune ligne de données",
                attendu="au moins une ligne de données",
                conseil="Vérifiez que l'export n'a pas été interrompu.",
            )
        return Tableau(self.fichier, self.nom, donnees, lignes, rejets)

    def _check_doublons(self, noms: list[str], entete: int) -> None:
        vus: set[str] = set()
        for nom in noms:
            if nom and nom in vus:
                raise build_refus(
                    self.fichier,
                    feuille=self.nom,
                    ligne=int(self.lignes[entete]),
                    colonne=nom,
                    trouve=f"deux colonnes nommées {nom}",
                    attendu="des noms de colonne tous différents",
                    conseil="Renommez ou supprimez l'une des deux colonnes.",
                )
            vus.add(nom)


@dataclass
class Tableau:
    """Un tableau à contrôler : on y note les rejets, puis on garde les lignes saines.

    `origines` : pour un tableau large mis en long, intitulé du fichier d'où vient chaque case d'une colonne.
    """

    fichier: str
    feuille: str
    donnees: pd.DataFrame
    lignes: np.ndarray
    rejets: tuple[Rejet, ...] = ()
    origines: dict[str, np.ndarray] = field(default_factory=lambda: {})
    _nouveaux: list[Rejet] = field(default_factory=lambda: [])
    _mauvaises: np.ndarray | None = None

    @property
    def lignes_lues(self) -> int:
        """Nombre de lignes de données, rejets compris."""
        return len(self.donnees) + len({r.ligne for r in self.rejets})

    @property
    def mauvaises(self) -> np.ndarray:
        """Masque des lignes refusées."""
        if self._mauvaises is None:
            self._mauvaises = np.zeros(len(self.donnees), dtype=bool)
        return self._mauvaises

    def reject(
        self,
        masque: np.ndarray,
        colonne: str,
        *,
        attendu: str,
        conseil: str | pd.Series,
        trouve: pd.Series | None = None,
    ) -> None:
        """Refuse les lignes du masque qui ne le sont pas déjà ; `trouve` est par défaut la case de `colonne`."""
        positions = np.flatnonzero(masque & ~self.mauvaises)
        if not len(positions):
            return
        source = self.donnees[colonne] if trouve is None else trouve
        valeurs = source.iloc[positions].astype("str").tolist()
        noms = self.origines[colonne][positions] if colonne in self.origines else [colonne] * len(positions)
        conseils = [conseil] * len(positions) if isinstance(conseil, str) else conseil.iloc[positions].tolist()
        self._nouveaux.extend(
            Rejet(self.fichier, int(self.lignes[p]), str(nom), v[:200], attendu, str(c), self.feuille)
            for p, nom, v, c in zip(positions, noms, valeurs, conseils, strict=True)
        )
        self.mauvaises[positions] = True

    def list_rejets(self) -> tuple[Rejet, ...]:
        """Tous les rejets, dans l'ordre du fichier."""
        return tuple(sorted([*self.rejets, *self._nouveaux], key=lambda r: r.ligne))

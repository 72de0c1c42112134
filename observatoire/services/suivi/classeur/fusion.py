"""Comparer un classeur lu au plan enregistré : ce qu'il faut créer, ce qu'il faut modifier."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date
from typing import Any

from observatoire.domain.cls.codage import champs_types
from observatoire.domain.cls.objets import (
    GENRES,
    Action,
    Etape,
    IndicateurCls,
    Mesure,
    Objet,
    list_champs,
    reference_of,
)
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.saisie import check_comptes, check_objet, clean_objet
from observatoire.domain.cls.vocabulaire import STATUTS_A_MOTIVER
from observatoire.services.suivi.classeur.arbre import Numerotation, sort_rangees
from observatoire.services.suivi.classeur.cles import index_plan
from observatoire.services.suivi.classeur.contenu import Cle, Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.feuilles_detail import TITRES, format_cle, get_colonne
from observatoire.services.suivi.classeur.rapprochement import drop_totaux, report_absents, reunite
from observatoire.services.suivi.classeur.renumerotation import find_renumerotees, renumber_plan

MOTIF_ABSENT = "Motif non précisé dans le classeur importé."


@dataclass(frozen=True)
class Operation:
    """Une écriture à faire : créer (`ancien` est `None`) ou modifier. Un identifiant négatif est provisoire."""

    genre: str
    voulu: Objet
    ancien: Objet | None

    @property
    def champs_changes(self) -> tuple[str, ...]:
        """Les champs qui changent."""
        if self.ancien is None:
            return ()
        ancien, voulu = self.ancien, self.voulu
        return tuple(c for c in list_champs(type(voulu)) if getattr(ancien, c) != getattr(voulu, c))


def merge_contenu(plan: Plan, contenu: Contenu, *, jour: date, effacer_vides: bool = False) -> tuple[Operation, ...]:
    """Rend les écritures qui amènent le plan à ce que dit le classeur. Rien n'est jamais supprimé.

    Chaque écriture rendue est vérifiée : ce que la base refuserait est dit dans `contenu`, à sa ligne, et laissé.

    Args:
        plan: le plan enregistré (un contrat vide pour un premier import).
        contenu: le classeur lu.
        jour: date donnée aux notes, et aux étapes cochées depuis, qui n'en ont pas.
        effacer_vides: vrai si une cellule vide d'une feuille de plan efface ce qui était enregistré.
    """
    numeros = find_renumerotees(plan, contenu)
    fusion = _Fusion(plan, contenu, jour, effacer_vides, numeros)
    operations = [op for rangee in fusion.rangees if (op := fusion.merge(rangee)) is not None]
    fusion.report_absents()
    return tuple(operations)


class _Fusion:
    """La fusion d'un classeur, rangée par rangée, les parents avant leurs enfants."""

    def __init__(
        self, plan: Plan, contenu: Contenu, jour: date, effacer_vides: bool, numeros: Mapping[int, str]
    ) -> None:
        self.plan, self.contenu = plan, contenu
        self._jour, self._effacer = jour, effacer_vides
        index = index_plan(renumber_plan(plan, numeros))
        rangees = sort_rangees(contenu, index)
        #: Ce que chaque clé du classeur désigne dans la base.
        self._anciens: dict[tuple[str, Cle], Objet] = {
            cle: plan.tables[cle[0]][objet.id] for cle, objet in index.par_cle.items()
        }
        self._anciens |= reunite(plan, contenu, rangees, self._anciens)
        self._lues = rangees
        self.rangees = drop_totaux(plan, contenu, rangees, self._anciens)
        self._ids: dict[tuple[str, Cle], int] = {cle: objet.id for cle, objet in self._anciens.items()}
        self._numeros = Numerotation(plan, numeros)
        self._indicateurs = {i.id: i for i in plan.list_objets(IndicateurCls)}
        self._repris: set[tuple[str, int]] = set()
        self._ecartees: set[tuple[str, Cle]] = set()

    def merge(self, rangee: Rangee) -> Operation | None:
        """Rend l'écriture d'une rangée ; `None` si rien ne change ou si elle ne peut pas être reprise."""
        ancien = self._anciens.get((rangee.genre, rangee.cle))
        if ancien is not None:
            self._repris.add((rangee.genre, ancien.id))
        valeurs = self._resolve(rangee, ancien)
        voulu = self._build_voulu(rangee, ancien, valeurs) if valeurs is not None else None
        if voulu is None or (voulu != ancien and not self._check(rangee, voulu)):
            self._ecartees.add((rangee.genre, rangee.cle))
            return None
        if voulu == ancien:
            return None
        self._ids[rangee.genre, rangee.cle] = voulu.id
        self._numeros.place(voulu)
        if isinstance(voulu, IndicateurCls):
            self._indicateurs[voulu.id] = voulu
        return Operation(rangee.genre, voulu, ancien)

    def report_absents(self) -> None:
        """Dit ce que le plan a et que le classeur n'a plus."""
        report_absents(self.plan, self.contenu, self._anciens, self._repris, self._lues)

    def _resolve(self, rangee: Rangee, ancien: Objet | None) -> dict[str, Any] | None:
        """Rend les champs de la rangée, les clés devenues des identifiants ; `None` s'il en manque un."""
        garde = rangee.partielle and ancien is not None and not self._effacer
        types = champs_types(GENRES[rangee.genre])
        valeurs: dict[str, Any] = {}
        for champ, valeur in rangee.champs.items():
            vide = valeur in ("", (), None)
            # Un champ qui ne peut pas être vide (confidentiel, statut) ne s'efface pas d'une cellule vide.
            if not (vide and (garde or (valeur is None and not types[champ][1]))):
                valeurs[champ] = valeur
        for champ, cle in rangee.refs.items():
            vise = reference_of(rangee.genre, champ) or ""
            valeurs[champ] = self._ids.get((vise, cle)) if cle is not None else None
            if valeurs[champ] is None and (cle is not None or not types[champ][1]):
                self._report_reference(rangee, champ, vise, cle)
                return None
        if rangee.axes is not None:
            axes = tuple(self._ids["axe", cle] for cle in rangee.axes if ("axe", cle) in self._ids)
            if axes or not garde:
                valeurs["axes"] = axes
        return valeurs

    def _report_reference(self, rangee: Rangee, champ: str, vise: str, cle: Cle | None) -> None:
        """Un lien lu dans une feuille de plan se laisse sans perdre sa fiche ; ailleurs, la ligne est écartée.

        Ce qu'une ligne écartée disait d'étapes ou de moyens l'est avec elle : elle est déjà dite.
        """
        if rangee.partielle and rangee.genre not in {"action", "axe", "lien_actions"} and (vise, cle) in self._ecartees:
            return
        feuille = {"action": "Plan"}.get(vise, TITRES.get(vise, ""))
        quoi = "le lien n'est pas repris" if rangee.genre == "lien_actions" else "la ligne n'est pas reprise"
        texte = (
            f"attendu : {_NOMS_VISES.get(vise, 'une ligne')} du classeur ou du plan enregistré ; il n'y en a pas, ou "
            f"sa ligne est écartée : {quoi}. Corrigez la cellule, ou ajoutez la ligne dans « {feuille} »."
        )
        niveau = Niveau.AVIS if rangee.genre == "lien_actions" and rangee.partielle else Niveau.ERREUR
        self.contenu.report(
            niveau,
            rangee.lieu,
            get_colonne(rangee.genre, champ, partielle=rangee.partielle),
            format_cle(vise, cle),
            texte,
        )

    def _build_voulu(self, rangee: Rangee, ancien: Objet | None, valeurs: dict[str, Any]) -> Objet | None:
        if ancien is not None:
            return _motivate(clean_objet(self._tick(rangee, replace(ancien, **valeurs), ancien)))
        classe = GENRES[rangee.genre]
        connus = {f.name for f in fields(classe)}
        utiles = {c: v for c, v in valeurs.items() if c in connus and v is not None}
        if rangee.genre == "note":
            utiles.setdefault("date", self._jour)
        manquants = [f.name for f in fields(classe) if f.default is MISSING and f.name not in utiles]
        for champ in manquants:
            colonne = get_colonne(rangee.genre, champ, partielle=rangee.partielle)
            texte = "attendu : une valeur, ou la colonne est absente. La ligne n'est pas reprise : complétez-la."
            self.contenu.report(Niveau.ERREUR, rangee.lieu, colonne, "", texte)
        if manquants:
            return None
        if rangee.faite:
            utiles["libelle"] = f"{utiles['libelle']} (faite)"
        provisoire = -1 - len(self._ids)
        return _motivate(clean_objet(classe(id=provisoire, contrat_id=self.plan.contrat.id, **utiles)))

    def _tick(self, rangee: Rangee, voulu: Objet, ancien: Objet) -> Objet:
        """Une étape cochée sans date : réalisée au plus tard ce jour, si elle ne l'était pas au dernier import."""
        if not isinstance(voulu, Etape) or not isinstance(ancien, Etape) or not rangee.faite:
            return voulu
        if voulu.realisee_le is not None:
            return voulu
        if ancien.libelle.endswith(" (faite)"):
            return replace(voulu, libelle=f"{voulu.libelle} (faite)")
        avis = "étape cochée sans date : réalisée le jour de l'import."
        self.contenu.report(Niveau.AVIS, rangee.lieu, "Étapes", voulu.libelle, avis)
        return replace(voulu, realisee_le=self._jour)

    def _check(self, rangee: Rangee, voulu: Objet) -> bool:
        """Vérifie une écriture comme la base le ferait ; dit ses fautes à sa ligne."""
        fautes = check_objet(voulu) | self._numeros.check(voulu)
        if isinstance(voulu, Mesure) and (indicateur := self._indicateurs.get(voulu.indicateur_id)) is not None:
            fautes |= check_comptes(voulu, indicateur)
        for champ, faute in fautes.items():
            colonne = get_colonne(rangee.genre, champ, partielle=rangee.partielle)
            valeur = getattr(voulu, champ, "")
            texte = f"{faute} La ligne n'est pas reprise."
            self.contenu.report(Niveau.ERREUR, rangee.lieu, colonne, format_trouve(valeur), texte)
        return not fautes


_NOMS_VISES = {
    "action": "une action",
    "axe": "un axe",
    "objectif": "un objectif",
    "indicateur_cls": "un indicateur",
    "seance": "une séance",
}


def format_trouve(valeur: object) -> str:
    """Écrit une valeur fautive, raccourcie : un texte trop long n'a pas à l'être dans son message."""
    texte = (
        f"{valeur:%d/%m/%Y}"
        if isinstance(valeur, date)
        else f"{valeur:g}"
        if isinstance(valeur, float)
        else str(valeur)
    )
    return texte if len(texte) <= 80 else f"{texte[:79]}…"


def _motivate(objet: Objet) -> Objet:
    """Un statut qui demande un motif en reçoit un provisoire : le classeur n'en donne pas toujours."""
    if isinstance(objet, Action) and objet.statut in STATUTS_A_MOTIVER and not objet.motif:
        return replace(objet, motif=MOTIF_ABSENT)
    return objet


def relink(objet: Objet, ids: Mapping[int, int]) -> Objet:
    """Remplace les identifiants provisoires d'un objet par ceux que la base a donnés."""
    change: dict[str, Any] = {}
    for champ in list_champs(type(objet)):
        valeur = getattr(objet, champ)
        if champ.endswith("_id") and isinstance(valeur, int) and valeur < 0:
            change[champ] = ids[valeur]
    if isinstance(objet, Action):
        change["axes"] = tuple(ids.get(a, a) for a in objet.axes)
    return replace(objet, **change)

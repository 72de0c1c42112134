"""Lire une feuille de plan tenue à la main : une ligne par action ou sous-action, colonnes en tout ordre."""

from dataclasses import dataclass, field

from observatoire.domain.cls.plan import Plan
from observatoire.services.suivi.classeur.axes_lus import AxesLus, Chemin, is_bandeau
from observatoire.services.suivi.classeur.cellules import (
    CHAMPS_LUS,
    LigneLue,
    check_numero,
    read_champs,
    report_decimaux,
)
from observatoire.services.suivi.classeur.cles import cle_action, cle_axe
from observatoire.services.suivi.classeur.colonnes import PAR_CHAMP, PROFONDEUR_AXES, SANS_AXE, fold_nom
from observatoire.services.suivi.classeur.contenu import Contenu, Niveau, Rangee
from observatoire.services.suivi.classeur.entete import Entete
from observatoire.services.suivi.classeur.lecture import Feuille
from observatoire.services.suivi.classeur.numeros import NumeroPris, Numeros
from observatoire.services.suivi.classeur.rattaches import Rattaches
from observatoire.services.suivi.classeur.valeurs import split_lignes, to_texte

TIRETS = frozenset({"–", "-", "—", SANS_AXE})
_PROPRES = frozenset({"debut", "fin", "statut"})
_VIDES = ("", (), None)


@dataclass
class _Etat:
    """Où en est la lecture d'une feuille."""

    axes: list[Chemin] = field(default_factory=list[Chemin])
    principale: Rangee | None = None
    derniere: Rangee | None = None
    ecartee: bool = False


def _has_bandeau(feuille: Feuille) -> bool:
    """Vrai si des lignes de titre nomment les axes : le nom de la feuille n'en est alors pas un."""
    pleines = ([t for c in ligne if (t := to_texte(c))] for ligne in feuille.lignes)
    return any(len(textes) == 1 and is_bandeau(textes[0]) for textes in pleines)


class LecteurPlan:
    """Lit les feuilles de plan d'un classeur et ajoute leurs actions au contenu."""

    def __init__(self, plan: Plan, contenu: Contenu, numeros: Numeros, exclus: frozenset[str]) -> None:
        self.contenu = contenu
        self.axes = AxesLus(plan, contenu)
        self.numeros = numeros
        self.rattaches = Rattaches(contenu, exclus, numeros.pris)
        self.actions: dict[str, Rangee] = {}

    def read(self, feuille: Feuille, entete: Entete, axe_feuille: str) -> None:
        """Lit une feuille. `axe_feuille` est l'axe que son nom désigne, ou vide."""
        etat = _Etat()
        if axe_feuille and not _has_bandeau(feuille):
            etat.axes = [self.axes.resolve(axe_feuille, (), (feuille.nom, 1))]
        colonne = next((c for c, champ in entete.colonnes.items() if champ == "numero"), None)
        if colonne is not None:
            numeros = {r + 1: x[colonne] for r, x in enumerate(feuille.lignes) if r > entete.ligne and colonne < len(x)}
            report_decimaux(feuille.nom, numeros, self.contenu)
        for rang in range(entete.ligne + 1, len(feuille.lignes)):
            ligne = self._build_ligne(feuille, entete, rang)
            textes = [to_texte(c) for c in feuille.lignes[rang]]
            pleines = [t for t in textes if t]
            if not pleines:
                continue
            if len(pleines) == 1 and is_bandeau(pleines[0]):
                etat.axes = self._open_bandeau(pleines[0], etat.axes, ligne.lieu)
                etat.principale = etat.derniere = None
            elif any(fold_nom(t).split()[:1] in (["total"], ["totaux"]) for t in pleines[:1]):
                self.contenu.report(Niveau.AVIS, ligne.lieu, "", pleines[0], "ligne de total : non reprise.")
            else:
                self._read_ligne(ligne, etat)

    def _build_ligne(self, feuille: Feuille, entete: Entete, rang: int) -> LigneLue:
        brutes = feuille.lignes[rang]
        lieu = (feuille.nom, rang + 1)
        for c, champ in entete.colonnes.items():
            if (rang, c) in feuille.formules:
                texte = "formule sans valeur enregistrée : ouvrez le classeur, enregistrez-le, puis réessayez."
                self.contenu.report(Niveau.AVIS, lieu, PAR_CHAMP[champ].titre, "formule", texte)
        return LigneLue(
            lieu,
            {champ: brutes[c] for c, champ in entete.colonnes.items() if c < len(brutes)},
            frozenset(champ for c, champ in entete.colonnes.items() if feuille.fusions.get((rang, c), rang) < rang),
        )

    def _open_bandeau(self, texte: str, axes: list[Chemin], lieu: tuple[str, int]) -> list[Chemin]:
        niveau = fold_nom(texte).split().count("sous")
        garde = axes[:niveau]
        return [*garde, self.axes.resolve(texte, garde[-1] if garde else (), lieu)]

    # --- une ligne ---

    def _read_ligne(self, ligne: LigneLue, etat: _Etat) -> None:
        titre, sous, numero = ligne.text("titre"), ligne.text("sous_action"), ligne.text("numero")
        if "titre" not in ligne.prolongees:
            self._move_axes(ligne, etat)
        suite = "titre" in ligne.prolongees or not titre
        if ligne.text("parent"):
            self._open_action(ligne, etat, sous or titre, ligne.text("parent"), frozenset(CHAMPS_LUS))
        elif sous:
            self._read_sous_action(ligne, etat, sous)
        elif not suite:
            etat.principale = self._open_action(ligne, etat, titre, None, frozenset(CHAMPS_LUS))
        elif etat.ecartee:
            self.contenu.report(Niveau.AVIS, ligne.lieu, "", "", "suite d'une ligne écartée : non reprise.")
        elif etat.derniere is None or (numero and "numero" not in ligne.prolongees):
            texte = "le titre de l'action manque. La ligne n'est pas reprise."
            self.contenu.report(Niveau.ERREUR, ligne.lieu, "Titre de l'action", "", texte)
        else:
            self._extend(ligne, etat.derniere)

    def _read_sous_action(self, ligne: LigneLue, etat: _Etat, sous: str) -> None:
        """Une sous-action : sous l'action du dessus, ou sous celle que la même ligne ouvre."""
        titre = ligne.text("titre")
        meme = etat.principale and fold_nom(titre) in ("", fold_nom(str(etat.principale.champs["titre"])))
        propres = frozenset(CHAMPS_LUS) - ligne.prolongees
        if not meme:
            etat.principale = self._open_action(ligne, etat, titre, None, frozenset(CHAMPS_LUS))
            propres = _PROPRES
        if etat.principale is None:
            texte = "la sous-action ne suit aucune action. La ligne n'est pas reprise."
            self.contenu.report(Niveau.ERREUR, ligne.lieu, "Sous-action", sous, texte)
            return
        parent = str(etat.principale.champs["numero"])
        if "numero" in ligne.prolongees or ligne.text("numero") == parent:
            ligne.cellules["numero"] = None
        if not meme:
            ligne.cellules = {c: v for c, v in ligne.cellules.items() if c in _PROPRES}
        self._open_action(ligne, etat, sous, parent, propres)

    def _open_action(
        self, ligne: LigneLue, etat: _Etat, titre: str, parent: str | None, champs_lus: frozenset[str]
    ) -> Rangee | None:
        champs = read_champs(ligne, champs_lus, self.contenu) if check_numero(ligne, self.contenu) else None
        etat.ecartee = champs is None
        etat.derniere = None
        if champs is None:
            return None
        chemin = etat.axes[-1] if etat.axes and parent is None else ()
        try:
            numero = self.numeros.assign(ligne.text("numero"), titre, parent, chemin)
        except NumeroPris as pris:
            etat.ecartee = True
            texte = (
                f"numéro déjà pris par « {pris} ». La ligne n'est pas reprise : donnez-lui son numéro (« 1.10 » tapé "
                "comme un nombre devient « 1.1 »)."
            )
            self.contenu.report(Niveau.ERREUR, ligne.lieu, "Numéro", ligne.text("numero"), texte)
            return None
        if not ligne.text("numero") and numero not in self.actions:
            texte = f"action sans numéro : « {titre} » devient {numero}."
            self.contenu.report(Niveau.AVIS, ligne.lieu, "Numéro", "", texte)
        rangee = self.actions.get(numero)
        if rangee is None:
            refs = {"parent_id": cle_action(parent) if parent else None}
            identite = {"numero": numero, "titre": titre}
            rangee = Rangee("action", cle_action(numero), identite, refs, partielle=True, lieu=ligne.lieu)
            self.actions[numero] = rangee
            self.contenu.rangees.append(rangee)
        # La même action sur deux lignes : une case vide de la seconde n'efface pas la première.
        rangee.champs |= {c: v for c, v in champs.items() if v not in _VIDES or c not in rangee.champs}
        self._attach_axes(ligne, rangee, chemin)
        self.rattaches.read(numero, ligne.cellules, ligne.lieu)
        etat.derniere = rangee
        return rangee

    def _attach_axes(self, ligne: LigneLue, rangee: Rangee, chemin: Chemin) -> None:
        chemins = [chemin] if chemin else []
        for texte in split_lignes(ligne.cellules.get("autres_axes")):
            autre = self.axes.resolve_chemin(texte, ligne.lieu)
            chemins += [autre] if autre else []
        cles = tuple(cle_axe(c) for c in chemins)
        rangee.axes = tuple(dict.fromkeys((*(rangee.axes or ()), *cles)))

    def _extend(self, ligne: LigneLue, rangee: Rangee) -> None:
        """Une ligne de suite complète l'action : listes et lignes s'ajoutent, un texte se prolonge."""
        champs = read_champs(ligne, frozenset(CHAMPS_LUS) - ligne.prolongees, self.contenu)
        for champ, valeur in (champs or {}).items():
            ancien = rangee.champs.get(champ)
            if valeur in ("", (), None, False) or valeur == ancien:
                continue
            if isinstance(valeur, tuple) and ancien:
                rangee.champs[champ] = tuple(dict.fromkeys((*ancien, *valeur)))
            elif type(valeur) is str and ancien:
                rangee.champs[champ] = f"{ancien}\n{valeur}"
            elif not ancien:
                rangee.champs[champ] = valeur
        propres = {c: v for c, v in ligne.cellules.items() if c not in ligne.prolongees}
        self.rattaches.read(str(rangee.champs["numero"]), propres, ligne.lieu)

    def _move_axes(self, ligne: LigneLue, etat: _Etat) -> None:
        """Suit les colonnes d'axes : une case vide reprend l'axe du dessus, un tiret dit qu'il n'y en a pas."""
        niveaux = [n for n in range(PROFONDEUR_AXES) if f"axe_{n}" in ligne.cellules]
        if not niveaux:
            return
        nouveaux: list[Chemin] = []
        for niveau in niveaux:
            texte = ligne.text(f"axe_{niveau}")
            if texte in TIRETS:
                break
            parent = nouveaux[-1] if nouveaux else ()
            if texte:
                nouveaux.append(self.axes.resolve(texte, parent, ligne.lieu))
            elif len(nouveaux) < len(etat.axes) and etat.axes[: len(nouveaux)] == nouveaux:
                nouveaux.append(etat.axes[len(nouveaux)])
            else:
                break
        etat.axes = nouveaux

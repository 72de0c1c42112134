"""Importer un plan : lire, montrer ce qui changerait et ce qui fait question, puis confirmer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from observatoire.domain.cls.droits import Auteur, Geste
from observatoire.domain.cls.objets import GENRES, Action, Contrat, Objet
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.rejeu import PARIS
from observatoire.domain.territoire import Territoire
from observatoire.errors import ErreurObservatoire, FichierRefuse
from observatoire.services.suivi.acces import ContratAbsent, Suivi, require
from observatoire.services.suivi.classeur.arbre import find_doublons
from observatoire.services.suivi.classeur.axes_lus import is_bandeau
from observatoire.services.suivi.classeur.contenu import Contenu, Message, Niveau, Question
from observatoire.services.suivi.classeur.entete import find_entete
from observatoire.services.suivi.classeur.feuille_plan import LecteurPlan
from observatoire.services.suivi.classeur.feuilles_detail import find_genre, read_details
from observatoire.services.suivi.classeur.fusion import Operation, merge_contenu, relink
from observatoire.services.suivi.classeur.lecture import Feuille, read_feuilles
from observatoire.services.suivi.classeur.lexique import Lexique, build_lexique
from observatoire.services.suivi.classeur.numeros import Numeros
from observatoire.services.suivi.classeur.valeurs import to_texte
from observatoire.services.suivi.edition import prepare_objet, run_ecriture
from observatoire.store.suivi import depot
from observatoire.store.suivi.depot import Depot

FEUILLES_MUETTES = frozenset({"listes", "mode d'emploi", "lisez-moi"})


class PlanChange(ErreurObservatoire):
    """Le plan a été modifié entre l'aperçu et la confirmation."""


@dataclass(frozen=True)
class ApercuImport:
    """Ce que l'import ferait. Rien n'est encore écrit. `marque` dit sur quel état du plan il est fondé."""

    fichier: str
    marque: str
    operations: tuple[Operation, ...]
    messages: tuple[Message, ...]
    questions: tuple[Question, ...]

    @property
    def en_attente(self) -> tuple[Question, ...]:
        """Les questions sans lesquelles on ne peut pas confirmer."""
        return tuple(q for q in self.questions if q.obligatoire)

    @property
    def erreurs(self) -> tuple[Message, ...]:
        """Les messages qui écartent une ligne."""
        return tuple(m for m in self.messages if m.niveau is Niveau.ERREUR)

    @property
    def actions_nouvelles(self) -> tuple[Action, ...]:
        """Les actions que l'import créerait."""
        return tuple(o.voulu for o in self.operations if o.ancien is None and isinstance(o.voulu, Action))

    def count(self) -> dict[str, tuple[int, int]]:
        """Rend, par genre, le nombre de créations et de modifications."""
        crees = Counter(o.genre for o in self.operations if o.ancien is None)
        modifies = Counter(o.genre for o in self.operations if o.ancien is not None)
        return {g: (crees[g], modifies[g]) for g in GENRES if crees[g] or modifies[g]}


@dataclass(frozen=True)
class BilanImport:
    """Ce que l'import a écrit."""

    contrat_id: int
    crees: int
    modifies: int
    ecartees: int


def preview_import(
    suivi: Suivi,
    auteur: Auteur,
    contenu: bytes,
    *,
    fichier: str,
    contrat_id: int | None,
    reponses: Mapping[str, str] | None = None,
    effacer_vides: bool = False,
    territoires: Iterable[Territoire] = (),
) -> ApercuImport:
    """Lit un classeur et dit ce que son import changerait.

    Args:
        suivi: la base ouverte.
        auteur: la personne qui importe.
        contenu: les octets du classeur.
        fichier: son nom, pour les messages.
        contrat_id: le contrat à mettre à jour ; `None` pour en créer un.
        reponses: réponses aux questions d'un aperçu précédent, par clé.
        effacer_vides: vrai si une cellule vide efface ce qui était enregistré.
        territoires: ceux de la version publiée : leur nom, dans le classeur, devient leur code.

    Raises:
        FichierRefuse: le classeur ne s'ouvre pas, ou aucune feuille n'est un plan.
        DroitRefuse: le rôle ne permet pas d'importer.
    """
    require(auteur, Geste.IMPORTER)
    feuilles = read_feuilles(contenu, fichier)
    with suivi.base.read() as connexion:
        plan = depot.read_plan(connexion, contrat_id) if contrat_id else build_vide(fichier)
        marque = depot.read_marque(connexion, contrat_id) if contrat_id else ""
    if plan is None:
        raise ContratAbsent(f"Aucun contrat n° {contrat_id} dans cet observatoire.")
    lu = read_classeur(feuilles, plan, fichier, reponses or {}, build_lexique(territoires, plan))
    jour = suivi.horloge().astimezone(PARIS).date()
    operations = merge_contenu(plan, lu, jour=jour, effacer_vides=effacer_vides)
    montrees = tuple(_hide_contrat(operations, contrat_id))
    return ApercuImport(fichier, marque, montrees, tuple(lu.messages), tuple(lu.questions.values()))


def confirm_import(
    suivi: Suivi,
    auteur: Auteur,
    contenu: bytes,
    *,
    fichier: str,
    contrat_id: int | None,
    reponses: Mapping[str, str] | None = None,
    effacer_vides: bool = False,
    accepter_rejets: bool = False,
    marque: str | None = None,
    territoires: Iterable[Territoire] = (),
) -> BilanImport:
    """Écrit l'import, tout ou rien, dans l'état présent du plan.

    Avec `marque`, celle de l'aperçu, l'import est refusé si quelqu'un a changé le plan depuis.

    Raises:
        PlanChange: le plan n'est plus celui de l'aperçu.
        FichierRefuse: une question attend sa réponse, ou des lignes sont écartées sans qu'on l'accepte.
    """
    require(auteur, Geste.IMPORTER)
    feuilles = read_feuilles(contenu, fichier)
    jour = suivi.horloge().astimezone(PARIS).date()
    motif = f"Import du classeur {fichier}"
    publies = tuple(territoires)

    def write(ecriture: Depot) -> BilanImport:
        plan = depot.read_plan(ecriture.connexion, contrat_id) if contrat_id else build_vide(fichier)
        if plan is None:
            raise ContratAbsent(f"Aucun contrat n° {contrat_id} dans cet observatoire.")
        if contrat_id and marque is not None and depot.read_marque(ecriture.connexion, contrat_id) != marque:
            raise PlanChange(
                "Rien n'est écrit : quelqu'un a modifié le plan depuis cet aperçu. Relisez ce qui changerait, puis "
                "confirmez de nouveau."
            )
        lu = read_classeur(feuilles, plan, fichier, reponses or {}, build_lexique(publies, plan))
        operations = merge_contenu(plan, lu, jour=jour, effacer_vides=effacer_vides)
        _check_pret(lu, fichier, accepter_rejets)
        _check_numeros(plan, operations, fichier)
        if contrat_id is None:
            operations = _create_contrat_first(operations, plan.contrat)
        return _write(ecriture, operations, motif, contrat_id, len(lu.erreurs))

    return run_ecriture(suivi, auteur, write)


def build_vide(fichier: str) -> Plan:
    """Rend un plan sans rien, au nom du fichier : le point de départ d'un premier import."""
    plan = build_plan([Contrat(id=-1_000_000, titre=PurePath(fichier).stem or "Contrat local de santé")])
    if plan is None:  # un plan d'un contrat n'est jamais vide
        raise ContratAbsent("Le contrat n'a pas pu être préparé.")
    return plan


def read_classeur(
    feuilles: tuple[Feuille, ...], plan: Plan, fichier: str, reponses: Mapping[str, str], lexique: Lexique
) -> Contenu:
    """Lit toutes les feuilles : celles de détail d'abord, puis les plans.

    Raises:
        FichierRefuse: aucune feuille n'a les colonnes d'un plan.
    """
    contenu = Contenu(reponses=reponses, lexique=lexique)
    details = {g: f for f in feuilles if (g := find_genre(f)) is not None}
    read_details(details, contenu)
    autres = [f for f in feuilles if f not in details.values() and f.nom.strip().lower() not in FEUILLES_MUETTES]
    entetes = [(f, e) for f in autres if (e := find_entete(f, contenu)) is not None]
    if not entetes:
        vues = ", ".join(f"« {f.nom} »" for f in feuilles)
        raise FichierRefuse(
            f"« {fichier} » : aucune feuille ne ressemble à un plan d'actions (lues : {vues}). "
            "Attendu : une ligne de titres avec au moins « Titre de l'action » et une autre colonne connue. "
            "Le modèle vierge donne tous les titres."
        )
    for feuille in autres:
        if all(feuille is not f for f, _ in entetes):
            contenu.report(Niveau.AVIS, (feuille.nom, 1), "", "", "feuille sans plan d'actions : non reprise.")
    annonces = [
        to_texte(ligne[c])
        for feuille, entete in entetes
        for ligne in feuille.lignes[entete.ligne + 1 :]
        for c, champ in entete.colonnes.items()
        if champ == "numero" and c < len(ligne)
    ]
    lecteur = LecteurPlan(plan, contenu, Numeros(plan, annonces), frozenset(details))
    for feuille, entete in entetes:
        sans_axe = not any(champ.startswith("axe_") for champ in entete.colonnes.values())
        nomme = sans_axe and (is_bandeau(feuille.nom) or len(entetes) > 1)
        lecteur.read(feuille, entete, feuille.nom if nomme else "")
    if not contenu.rangees and not contenu.erreurs:
        titres = ", ".join(f"« {f.nom} », ligne {e.ligne + 1}" for f, e in entetes)
        raise FichierRefuse(
            f"« {fichier} » : les titres sont là ({titres}), mais aucune action en dessous. "
            "Écrivez une action par ligne, puis réessayez."
        )
    return contenu


def _hide_contrat(operations: tuple[Operation, ...], contrat_id: int | None) -> list[Operation]:
    """Pour un contrat à créer, montre sa création plutôt que la modification d'un contrat provisoire."""
    if contrat_id is not None:
        return list(operations)
    return [Operation(o.genre, o.voulu, None) if o.genre == "contrat" else o for o in operations]


def _create_contrat_first(operations: tuple[Operation, ...], contrat: Contrat) -> tuple[Operation, ...]:
    lus = [o.voulu for o in operations if o.genre == "contrat"]
    autres = tuple(o for o in operations if o.genre != "contrat")
    return (Operation("contrat", lus[0] if lus else contrat, None), *autres)


def _check_pret(contenu: Contenu, fichier: str, accepter_rejets: bool) -> None:
    if contenu.en_attente:
        raise FichierRefuse(
            f"« {fichier} » : {len(contenu.en_attente)} question(s) sans réponse. "
            + " ".join(q.texte for q in contenu.en_attente)
        )
    if contenu.erreurs and not accepter_rejets:
        raise FichierRefuse(
            f"« {fichier} » : {len(contenu.erreurs)} erreur(s) écartent des lignes. "
            "Corrigez le classeur, ou acceptez que ces lignes ne soient pas reprises."
        )


def _check_numeros(plan: Plan, operations: tuple[Operation, ...], fichier: str) -> None:
    """Refuse un import dont une ligne écartée laisserait deux actions du même numéro."""
    if doublons := find_doublons(plan, [o.voulu for o in operations]):
        raise FichierRefuse(
            f"« {fichier} » : deux actions porteraient le numéro {', '.join(doublons)}, parce qu'une ligne renumérotée "
            "est écartée. Corrigez d'abord cette ligne dans le classeur."
        )


def _write(
    ecriture: Depot, operations: tuple[Operation, ...], motif: str, contrat_id: int | None, ecartees: int
) -> BilanImport:
    ids: dict[int, int] = {}
    modifies = 0
    nouveau = contrat_id or 0
    versions = _free_numeros(ecriture, operations, motif)
    for operation in operations:
        objet: Objet = relink(operation.voulu, ids)
        if not isinstance(objet, Contrat):
            objet = replace(objet, contrat_id=nouveau)
        if isinstance(objet, Action):
            objet = replace(objet, version=versions.get(objet.id, objet.version))
        # Le classeur d'un premier import ne dit pas depuis quand : dater du jour ferait croire à une nouvelle.
        pret = prepare_objet(ecriture, objet, operation.ancien, completer=operation.ancien is not None)
        if operation.ancien is None:
            cree = ecriture.create(pret, motif=motif)
            ids[objet.id] = cree.id
            nouveau = cree.id if isinstance(cree, Contrat) else nouveau
        else:
            ecriture.update(pret, motif=motif)
            modifies += 1
    return BilanImport(nouveau, len(ids), modifies, ecartees)


def _free_numeros(ecriture: Depot, operations: tuple[Operation, ...], motif: str) -> dict[int, int]:
    """Donne un numéro provisoire aux actions qui en changent, pour que deux puissent s'échanger le leur.

    Returns:
        La nouvelle version de chacune.
    """
    versions: dict[int, int] = {}
    for operation in operations:
        ancien, voulu = operation.ancien, operation.voulu
        if isinstance(ancien, Action) and isinstance(voulu, Action) and ancien.numero != voulu.numero:
            provisoire = replace(ancien, numero=f"{ancien.numero} (numéro provisoire)")
            versions[ancien.id] = ecriture.update(provisoire, motif=motif).version
    return versions

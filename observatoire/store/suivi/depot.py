"""Lire et écrire les objets du suivi. Chaque écriture ajoute sa ligne au journal, dans la même transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from observatoire.domain.cls.codage import encode_valeur, from_json, to_json
from observatoire.domain.cls.droits import Auteur
from observatoire.domain.cls.objets import Action, Axe, Contrat, Decision, Objet, genre_of, reference_of
from observatoire.domain.cls.plan import Plan, build_plan
from observatoire.domain.cls.rejeu import LigneJournal
from observatoire.store.suivi.tables import ACTION_AXE, JOURNAL, TABLES

T = TypeVar("T", bound=Objet)
_COLONNES = {genre: tuple(c.name for c in table.c) for genre, table in TABLES.items()}
# Préparées une fois : un import écrit des milliers de lignes, et les composer coûte plus que les écrire.
_CREATIONS = {genre: sa.insert(table).returning(table.c.id) for genre, table in TABLES.items()}
_JOURNALISER = sa.insert(JOURNAL)
_CONTRATS_DE = {
    genre: sa.select(table.c.id if genre == "contrat" else table.c.contrat_id).where(table.c.id == sa.bindparam("vise"))
    for genre, table in TABLES.items()
}
Horloge = Callable[[], datetime]


class VersionPerimee(Exception):
    """L'objet a changé, ou disparu, depuis qu'on l'a lu. `actuel` est son état présent."""

    def __init__(self, actuel: Objet | None) -> None:
        super().__init__("objet modifié entre-temps")
        self.actuel = actuel


class ReferenceInvalide(Exception):
    """Un objet en vise un autre qui n'existe pas dans le même contrat."""


def now_utc() -> datetime:
    """Rend l'instant présent, en temps universel."""
    return datetime.now(UTC)


# --- lecture ---


def list_contrats(connexion: sa.Connection) -> list[Contrat]:
    """Rend les contrats, le plus récent d'abord."""
    lignes = connexion.execute(sa.select(TABLES["contrat"])).mappings()
    contrats = [c for c in (_build_objet("contrat", ligne, ()) for ligne in lignes) if isinstance(c, Contrat)]
    return sorted(contrats, key=lambda c: (str(c.debut or ""), c.id), reverse=True)


def read_plan(connexion: sa.Connection, contrat_id: int) -> Plan | None:
    """Rend le plan complet d'un contrat, ou `None` s'il n'existe pas."""
    objets: list[Objet] = []
    axes = _read_axes_des_actions(connexion, contrat_id)
    for genre, table in TABLES.items():
        filtre = table.c.id if genre == "contrat" else table.c.contrat_id
        for ligne in connexion.execute(sa.select(table).where(filtre == contrat_id)).mappings():
            objets.append(_build_objet(genre, ligne, axes.get(ligne["id"], ())))
    return build_plan(objets)


def read_objet(connexion: sa.Connection, genre: str, identifiant: int) -> Objet | None:
    """Rend un objet dans son état présent."""
    table = TABLES[genre]
    ligne = connexion.execute(sa.select(table).where(table.c.id == identifiant)).mappings().one_or_none()
    if ligne is None:
        return None
    axes: tuple[int, ...] = ()
    if genre == "action":
        requete = sa.select(ACTION_AXE.c.axe_id).where(ACTION_AXE.c.action_id == identifiant)
        axes = tuple(connexion.execute(requete.order_by(ACTION_AXE.c.rang)).scalars())
    return _build_objet(genre, ligne, axes)


def lock_arbre(connexion: sa.Connection, contrat_id: int) -> None:
    """Fait attendre qui voudrait ranger, au même instant, un autre axe ou une autre sous-action du contrat.

    Deux rangements croisés verraient chacun un arbre sain et, ensemble, en feraient une boucle. SQLite n'a qu'un
    écrivain : il n'a rien à verrouiller de plus.
    """
    table = TABLES["contrat"]
    connexion.execute(sa.select(table.c.id).where(table.c.id == contrat_id).with_for_update(key_share=True))


def list_axes_freres(connexion: sa.Connection, axe: Axe) -> list[Axe]:
    """Rend les autres axes rangés au même endroit de l'arbre."""
    table = TABLES["axe"]
    requete = sa.select(table).where(
        table.c.contrat_id == axe.contrat_id,
        table.c.parent_id.is_(None) if axe.parent_id is None else table.c.parent_id == axe.parent_id,
        table.c.id != axe.id,
    )
    objets = (_build_objet("axe", ligne, ()) for ligne in connexion.execute(requete).mappings())
    return [o for o in objets if isinstance(o, Axe)]


def read_journal(connexion: sa.Connection, contrat_id: int) -> Iterator[LigneJournal]:
    """Rend les lignes du journal d'un contrat, dans l'ordre où elles furent écrites."""
    requete = sa.select(JOURNAL).where(JOURNAL.c.contrat_id == contrat_id).order_by(JOURNAL.c.id)
    for ligne in connexion.execute(requete).mappings():
        valeurs = dict(ligne)
        quand: datetime = valeurs["quand"]
        # SQLite rend les dates sans fuseau ; elles y sont toujours écrites en temps universel.
        valeurs["quand"] = quand.replace(tzinfo=UTC) if quand.tzinfo is None else quand
        yield LigneJournal(**valeurs)


def read_marque(connexion: sa.Connection, contrat_id: int) -> str:
    """Rend un texte qui change à chaque écriture d'un contrat : leur nombre, le dernier numéro et son instant.

    Le nombre dit qu'une écriture de plus petit numéro vient d'aboutir après une plus grande, ce que PostgreSQL permet.
    L'instant distingue deux bases dont les numéros coïncident, après une restauration.
    """
    du_contrat = JOURNAL.c.contrat_id == contrat_id
    nombre, dernier = connexion.execute(sa.select(sa.func.count(), sa.func.max(JOURNAL.c.id)).where(du_contrat)).one()
    quand = connexion.execute(sa.select(JOURNAL.c.quand).where(JOURNAL.c.id == dernier)).scalar()
    return f"{nombre} {dernier} {quand}" if nombre else ""


def list_jours(connexion: sa.Connection, contrat_id: int) -> list[datetime]:
    """Rend les instants des écritures d'un contrat, dans l'ordre."""
    requete = sa.select(JOURNAL.c.quand).where(JOURNAL.c.contrat_id == contrat_id).order_by(JOURNAL.c.id)
    instants = connexion.execute(requete).scalars()
    return [q.replace(tzinfo=UTC) if q.tzinfo is None else q for q in instants]


def find_dernier_auteur(connexion: sa.Connection, genre: str, objet_id: int) -> str:
    """Rend qui a écrit le dernier sur un objet."""
    requete = sa.select(JOURNAL.c.qui).where(JOURNAL.c.genre == genre, JOURNAL.c.objet_id == objet_id)
    return connexion.execute(requete.order_by(JOURNAL.c.id.desc()).limit(1)).scalar() or ""


def _read_axes_des_actions(connexion: sa.Connection, contrat_id: int) -> dict[int, tuple[int, ...]]:
    action = TABLES["action"]
    requete = (
        sa.select(ACTION_AXE.c.action_id, ACTION_AXE.c.axe_id)
        .join(action, action.c.id == ACTION_AXE.c.action_id)
        .where(action.c.contrat_id == contrat_id)
        .order_by(ACTION_AXE.c.action_id, ACTION_AXE.c.rang)
    )
    axes: dict[int, list[int]] = {}
    for action_id, axe_id in connexion.execute(requete):
        axes.setdefault(action_id, []).append(axe_id)
    return {action_id: tuple(liste) for action_id, liste in axes.items()}


def _build_objet(genre: str, ligne: Mapping[Any, Any], axes: tuple[int, ...]) -> Objet:
    valeurs = dict(ligne)
    if genre == "contrat":
        valeurs["contrat_id"] = valeurs["id"]
    if genre == "action":
        valeurs["axes"] = axes
    return from_json(genre, valeurs)


# --- écriture ---


class Depot:
    """Écritures d'un auteur dans une transaction ouverte."""

    def __init__(self, connexion: sa.Connection, auteur: Auteur, horloge: Horloge = now_utc) -> None:
        self.connexion = connexion
        self.auteur = auteur
        self.horloge = horloge

    def create(self, objet: T, *, motif: str = "") -> T:
        """Crée un objet et rend son état enregistré, avec son identifiant."""
        genre = genre_of(objet)
        self._check_references(genre, objet)
        valeurs = _list_colonnes(genre, objet) | {"version": 1}
        identifiant = self.connexion.execute(_CREATIONS[genre], valeurs).scalar_one()
        contrat_id = identifiant if genre == "contrat" else objet.contrat_id
        cree = replace(objet, id=identifiant, version=1, contrat_id=contrat_id)
        self._write_axes(cree)
        self._log(cree, None, to_json(cree), motif)
        return cree

    def update(self, objet: T, *, motif: str = "") -> T:
        """Enregistre l'état voulu d'un objet, s'il n'a pas changé depuis la version qu'il porte.

        Raises:
            VersionPerimee: quelqu'un d'autre l'a modifié ou supprimé ; rien n'est écrit.
        """
        genre, table = genre_of(objet), TABLES[genre_of(objet)]
        # La version se gagne d'abord : la ligne est verrouillée, « avant » ne peut plus bouger.
        gagnee = self.connexion.execute(
            sa.update(table)
            .where(table.c.id == objet.id, table.c.version == objet.version)
            .values(version=objet.version + 1)
        ).rowcount
        avant = read_objet(self.connexion, genre, objet.id)
        if gagnee == 0 or avant is None:
            raise VersionPerimee(avant)
        voulu = replace(objet, version=objet.version + 1, contrat_id=avant.contrat_id)
        self._check_references(genre, voulu)
        self.connexion.execute(sa.update(table).where(table.c.id == objet.id).values(_list_colonnes(genre, voulu)))
        self._write_axes(voulu)
        self._log(voulu, to_json(replace(avant, version=objet.version)), to_json(voulu), motif)
        return voulu

    def delete(self, objet: Objet, *, motif: str = "") -> int:
        """Supprime un objet et tout ce qui en dépend ; rend le nombre d'objets supprimés.

        Raises:
            VersionPerimee: l'objet a changé depuis qu'on l'a lu.
        """
        genre, table = genre_of(objet), TABLES[genre_of(objet)]
        verrou = sa.update(table).where(table.c.id == objet.id, table.c.version == objet.version)
        if self.connexion.execute(verrou.values(version=objet.version)).rowcount == 0:
            raise VersionPerimee(read_objet(self.connexion, genre, objet.id))
        nombre = 1
        # Supprimer un contrat emporte ses décisions ; supprimer une action ou une séance, non.
        for enfant in self._list_enfants(genre, objet.id):
            if isinstance(enfant, Decision) and genre != "contrat":
                # Une décision survit à l'action ou à la séance qu'elle citait.
                cite = "action_id" if genre == "action" else "seance_id"
                self.update(replace(enfant, **{cite: None}), motif=motif)
            else:
                nombre += self.delete(enfant, motif=motif)
        avant = to_json(read_objet(self.connexion, genre, objet.id) or objet)
        if genre == "axe":
            self._detach_actions(objet.id, motif)
        if genre == "action":
            self.connexion.execute(sa.delete(ACTION_AXE).where(ACTION_AXE.c.action_id == objet.id))
        self.connexion.execute(sa.delete(table).where(table.c.id == objet.id))
        self._log(objet, avant, None, motif)
        return nombre

    def _list_enfants(self, genre: str, identifiant: int) -> Iterable[Objet]:
        """Rend un à un ceux qui visent cet objet, relus à chaque fois : l'un peut en emporter d'autres."""
        for enfant, table in TABLES.items():
            colonnes = [c for c in table.c if reference_of(enfant, c.name) == genre]
            if not colonnes:
                continue
            vise = sa.or_(*(c == identifiant for c in colonnes))
            while (suivant := self.connexion.execute(sa.select(table.c.id).where(vise).limit(1)).scalar()) is not None:
                objet = read_objet(self.connexion, enfant, suivant)
                if objet is not None:
                    yield objet

    def _detach_actions(self, axe_id: int, motif: str) -> None:
        requete = sa.select(ACTION_AXE.c.action_id).where(ACTION_AXE.c.axe_id == axe_id)
        for action_id in self.connexion.execute(requete).scalars().all():
            action = read_objet(self.connexion, "action", action_id)
            if isinstance(action, Action):
                self.update(replace(action, axes=tuple(a for a in action.axes if a != axe_id)), motif=motif)

    def _check_references(self, genre: str, objet: Objet) -> None:
        for nom in _COLONNES[genre]:
            vise, identifiant = reference_of(genre, nom), getattr(objet, nom)
            if vise is not None and identifiant is not None:
                self._check_vise(vise, identifiant, objet)
        if isinstance(objet, Action):
            for axe_id in objet.axes:
                self._check_vise("axe", axe_id, objet)

    def _check_vise(self, vise: str, identifiant: int, objet: Objet) -> None:
        trouve = self.connexion.execute(_CONTRATS_DE[vise], {"vise": identifiant}).scalar()
        if trouve != objet.contrat_id:
            raise ReferenceInvalide(f"{vise} n° {identifiant} n'existe pas dans ce contrat")

    def _write_axes(self, objet: Objet) -> None:
        if not isinstance(objet, Action):
            return
        self.connexion.execute(sa.delete(ACTION_AXE).where(ACTION_AXE.c.action_id == objet.id))
        if objet.axes:
            lignes = [{"action_id": objet.id, "axe_id": a, "rang": r} for r, a in enumerate(objet.axes)]
            self.connexion.execute(sa.insert(ACTION_AXE), lignes)

    def _log(self, objet: Objet, avant: object, apres: object, motif: str) -> None:
        ligne: dict[str, Any] = {
            "quand": self.horloge(),
            "qui": self.auteur.nom,
            "role": self.auteur.role.value,
            "contrat_id": objet.contrat_id,
            "genre": genre_of(objet),
            "objet_id": objet.id,
            "avant": avant,
            "apres": apres,
            "motif": motif,
        }
        self.connexion.execute(_JOURNALISER, ligne)


def _list_colonnes(genre: str, objet: Objet) -> dict[str, Any]:
    """Rend les valeurs des colonnes : les dates restent des dates, les listes deviennent du JSON."""
    valeurs: dict[str, Any] = {}
    for nom in _COLONNES[genre]:
        valeur = getattr(objet, nom)
        valeurs[nom] = encode_valeur(valeur) if isinstance(valeur, tuple | str) else valeur
    del valeurs["id"]
    return valeurs

"""Lecture du catalogue : un fichier TOML par indicateur ou par famille d'indicateurs."""

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from observatoire.domain.indicateur import Indicateur, Sens, Source, Theme, TypeIndicateur
from observatoire.domain.territoire import Maille
from observatoire.errors import ErreurObservatoire
from observatoire.settings import CATALOGUE

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Indicateurs et sources, par code."""

    indicateurs: dict[str, Indicateur]
    sources: dict[str, Source]


def load_catalogue(dossier: Path = CATALOGUE) -> Catalogue:
    """Lit `sources.toml` et tous les autres `.toml` du dossier.

    Un fichier contient `[commun]` (champs partagés par la famille, facultatif) et `[[indicateur]]` (un par
    indicateur, qui l'emporte sur `[commun]`). `seuil_secret` et `zero_diffusable` viennent de la source si aucun des
    deux ne les dit.

    Raises:
        ErreurObservatoire: fichier illisible, champ manquant ou inconnu, code en double, source inconnue.
    """
    sources = {
        ligne["code"]: _build(Source, ligne, dossier / "sources.toml")
        for ligne in _read(dossier / "sources.toml").get("source", [])
    }
    indicateurs: dict[str, Indicateur] = {}
    for chemin in sorted(dossier.glob("*.toml")):
        if chemin.name == "sources.toml":
            continue
        contenu = _read(chemin)
        for ligne in contenu.get("indicateur", []):
            fiche = _build_indicateur({**contenu.get("commun", {}), **ligne}, sources, chemin)
            if fiche.code in indicateurs:
                raise ErreurObservatoire(f"{chemin.name} : l'indicateur « {fiche.code} » est décrit deux fois.")
            indicateurs[fiche.code] = fiche
    return Catalogue(indicateurs, sources)


def _read(chemin: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(chemin.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as erreur:
        raise ErreurObservatoire(f"Le fichier du catalogue {chemin.name} ne se lit pas : {erreur}.") from erreur


def _build_indicateur(brut: dict[str, Any], sources: dict[str, Source], chemin: Path) -> Indicateur:
    """Une fiche ; le secret qu'elle ne dit pas est celui de sa source."""
    nom = brut.get("code", "?")
    try:
        enums = {
            "theme": Theme(brut["theme"]),
            "type": TypeIndicateur(brut["type"]),
            "sens": Sens(brut["sens"]),
        }
    except (KeyError, ValueError) as erreur:
        raise ErreurObservatoire(
            f"{chemin.name}, indicateur « {nom} » : thème, type ou sens invalide ({erreur})."
        ) from erreur
    source = sources.get(brut.get("source", ""))
    if source is None and "source" in brut:
        raise ErreurObservatoire(
            f"{chemin.name} : l'indicateur « {nom} » cite la source « {brut['source']} », absente de sources.toml."
        )
    brut = {**brut, "mailles_non_comparables": _read_mailles(brut, chemin)}
    secret = {n: getattr(source, n) for n in ("seuil_secret", "zero_diffusable")} if source else {}
    return _build(Indicateur, {**secret, **brut, **enums}, chemin)


def _read_mailles(brut: dict[str, Any], chemin: Path) -> tuple[str, ...]:
    """Mailles où la série ne se compare pas dans le temps, vérifiées."""
    citees = cast("list[str]", brut.get("mailles_non_comparables", []))
    if inconnues := [m for m in citees if m not in set(Maille)]:
        raise ErreurObservatoire(
            f"{chemin.name}, indicateur « {brut.get('code', '?')} » : maille inconnue dans mailles_non_comparables "
            f"({', '.join(map(str, inconnues))}). Attendu : {', '.join(Maille)}."
        )
    return tuple(citees)


def _build(classe: type[T], brut: dict[str, Any], chemin: Path) -> T:
    champs = {c.name: c for c in fields(cast(Any, classe))}
    inconnus = sorted(set(brut) - set(champs))
    manquants = sorted(n for n, c in champs.items() if n not in brut and c.default is MISSING)
    if inconnus or manquants:
        detail = [f"champ manquant : {', '.join(manquants)}"] * bool(manquants)
        detail += [f"champ inconnu : {', '.join(inconnus)}"] * bool(inconnus)
        raise ErreurObservatoire(f"{chemin.name}, « {brut.get('code', '?')} » : {' ; '.join(detail)}.")
    return classe(**brut)

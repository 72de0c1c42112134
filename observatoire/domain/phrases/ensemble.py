"""Dire ce que montre un ensemble de territoires : les extrêmes, et combien s'écartent."""

from collections.abc import Sequence

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.phrases.chiffre import name_public
from observatoire.domain.phrases.lieux import Lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille
from observatoire.domain.verdict import Ecart, Jugement, Verdict

MIN_CLASSES = 5
"""Sous cinq territoires publiés, aucun classement n'est dit."""

_RAPPORT_UTILE = 1.05
_SANS_RAPPORT = (TypeIndicateur.EFFECTIF,)

Publie = tuple[Lieu, Estimation, Verdict]


def write_ensemble(
    *,
    indicateur: Indicateur,
    maille: Maille,
    chiffres: Sequence[Publie],
    sexe: str = "ensemble",
    age: str = "tous",
) -> Phrase:
    """Phrase d'une carte ou d'un classement, et le compte des écarts."""
    un, plusieurs = LIBELLES_COURTS_MAILLE[maille]
    publies = [(lieu, e.valeur, v) for lieu, e, v in chiffres if e.is_disponible and e.valeur is not None]
    public = name_public(sexe, age)
    sujet = f"{indicateur.libelle}{f', {public}' if public else ''}"
    certitude = count_ecarts(chiffres, un, plusieurs)
    jugement = choose_jugement([v for _, _, v in publies])
    if not publies:
        return Phrase(f"{sujet} : aucun chiffre n’est publié pour les {plusieurs}.", certitude, jugement)
    if len(publies) < MIN_CLASSES:
        debut = f"Moins de {MIN_CLASSES} {plusieurs} ont une valeur : ils ne sont pas classés."
        if maille in (Maille.ZONE, Maille.COMMUNE):
            debut = debut.replace("ils ne sont pas classés", "elles ne sont pas classées")
        return Phrase(f"{sujet}. {debut}", certitude, jugement)
    return Phrase(f"{sujet} : {_tell_extremes(indicateur, publies)}.", certitude, jugement)


def _tell_extremes(indicateur: Indicateur, publies: Sequence[tuple[Lieu, float, Verdict]]) -> str:
    bas, haut = min(publies, key=lambda p: p[1]), max(publies, key=lambda p: p[1])
    texte = (
        f"de {format_valeur(bas[1], indicateur.decimales, indicateur.unite)} {bas[0].dans} "
        f"à {format_valeur(haut[1], indicateur.decimales, indicateur.unite)} {haut[0].dans}"
    )
    # Deux extrêmes fondés sur trop peu de cas : leur rapport ne dirait que le hasard.
    sur = all(p[2].ecart is not Ecart.TROP_PETIT for p in (bas, haut))
    if sur and bas[1] > 0 and haut[1] / bas[1] >= _RAPPORT_UTILE and indicateur.type not in _SANS_RAPPORT:
        texte += f", soit un rapport de 1 à {format_nombre(haut[1] / bas[1], 1)}"
    return texte


_COMPTES: tuple[tuple[str, Jugement | None, Jugement], ...] = (
    ("écart défavorable pour", Jugement.NETTEMENT_DEFAVORABLE, Jugement.DEFAVORABLE),
    ("plus élevé pour", Jugement.NETTEMENT_PLUS_ELEVE, Jugement.PLUS_ELEVE),
    ("pas de différence établie pour", None, Jugement.SANS_ECART),
    ("plus bas pour", Jugement.NETTEMENT_PLUS_BAS, Jugement.PLUS_BAS),
    ("écart favorable pour", Jugement.NETTEMENT_FAVORABLE, Jugement.FAVORABLE),
    ("effectif trop petit pour", None, Jugement.TROP_PETIT),
)


def count_ecarts(chiffres: Sequence[Publie], un: str, plusieurs: str) -> str:
    """« écart défavorable pour 3 quartiers (dont 2 nets), pas de différence établie pour 5 »."""
    parties: list[tuple[str, int, str]] = []
    for texte, net, etabli in _COMPTES:
        nets = sum(v.jugement is net for _, _, v in chiffres)
        nombre = nets + sum(v.jugement is etabli for _, _, v in chiffres)
        mot = "nettement" if texte.startswith("plus") else "net" if nets == 1 else "nets"
        parties.append((texte, nombre, f" (dont {nets} {mot})" if 0 < nets < nombre else _TOUS[mot] * bool(nets)))
    non_compares = [v for _, e, v in chiffres if v.jugement is Jugement.NON_COMPARABLE and e.is_disponible]
    if non_compares and not any(nombre for _, nombre, _ in parties):
        return f"non comparés : {non_compares[0].motif}"
    parties.append(("non comparé pour", len(non_compares), ""))
    parties.append(("non diffusable pour", sum(e.statut is Statut.SECRET for _, e, _ in chiffres), ""))
    presentes = [partie for partie in parties if partie[1]]
    return ", ".join(
        f"{texte} {format_pluriel(nombre, un, plusieurs) if rang == 0 else format_nombre(nombre)}{detail}"
        for rang, (texte, nombre, detail) in enumerate(presentes)
    )


_TOUS = {"nettement": " (nettement)", "net": " (net)", "nets": " (tous nets)"}


_FORCE = (
    Jugement.NETTEMENT_DEFAVORABLE,
    Jugement.DEFAVORABLE,
    Jugement.NETTEMENT_PLUS_ELEVE,
    Jugement.NETTEMENT_FAVORABLE,
    Jugement.PLUS_ELEVE,
    Jugement.FAVORABLE,
    Jugement.NETTEMENT_PLUS_BAS,
    Jugement.PLUS_BAS,
    Jugement.SANS_ECART,
    Jugement.TROP_PETIT,
)


def choose_jugement(verdicts: Sequence[Verdict]) -> Jugement:
    """Le jugement qui marque la phrase : le plus défavorable présent, à défaut le plus établi."""
    presents = {v.jugement for v in verdicts}
    return next((j for j in _FORCE if j in presents), Jugement.NON_COMPARABLE)

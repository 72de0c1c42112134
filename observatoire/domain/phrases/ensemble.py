"""Dire ce que montre un ensemble de territoires : les extrêmes, et combien s'écartent."""

from collections.abc import Sequence

from observatoire.domain.estimation import Estimation
from observatoire.domain.francais import format_nombre, format_pluriel, format_valeur
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.phrases.lieux import Lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.domain.verdict import Jugement, Verdict


def write_ensemble(
    *,
    indicateur: Indicateur,
    maille: Maille,
    chiffres: Sequence[tuple[Lieu, Estimation, Verdict]],
    comparateur: Lieu,
    is_cible: bool = False,
) -> Phrase:
    """Phrase d'une carte ou d'un classement."""
    publies = [(lieu, e.valeur) for lieu, e, _ in chiffres if e.valeur is not None]
    un, plusieurs = LIBELLES_MAILLE[maille]
    if not publies:
        return Phrase(f"Aucun chiffre n’est publié pour les {plusieurs}.", "", Jugement.NON_COMPARABLE)
    haut, bas = max(publies, key=lambda p: p[1]), min(publies, key=lambda p: p[1])
    texte = (
        f"{indicateur.libelle} : de {format_valeur(bas[1], indicateur.decimales, indicateur.unite)} {bas[0].dans} "
        f"à {format_valeur(haut[1], indicateur.decimales, indicateur.unite)} {haut[0].dans}"
    )
    if bas[1] > 0:
        texte += f", soit un rapport de 1 à {format_nombre(haut[1] / bas[1], 1)}"
    nets = sum(v.is_net for _, _, v in chiffres)
    return Phrase(texte + ".", f"écart net pour {format_pluriel(nets, un, plusieurs)}", Jugement.SANS_ECART)

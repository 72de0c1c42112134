"""Échelle d'un indicateur : où se place un territoire entre les autres, la ville au centre.

À gauche le moins favorable, à droite le plus favorable (du plus bas au plus élevé quand rien n'est à juger).
Bande claire : du pire au meilleur territoire ; bande foncée : la moitié centrale ; marque et trait : valeur et
intervalle à 95 %.
"""

from dataclasses import dataclass

from observatoire.domain.francais import format_intervalle, format_valeur
from observatoire.domain.indicateur import Sens
from observatoire.services.resultats import Ligne
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque_a

LARGEUR, HAUTEUR = 232, 30
_MARGE = 9.0
_MILIEU = LARGEUR / 2
_DEMI = LARGEUR / 2 - _MARGE


@dataclass(frozen=True, slots=True)
class Graduation:
    """Passe d'une valeur à une abscisse : la référence au centre, le plus lointain au bord."""

    reference: float
    etendue: float
    retournee: bool

    def place(self, valeur: float) -> float:
        """Abscisse en pixels, bornée au cadre."""
        ecart = (valeur - self.reference) / self.etendue * (-1 if self.retournee else 1)
        return _MILIEU + max(-1.0, min(1.0, ecart)) * _DEMI


def build_graduation(ligne: Ligne) -> Graduation | None:
    """Graduation d'une ligne, ou rien sans référence ni rien à placer."""
    reference = ligne.reference.valeur if ligne.reference else None
    if reference is None:
        return None
    position = ligne.position
    reperes = [position.repere_gauche, position.repere_droit, ligne.chiffre.valeur]
    ecarts = [abs(v - reference) for v in reperes if v is not None]
    if not ecarts or max(ecarts) == 0:
        return None
    # Un dixième de marge : l'extrême ne touche pas le bord, on voit que la bande finit.
    return Graduation(reference, max(ecarts) * 1.1, ligne.indicateur.sens is Sens.BAS_FAVORABLE)


def build_echelle(ligne: Ligne) -> str:
    """SVG de l'échelle, avec son texte de remplacement ; un texte explique pourquoi elle manque."""
    graduation = build_graduation(ligne)
    if graduation is None:
        return '<span class="obs-note">non tracée</span>'
    if not ligne.position.has_bande and ligne.chiffre.is_secret:
        return '<span class="obs-note">bande non tracée : moins de 5 valeurs publiées</span>'
    corps = _build_bande(ligne, graduation) + _build_centre() + _build_valeur(ligne, graduation)
    return (
        f'<svg class="obs-echelle" viewBox="0 0 {LARGEUR} {HAUTEUR}" width="{LARGEUR}" height="{HAUTEUR}" '
        f'role="img" aria-label="{escape(describe_echelle(ligne))}" focusable="false">{corps}</svg>'
    )


def describe_echelle(ligne: Ligne) -> str:
    """Texte de remplacement : la valeur, son intervalle, la référence et le rang."""
    fiche, estimation, position = ligne.indicateur, ligne.estimation, ligne.position
    if not estimation.is_disponible:
        return f"{fiche.libelle} : valeur non montrée."
    morceaux = [f"{fiche.libelle} : {format_valeur(estimation.valeur, fiche.decimales, fiche.unite)}"]
    if intervalle := format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales):
        morceaux.append(f"intervalle {intervalle}")
    if ligne.reference and ligne.reference.valeur is not None:
        morceaux.append(f"comparateur {format_valeur(ligne.reference.valeur, fiche.decimales, fiche.unite)}")
    if position.rang:
        morceaux.append(f"rang {position.rang} sur {position.publies} du plus élevé au plus bas")
    return ", ".join(morceaux) + "."


def _build_bande(ligne: Ligne, graduation: Graduation) -> str:
    position = ligne.position
    reperes = (position.repere_gauche, position.quart_gauche, position.quart_droit, position.repere_droit)
    if any(r is None for r in reperes):
        return ""
    gauche, quart_g, quart_d, droite = sorted(graduation.place(r) for r in reperes if r is not None)
    sorte = " prune" if ligne.indicateur.sens is Sens.SANS_JUGEMENT else ""
    return (
        f'<rect class="bande{sorte}" x="{gauche:.1f}" y="9" width="{droite - gauche:.1f}" height="12"/>'
        f'<rect class="moitie{sorte}" x="{quart_g:.1f}" y="9" width="{quart_d - quart_g:.1f}" height="12"/>'
    )


def _build_centre() -> str:
    return f'<line class="centre" x1="{_MILIEU}" x2="{_MILIEU}" y1="3" y2="27"/>'


def _build_valeur(ligne: Ligne, graduation: Graduation) -> str:
    estimation = ligne.estimation
    if ligne.chiffre.is_secret:
        return f'<text class="secret" x="{_MILIEU + 6}" y="19">secret</text>'
    if estimation.valeur is None:
        return ""
    trait = ""
    if estimation.ic_bas is not None and estimation.ic_haut is not None:
        bas, haut = graduation.place(estimation.ic_bas), graduation.place(estimation.ic_haut)
        trait = f'<line class="trait" x1="{min(bas, haut):.1f}" x2="{max(bas, haut):.1f}" y1="15" y2="15"/>'
    return trait + build_marque_a(ligne.verdict.jugement, graduation.place(estimation.valeur), 15)

"""Petites courbes : un indicateur, son intervalle, sa cible."""

from collections.abc import Sequence
from datetime import date

from observatoire.domain.cls.resultats import PointMesure, ResultatIndicateur, VerdictResultat, format_cible
from observatoire.domain.francais import format_nombre
from observatoire.ui.echappement import escape
from observatoire.ui.formes import TRACES, build_style
from observatoire.ui.suivi.signes import JUGEMENTS


class Echelle:
    """Traduit des dates et des valeurs en pixels."""

    def __init__(
        self, dates: Sequence[date], valeurs: Sequence[float], cadre: tuple[float, float, float, float]
    ) -> None:
        self.gauche, self.droite, self.haut, self.bas = cadre
        self.debut, self.fin = min(dates), max(dates)
        self.mini, self.maxi = min(valeurs), max(valeurs)

    def x(self, jour: date) -> float:
        """Abscisse d'une date."""
        duree = (self.fin - self.debut).days or 1
        return self.gauche + (self.droite - self.gauche) * (jour - self.debut).days / duree

    def y(self, valeur: float) -> float:
        """Ordonnée d'une valeur."""
        ecart = (self.maxi - self.mini) or 1
        return self.bas - (self.bas - self.haut) * (valeur - self.mini) / ecart


def build_etincelle(resultat: ResultatIndicateur, largeur: int = 110, hauteur: int = 46) -> str:
    """Une courbe de la taille d'un mot : bande, ligne, cible, forme du verdict sur le dernier point."""
    points = _list_utiles(resultat)
    if len(points) < 2 or resultat.verdict is VerdictResultat.NON_MESURABLE:
        return '<span class="obs-sans-trace">pas de tracé</span>'
    return _build_svg(resultat, points, (largeur, hauteur), (8, largeur - 12, 8, hauteur - 8), axes=False)


def build_trajectoire(resultat: ResultatIndicateur, largeur: int = 720, hauteur: int = 240) -> str:
    """Le graphique d'un indicateur : points, intervalles, trajectoire vers les cibles, axes gradués."""
    points = resultat.points
    if not points:
        return ""
    return _build_svg(resultat, points, (largeur, hauteur), (56, largeur - 24, 16, hauteur - 34), axes=True)


def _list_utiles(resultat: ResultatIndicateur) -> tuple[PointMesure, ...]:
    """Les points depuis le départ."""
    depart = resultat.depart
    return tuple(p for p in resultat.points if depart is None or p.fin >= depart.fin)


def _build_svg(
    resultat: ResultatIndicateur,
    points: Sequence[PointMesure],
    taille: tuple[int, int],
    cadre: tuple[float, float, float, float],
    *,
    axes: bool,
) -> str:
    cibles = resultat.cibles
    valeurs = [p.valeur for p in points] + [c.valeur for c in cibles]
    valeurs += [b for p in points for b in (p.ic_bas, p.ic_haut) if b is not None]
    echelle = Echelle([p.fin for p in points] + [c.date for c in cibles], valeurs, cadre)
    largeur, hauteur = taille
    morceaux = [_build_axes(echelle, points, resultat, taille)] if axes else []
    morceaux.append(_build_bande(echelle, points))
    morceaux += [_build_moustache(echelle, p) for p in points] if axes else []
    ligne = " ".join(f"{echelle.x(p.fin):.1f},{echelle.y(p.valeur):.1f}" for p in points)
    morceaux.append(f'<polyline class="serie" points="{ligne}"/>')
    morceaux += _build_cibles(echelle, resultat, points, axes)
    dernier = points[-1]
    if resultat.verdict is not None:
        jugement = JUGEMENTS[resultat.verdict]
        forme = TRACES[jugement].format(style=build_style(jugement))
        x, y = echelle.x(dernier.fin) - 7, echelle.y(dernier.valeur) - 7
        morceaux.append(f'<g transform="translate({x:.1f} {y:.1f}) scale(.875)">{forme}</g>')
    else:
        morceaux.append(
            f'<circle class="point" cx="{echelle.x(dernier.fin):.1f}" cy="{echelle.y(dernier.valeur):.1f}" r="4"/>'
        )
    texte = escape(describe_trace(resultat, points))
    return (
        f'<svg class="obs-courbe" width="{largeur}" height="{hauteur}" viewBox="0 0 {largeur} {hauteur}" role="img" '
        f'aria-label="{texte}">{"".join(morceaux)}</svg>'
    )


def describe_trace(resultat: ResultatIndicateur, points: Sequence[PointMesure]) -> str:
    """Ce que montre la courbe, pour qui ne la voit pas."""
    suite = ", ".join(f"{format_nombre(p.valeur, resultat.decimales)} en {p.fin.year}" for p in points)
    cible = f" ; {format_cible(resultat, resultat.cible)}" if resultat.cible else ""
    return f"{resultat.indicateur.libelle} : {suite}{cible}"


def _build_bande(echelle: Echelle, points: Sequence[PointMesure]) -> str:
    bornes = [(p.fin, p.ic_bas, p.ic_haut) for p in points if p.ic_bas is not None and p.ic_haut is not None]
    if len(bornes) < 2:
        return ""
    haut = [f"{echelle.x(j):.1f},{echelle.y(h):.1f}" for j, _, h in bornes]
    bas = [f"{echelle.x(j):.1f},{echelle.y(b):.1f}" for j, b, _ in reversed(bornes)]
    return f'<polygon class="bande" points="{" ".join(haut + bas)}"/>'


def _build_moustache(echelle: Echelle, point: PointMesure) -> str:
    x, y = echelle.x(point.fin), echelle.y(point.valeur)
    barre = ""
    if point.ic_bas is not None and point.ic_haut is not None:
        barre = f'<path class="serie" d="M{x:.1f} {echelle.y(point.ic_bas):.1f}V{echelle.y(point.ic_haut):.1f}"/>'
    rupture = ""
    if point.rupture:
        rupture = f'<path class="rupture" d="M{x:.1f} {echelle.haut:.1f}V{echelle.bas:.1f}"/>'
    return f'{rupture}{barre}<circle class="point" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'


def _build_cibles(
    echelle: Echelle, resultat: ResultatIndicateur, points: Sequence[PointMesure], axes: bool
) -> list[str]:
    depart = resultat.depart or points[0]
    etapes = [(depart.fin, depart.valeur)] if axes and depart.fin >= echelle.debut else []
    etapes = etapes or [(points[-1].fin, points[-1].valeur)]
    morceaux: list[str] = []
    for cible in resultat.cibles:
        (x1, y1), x2, y2 = etapes[-1], echelle.x(cible.date), echelle.y(cible.valeur)
        morceaux.append(f'<path class="ville" d="M{echelle.x(x1):.1f} {echelle.y(y1):.1f}L{x2:.1f} {y2:.1f}"/>')
        morceaux.append(
            f'<circle class="cible" cx="{x2:.1f}" cy="{y2:.1f}" r="4.6"/><circle class="coeur" cx="{x2:.1f}" '
            f'cy="{y2:.1f}" r="1.8"/>'
        )
        etapes.append((cible.date, cible.valeur))
    return morceaux


def _build_axes(
    echelle: Echelle, points: Sequence[PointMesure], resultat: ResultatIndicateur, taille: tuple[int, int]
) -> str:
    morceaux: list[str] = []
    for part in (0, 0.5, 1):
        valeur = echelle.mini + part * (echelle.maxi - echelle.mini)
        y = echelle.y(valeur)
        nombre = format_nombre(valeur, max(resultat.decimales, 1))
        morceaux.append(f'<path class="axe" d="M{echelle.gauche:.0f} {y:.1f}H{echelle.droite:.0f}"/>')
        morceaux.append(f'<text x="{echelle.gauche - 8:.0f}" y="{y + 4:.1f}" text-anchor="end">{nombre}</text>')
    for annee in sorted({p.fin.year for p in points} | {c.date.year for c in resultat.cibles}):
        jours = [p.fin for p in points if p.fin.year == annee] or [
            c.date for c in resultat.cibles if c.date.year == annee
        ]
        morceaux.append(
            f'<text x="{echelle.x(jours[-1]):.1f}" y="{taille[1] - 10}" text-anchor="middle">{annee}</text>'
        )
    return "".join(morceaux)

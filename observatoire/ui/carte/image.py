"""Image PNG de la carte, dessinée par matplotlib : elle ne demande ni navigateur ni réseau."""

import io
import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from observatoire.domain.verdict import LIBELLES_JUGEMENT, Jugement
from observatoire.services.carte import Carte, Contour
from observatoire.ui.carte.surfaces import NIVEAUX, choose_couleurs
from observatoire.ui.graphiques.deck import NOMS_MAX, Surface, split_nom
from observatoire.ui.graphiques.geometrie import build_forme, compute_cadre, list_lignes, list_polygones
from observatoire.ui.palette import NETS, REMPLISSAGES, SECRET_FOND, SECRET_TRAIT

_ENCRE, _DISCRET = "#1A2233", "#566170"


def build_png(carte: Carte, surfaces: Sequence[Surface], qpv: Sequence[Contour], significativite: bool) -> bytes:
    """Dessine la carte avec titre, phrase, légende, source et version."""
    figure = Figure(figsize=(9, 8.2), dpi=150, facecolor="white")
    toile = FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0.03, 0.2, 0.94, 0.62))
    cadre = compute_cadre([s.contour for s in surfaces])
    for surface in surfaces:
        _draw_surface(axes, surface)
    for contour in qpv:
        _draw_qpv(axes, contour)
    if significativite:
        _draw_marques(axes, surfaces, (cadre.nord - cadre.sud) / 70, cadre.cosinus)
    if len(surfaces) <= NOMS_MAX:
        _draw_noms(axes, surfaces, (cadre.nord - cadre.sud) / 28 if significativite else 0.0)
    axes.set_aspect(1 / cadre.cosinus)
    axes.autoscale_view()
    axes.axis("off")
    _write_textes(figure, carte)
    figure.legend(
        handles=_list_pastilles(carte, significativite), loc="lower left", bbox_to_anchor=(0.03, 0.065), ncols=3,
        frameon=False, fontsize=9, labelcolor=_ENCRE,
    )  # fmt: skip
    tampon = io.BytesIO()
    toile.print_png(tampon)
    return tampon.getvalue()


def _build_path(contour: dict[str, Any]) -> Path:
    """Un seul tracé composé : les trous restent vides."""
    morceaux = [Path([p[:2] for p in anneau], closed=True) for poly in list_polygones(contour) for anneau in poly]
    return Path.make_compound_path(*morceaux)


def _draw_surface(axes: Any, surface: Surface) -> None:
    secret = surface.jugement is Jugement.SECRET
    axes.add_patch(
        PathPatch(
            _build_path(surface.contour),
            facecolor=surface.couleur or "#F4F6F8",
            edgecolor=SECRET_TRAIT if secret else "white",
            hatch="////" if secret else None,
            linewidth=0.8,
        )
    )


def _draw_qpv(axes: Any, qpv: Contour) -> None:
    axes.add_patch(PathPatch(_build_path(qpv.geometrie), facecolor="none", edgecolor="white", linewidth=2.6))
    axes.add_patch(PathPatch(_build_path(qpv.geometrie), facecolor="none", edgecolor=_ENCRE, linewidth=1.2))
    if qpv.hachures:
        axes.add_collection(LineCollection(list_lignes(qpv.hachures), colors=_ENCRE, linewidths=0.6, alpha=0.75))


def _draw_marques(axes: Any, surfaces: Sequence[Surface], rayon: float, cosinus: float) -> None:
    for s in surfaces:
        forme = build_forme(s.jugement, s.lon, s.lat, rayon, cosinus) if s.lon and s.lat else None
        if forme:
            trait = "white" if s.jugement in NETS else _ENCRE
            axes.add_patch(
                PathPatch(Path(forme, closed=True), facecolor=REMPLISSAGES[s.jugement], edgecolor=trait, linewidth=1)
            )


def _draw_noms(axes: Any, surfaces: Sequence[Surface], decalage: float) -> None:
    halo = [withStroke(linewidth=2.4, foreground="white")]
    for s in surfaces:
        if s.lon is not None and s.lat is not None:
            axes.text(
                s.lon, s.lat + decalage, split_nom(s.nom), ha="center", va="center", fontsize=7.5, color=_ENCRE,
                weight="semibold", path_effects=halo,
            )  # fmt: skip


def _write_textes(figure: Figure, carte: Carte) -> None:
    fiche = carte.indicateur
    unite = f"{fiche.unite}, " if fiche.unite else ""
    figure.text(0.03, 0.965, fiche.libelle, fontsize=15, weight="bold", color=_ENCRE, va="top")
    figure.text(0.03, 0.925, f"{unite}{carte.periode.libelle}, comparé à : {carte.comparateur.libelle}",
                fontsize=10, color=_DISCRET, va="top")  # fmt: skip
    phrase = textwrap.fill(f"{carte.phrase.texte} ({carte.phrase.certitude})", 110)
    figure.text(0.03, 0.895, phrase, fontsize=10, color=_ENCRE, va="top")
    source = f"Source : {carte.source.producteur}, {carte.source.libelle}. Version des données : {carte.version}."
    figure.text(0.03, 0.02, textwrap.fill(source, 130), fontsize=8, color=_DISCRET)


def _list_pastilles(carte: Carte, significativite: bool) -> list[Patch]:
    secret = Patch(facecolor=SECRET_FOND, edgecolor=SECRET_TRAIT, hatch="////", label="secret")
    if significativite:
        return [
            Patch(facecolor=REMPLISSAGES[j.jugement], edgecolor="#868F9B",
                  label=f"{LIBELLES_JUGEMENT[j.jugement]}{NIVEAUX.get(j.jugement, '')} : {j.nombre}")
            for j in carte.jugements
            if j.jugement is not Jugement.SECRET
        ] + [secret]  # fmt: skip
    couleurs = choose_couleurs(len(carte.classes))
    return [
        Patch(facecolor=couleur, edgecolor="#868F9B", label=f"{classe.libelle} : {classe.nombre}")
        for classe, couleur in zip(carte.classes, couleurs, strict=True)
    ] + [secret]

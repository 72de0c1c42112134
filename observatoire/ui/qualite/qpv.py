"""QPV et IRIS : deux découpages qui se croisent, et ce que la version publie des QPV."""

from collections.abc import Sequence

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel
from observatoire.services.qpv import Approche, write_approche
from observatoire.services.recouvrements import RecouvrementQpv
from observatoire.ui.composants import show_phrase, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau


def show_qpv(recouvrements: Sequence[RecouvrementQpv]) -> None:
    """Phrase, un QPV par ligne, puis le détail IRIS par IRIS."""
    if not recouvrements:
        show_vide(
            "Aucun quartier prioritaire dans cette version",
            "Importez leurs contours, puis publiez : la page montre alors quels IRIS chaque QPV touche.",
            ("python -m observatoire importer qpv.geojson", "python -m observatoire publier"),
        )
        return
    show_phrase(write_qpv(recouvrements), "surfaces mesurées sur les contours publiés")
    show_tableau(
        "Quartiers prioritaires : IRIS touchés et chiffres publiés",
        [
            Colonne("QPV", fort=True),
            Colonne("Contour"),
            Colonne("IRIS touchés", nombre=True),
            Colonne("Approché par"),
            Colonne("Indicateurs publiés", nombre=True),
        ],
        [
            Ligne(
                (
                    x.qpv.nom,
                    x.qpv.millesime,
                    format_nombre(len(x.iris)),
                    _format_approche(x.approche),
                    f"{format_nombre(x.indicateurs_publies)} sur {format_nombre(x.indicateurs)}",
                )
            )
            for x in recouvrements
        ],
    )
    show_html(
        '<p class="obs-note">Un QPV suit les rues, un IRIS suit le recensement : leurs limites ne coïncident pas. '
        "Un QPV a les chiffres que sa source donne pour lui ; à défaut, ceux des IRIS qui y sont en majorité, pris "
        "entiers, s’ils en couvrent assez.</p>"
    )
    with st.expander("IRIS par IRIS : quelle part est dans un QPV"):
        show_tableau(
            "Part de chaque IRIS dans un QPV",
            [
                Colonne("IRIS"),
                Colonne("QPV"),
                Colonne("Part de sa surface", nombre=True),
                Colonne("Part de sa population", nombre=True),
            ],
            [
                Ligne((p.iris.nom, f"{x.qpv.nom} ({x.qpv.millesime})", _format_part(p.part_surface),
                       _format_part(p.part_population)))
                for x in recouvrements
                for p in x.iris
            ],
            defilant=True,
        )  # fmt: skip


def write_qpv(recouvrements: Sequence[RecouvrementQpv]) -> str:
    """« 4 QPV (contour 2024) touchent 10 IRIS, dont aucun n'est tout entier dans un QPV. »."""
    recents = [x for x in recouvrements if x.qpv.millesime == recouvrements[0].qpv.millesime]
    iris = {p.iris.code for x in recents for p in x.iris}
    entiers = {p.iris.code for x in recents for p in x.iris if p.part_surface >= 0.99}
    verbe = "touche" if len(recents) == 1 else "touchent"
    contour = f" (contour {recents[0].qpv.millesime})" if recents[0].qpv.millesime else ""
    debut = f"{format_pluriel(len(recents), 'QPV', 'QPV')}{contour} {verbe} {format_pluriel(len(iris), 'IRIS', 'IRIS')}"
    if not entiers:
        return f"{debut}, dont aucun n’est tout entier dans un QPV."
    verbe = "est" if len(entiers) == 1 else "sont"
    return f"{debut}, dont {format_nombre(len(entiers))} {verbe} presque en entier dans un QPV."


def _format_approche(approche: Approche | None) -> str:
    if approche is None:
        return "–"
    return write_approche(approche) if approche.iris else "aucun IRIS n’y est en majorité"


def _format_part(part: float | None) -> str:
    return "–" if part is None else f"{format_nombre(part * 100)} %"

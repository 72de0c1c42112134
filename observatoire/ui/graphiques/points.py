"""Points classés : une ligne par territoire, marque du verdict, intervalle à 95 %, ligne de la ville.

C'est un vrai tableau HTML : un lecteur d'écran y lit nom, valeur, intervalle et verdict dans l'ordre de l'écran.
"""

import math
from collections.abc import Collection, Sequence

from observatoire.domain.francais import format_intervalle, format_nombre, format_valeur, sort_key
from observatoire.domain.verdict import Jugement
from observatoire.services.resultats import Ligne
from observatoire.ui.echappement import escape
from observatoire.ui.formes import build_marque_a
from observatoire.ui.tableaux import SECRET, Html

_HAUTEUR = 22


def sort_lignes(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Du plus élevé au plus bas ; les chiffres absents ensuite, par nom, sans ordre de valeur."""
    presentes = [ligne for ligne in lignes if ligne.chiffre.valeur is not None]
    absentes = [ligne for ligne in lignes if ligne.chiffre.valeur is None]
    presentes.sort(key=lambda ligne: (-(ligne.chiffre.valeur or 0.0), sort_key(ligne.territoire.nom)))
    absentes.sort(key=lambda ligne: sort_key(ligne.territoire.nom))
    return presentes + absentes


def build_points(lignes: Sequence[Ligne], reference: float | None, choisis: Collection[str], titre: str) -> str:
    """Dessine les lignes, déjà dans l'ordre voulu ; `choisis` : codes des territoires mis en avant."""
    echelle = _compute_echelle(lignes, reference)
    corps = "".join(_build_rangee(ligne, reference, echelle, ligne.territoire.code in choisis) for ligne in lignes)
    return (
        f'<table class="obs-table obs-points"><caption class="cache">{escape(titre)}</caption>'
        '<thead class="obs-cache">'
        '<tr><th scope="col">Territoire</th><th scope="col">Intervalle à 95 %</th><th scope="col">Valeur</th></tr>'
        f"</thead><tbody>{corps}{_build_graduations(echelle)}</tbody></table>"
    )


def _compute_echelle(lignes: Sequence[Ligne], reference: float | None) -> tuple[float, float, float]:
    bornes = [
        b
        for ligne in lignes
        for b in (ligne.estimation.ic_bas, ligne.estimation.ic_haut, ligne.estimation.valeur)
        if b is not None
    ]
    bornes += [reference] if reference is not None else []
    bas, haut = (min(bornes), max(bornes)) if bornes else (0.0, 1.0)
    pas = _choose_pas((haut - bas) or abs(haut) or 1.0)
    return math.floor(bas / pas) * pas, math.ceil(haut / pas + 1e-9) * pas, pas


def _choose_pas(etendue: float) -> float:
    brut = etendue / 4
    puissance = 10 ** math.floor(math.log10(brut))
    return next(m * puissance for m in (1, 2, 2.5, 5, 10) if m * puissance >= brut)


def _place(valeur: float, echelle: tuple[float, float, float]) -> float:
    """Abscisse en pourcentage de la largeur : le dessin suit la colonne sans déformer les marques."""
    bas, haut, _ = echelle
    return 5 + (valeur - bas) / (haut - bas) * 90


def _build_rangee(ligne: Ligne, reference: float | None, echelle: tuple[float, float, float], choisie: bool) -> str:
    fiche, estimation = ligne.indicateur, ligne.estimation
    classe = ' class="choisi"' if choisie else ""
    nom = f'<th scope="row">{escape(ligne.territoire.nom)}</th>'
    tirets = ""
    if reference is not None:
        x = _place(reference, echelle)
        tirets = (
            f'<line x1="{x:.2f}%" y1="0" x2="{x:.2f}%" y2="{_HAUTEUR}" stroke="var(--obs-encre)" '
            'stroke-width="1.4" stroke-dasharray="3 3"/>'
        )
    if estimation.valeur is None:
        mot = SECRET if ligne.verdict.jugement is Jugement.SECRET else Html(escape(ligne.phrase.certitude))
        return f'<tr{classe}>{nom}<td>{_wrap(tirets, "")}</td><td class="nombre">{mot.morceau}</td></tr>'
    x = _place(estimation.valeur, echelle)
    moustache = ""
    if estimation.ic_bas is not None and estimation.ic_haut is not None:
        moustache = (
            f'<line x1="{_place(estimation.ic_bas, echelle):.2f}%" y1="11" '
            f'x2="{_place(estimation.ic_haut, echelle):.2f}%" y2="11" '
            'stroke="var(--obs-encre2)" stroke-width="1.8"/>'
        )
    intervalle = format_intervalle(estimation.ic_bas, estimation.ic_haut, fiche.decimales)
    alt = f"{ligne.libelle_verdict}{', intervalle ' + intervalle if intervalle else ''}"
    marque = f'<svg x="{x:.2f}%" overflow="visible">{build_marque_a(ligne.verdict.jugement, 0, 11)}</svg>'
    valeur = format_valeur(estimation.valeur, fiche.decimales, fiche.unite if len(fiche.unite) <= 2 else "")
    return (
        f"<tr{classe}>{nom}<td>{_wrap(tirets + moustache + marque, alt)}</td>"
        f'<td class="nombre fort">{escape(valeur)}</td></tr>'
    )


def _wrap(contenu: str, alt: str) -> str:
    role = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return f'<svg width="100%" height="{_HAUTEUR}" class="obs-axe" focusable="false" {role}>{contenu}</svg>'


def _build_graduations(echelle: tuple[float, float, float]) -> str:
    bas, haut, pas = echelle
    decimales = max(0, -math.floor(math.log10(pas))) if pas < 1 else int(pas % 1 != 0)
    reperes = [bas + i * pas for i in range(round((haut - bas) / pas) + 1)]
    textes = [format_nombre(r, decimales) for r in reperes]
    # Au-delà d'une vingtaine de signes, les nombres se touchent : un sur deux suffit.
    saut = 2 if sum(map(len, textes)) > 20 else 1
    marques = "".join(
        f'<text x="{_place(repere, echelle):.2f}%" y="15" text-anchor="middle" font-size="13" '
        f'fill="var(--obs-discret)">{texte}</text>'
        for repere, texte in list(zip(reperes, textes, strict=True))[::saut]
    )
    return f'<tr aria-hidden="true"><td></td><td>{_wrap(marques, "")}</td><td></td></tr>'

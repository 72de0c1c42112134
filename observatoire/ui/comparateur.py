"""Le champ « Comparé à », commun à la carte, au portrait et à la comparaison.

Tout tient dans un paramètre de l'adresse : `ville`, `reste`, le code d'un territoire, `periode:2019` ou
`cible:12,5`. Les codes incomplets (`autre`, `periode:`, `cible:`) sont ceux d'un choix qui reste à préciser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from observatoire.domain.francais import format_pluriel
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.selection import CIBLE, PERIODE, VILLE, parse_comparateur
from observatoire.domain.territoire import Maille
from observatoire.errors import SelectionInvalide
from observatoire.services.catalogue import FicheCatalogue
from observatoire.services.comparateurs import check_cible
from observatoire.services.periodes_anterieures import PeriodeAnterieure, explain_sans_periode, list_anterieures
from observatoire.services.resultats import Comparateur
from observatoire.ui import etat_url
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape, shorten

PARAMETRE = "comparateur"
AUTRE = "autre"
_LIBELLES = {
    AUTRE: "Un autre territoire…",
    PERIODE: "Une période antérieure…",
    CIBLE: "Une cible à atteindre…",
}
_LONGUEUR_CIBLE = 20
Largeur = int | Literal["stretch"]


@dataclass(frozen=True, slots=True)
class Offre:
    """Ce à quoi une vue peut se comparer.

    `courants` et `autres` vont du code au nom ; `periodes` du code de l'adresse au nom, pour celles d'où un changement
    se mesure. `acceptes` sont ceux que le menu ne propose pas mais qu'un lien peut demander : chaque chiffre dit
    alors pourquoi il ne se compare pas. `fiche` est l'indicateur dont une
    cible serait la valeur, absent d'une vue qui en montre plusieurs à la fois.
    """

    courants: Mapping[str, str]
    autres: Mapping[str, str] = field(default_factory=dict[str, str])
    periodes: Mapping[str, str] = field(default_factory=dict[str, str])
    acceptes: Mapping[str, str] = field(default_factory=dict[str, str])
    periode_proposee: str = ""
    sans_periode: str = ""
    fiche: Indicateur | None = None

    @property
    def defaut(self) -> str:
        """La ville ; pour elle-même, le premier territoire plus large ; à défaut, rien qu'elle."""
        return VILLE if VILLE in self.courants else next(iter(self.courants), VILLE)


def build_offre(
    *,
    comparateurs: Sequence[Comparateur],
    autres: Mapping[str, str],
    fiches: Sequence[FicheCatalogue],
    maille: Maille,
    fiche: Indicateur | None = None,
    sans: str = "",
    refuses: Mapping[str, str] | None = None,
) -> Offre:
    """Réunit les comparateurs d'une vue.

    Args:
        comparateurs: ville, reste de la ville et territoires plus larges.
        autres: autres territoires, du code au nom.
        fiches: indicateurs montrés, qui disent quelles périodes se comparent.
        maille: maille montrée.
        fiche: indicateur d'une cible, s'il n'y en a qu'un.
        sans: code du territoire montré, qui ne se compare pas à lui-même.
        refuses: noms des territoires qu'un lien peut demander, mais qui ne se comparent pas (recouvrement, contour).
    """
    anterieures = list_anterieures(fiches, maille)
    mesurables = [a for a in anterieures if a.mesurables]
    return Offre(
        courants={c.code: c.libelle for c in comparateurs if c.code != sans},
        autres={code: nom for code, nom in autres.items() if code != sans},
        periodes={f"{PERIODE}{a.periode.code}": _name_periode(a, len(fiches)) for a in mesurables},
        acceptes={f"{PERIODE}{a.periode.code}": a.periode.libelle for a in anterieures} | dict(refuses or {}),
        periode_proposee=_propose_periode(mesurables),
        sans_periode="" if mesurables else explain_sans_periode(fiches, maille),
        fiche=fiche,
    )


def _propose_periode(mesurables: Sequence[PeriodeAnterieure]) -> str:
    """La plus ancienne de celles qui comparent le plus d'indicateurs : c'est là que le recul est le plus grand."""
    if not mesurables:
        return ""
    retenue = max(reversed(mesurables), key=lambda a: a.mesurables)
    return f"{PERIODE}{retenue.periode.code}"


def _name_periode(anterieure: PeriodeAnterieure, total: int) -> str:
    if total == 1:
        return anterieure.periode.libelle
    return f"{anterieure.periode.libelle} ({format_pluriel(anterieure.mesurables, 'indicateur')})"


def read_comparateur(offre: Offre) -> str:
    """Lit le comparateur dans l'adresse ; incomplet ou impossible, la valeur par défaut le remplace."""
    recu = st.query_params.get(PARAMETRE) or offre.defaut
    if recu in offre.courants or recu in offre.autres or recu in offre.acceptes:
        return recu
    if recu == AUTRE and offre.autres:
        return next(iter(offre.autres))
    if recu == PERIODE:
        return offre.periode_proposee or offre.defaut
    if recu.startswith(CIBLE) and offre.fiche is not None:
        return _read_cible(recu, offre.fiche, offre.defaut)
    return etat_url.read_code(PARAMETRE, {*offre.courants, *offre.autres}, offre.defaut, "le comparateur")


def _read_cible(recu: str, fiche: Indicateur, defaut: str) -> str:
    if recu == CIBLE:
        return defaut
    try:
        choix = parse_comparateur(f"{CIBLE}{shorten(recu.removeprefix(CIBLE), _LONGUEUR_CIBLE)}")
        check_cible(fiche, choix.cible or 0.0)
    except SelectionInvalide as erreur:
        etat_url.add_avis(f"{erreur} Le comparateur par défaut est montré en attendant.")
        return defaut
    return choix.texte


def find_genre(offre: Offre, comparateur: str) -> str:
    """Entrée du menu où se range un comparateur : lui-même, « un autre territoire », une période ou une cible."""
    demande = st.query_params.get(PARAMETRE, comparateur)
    if demande == PERIODE or comparateur.startswith(PERIODE):
        return PERIODE
    if offre.fiche is not None and demande.startswith(CIBLE):
        return CIBLE
    return AUTRE if comparateur in offre.autres else comparateur


def name_comparateur(offre: Offre, comparateur: str) -> str:
    """Nom court d'un comparateur, pour un titre replié."""
    if comparateur.startswith(PERIODE):
        return f"période {comparateur.removeprefix(PERIODE)}"
    if comparateur.startswith(CIBLE):
        return f"cible {comparateur.removeprefix(CIBLE)}"
    return {**offre.acceptes, **offre.autres, **offre.courants}.get(comparateur, comparateur)


def show_comparateur(
    offre: Offre, comparateur: str, libelle: str = "Comparé à", *, largeur: Largeur = "stretch"
) -> None:
    """Pose le menu, puis le champ qui précise un autre territoire, une période ou une cible."""
    genre = find_genre(offre, comparateur)
    libelles = dict(offre.courants)
    libelles |= {AUTRE: _LIBELLES[AUTRE]} if offre.autres else {}
    libelles |= {PERIODE: _LIBELLES[PERIODE]} | ({CIBLE: _LIBELLES[CIBLE]} if offre.fiche is not None else {})
    libelles.setdefault(genre, offre.acceptes.get(genre, "Rien de plus large n’est publié"))
    liaison = etat_url.bind(PARAMETRE, genre)
    st.selectbox(libelle, list(libelles), format_func=libelles.__getitem__, width=largeur, **liaison)
    if genre == AUTRE:
        _show_precision("Quel territoire ?", offre.autres, comparateur, largeur)
    elif genre == PERIODE and comparateur.startswith(PERIODE):
        # Un lien peut demander une période d'où rien ne se mesure : chaque chiffre dit alors pourquoi.
        demandee = {} if comparateur in offre.periodes else {comparateur: offre.acceptes[comparateur]}
        _show_precision("Quelle période ?", {**demandee, **offre.periodes}, comparateur, largeur)
    elif genre == PERIODE:
        show_html(f'<p class="obs-note">{escape(offre.sans_periode)}</p>')
    elif genre == CIBLE and offre.fiche is not None:
        _show_cible(offre.fiche, largeur)


def _show_precision(libelle: str, noms: Mapping[str, str], comparateur: str, largeur: Largeur) -> None:
    liaison = etat_url.bind(PARAMETRE, comparateur, champ="precision")
    st.selectbox(libelle, list(noms), format_func=noms.__getitem__, width=largeur, **liaison)


def _show_cible(fiche: Indicateur, largeur: Largeur) -> None:
    saisi = st.query_params.get(PARAMETRE, "").removeprefix(CIBLE)
    unite = f" ({fiche.unite})" if fiche.unite else ""
    st.text_input(
        f"Valeur à atteindre{unite}",
        placeholder="par exemple 12,5",
        max_chars=_LONGUEUR_CIBLE,
        width=largeur,
        **etat_url.bind(PARAMETRE, saisi[:_LONGUEUR_CIBLE], champ="cible", prefixe=CIBLE),
    )
    if not saisi:
        show_html('<p class="obs-note">En attendant cette valeur, le comparateur par défaut est montré.</p>')

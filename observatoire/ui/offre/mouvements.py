"""Arrivées, départs, déménagements entre deux livraisons d'un annuaire : une phrase, deux tableaux, un export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from observatoire.domain.francais import format_nombre, format_pluriel, sort_key
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.services.offre.mouvements import (
    GENRES,
    Comparaison,
    Mouvement,
    count_metiers,
    count_sans_territoire,
    count_territoires,
    count_ville,
    describe_mouvements,
    export_mouvements_csv,
    filter_mouvements,
    name_lieux,
)
from observatoire.services.offre.points import SANS_NOM
from observatoire.ui import cache, etat_url
from observatoire.ui.composants import show_phrase, show_source, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.offre.affichage import LIGNES_MAX, format_jour, list_iris, map_iris
from observatoire.ui.tableaux import Colonne, Ligne, show_tableau

_SANS_SUITE = (
    "Une seule livraison de chaque annuaire est importée. Avec une livraison d’une autre date du même annuaire "
    "(plus ancienne ou plus récente), on verra ici qui arrive, qui part, qui déménage."
)
_LIMITES = {
    "Annuaire santé de l’Assurance maladie": "Cet annuaire n’a pas de numéro de personne : un changement de nom ou de "
    "spécialité s’y lit comme un départ et une arrivée, et deux homonymes n’y font qu’un.",
    "Liste de lieux de soins": "Un lieu sans identifiant dans le fichier s’y lit comme un départ et une arrivée quand "
    "il change d’adresse.",
}


@dataclass(frozen=True, slots=True)
class _Vue:
    """Ce que la section montre. `territoires` donne celui de chaque IRIS, `noms` leur nom."""

    comparaison: Comparaison
    metier: str
    maille: Maille
    territoire: str
    territoires: Mapping[str, str]
    noms: Mapping[str, str]

    @property
    def singulier(self) -> str:
        """Nom de la maille."""
        return LIBELLES_MAILLE[self.maille][0]

    @property
    def metier_libelle(self) -> str:
        """Nom du métier choisi ; vide pour tous."""
        for m in self.comparaison.mouvements if self.metier else ():
            if self.metier in (m.metier, m.metier_avant):
                return m.libelle if m.metier == self.metier else m.libelle_avant
        return ""

    def is_ailleurs(self, mouvement: Mouvement) -> bool:
        """Vrai si le mouvement change de territoire."""
        avant, apres = (
            {self.territoires[i] for i in iris if i in self.territoires}
            for iris in (mouvement.iris_avant, mouvement.iris)
        )
        return bool(avant and apres) and not avant & apres


def show_mouvements(version: str, *, metier: str, maille: Maille, territoire: str) -> None:
    """Section des mouvements, aux choix de la page.

    Args:
        version: version des données.
        metier: code du métier, vide pour tous.
        maille: maille du tableau, qui doit être faite d'IRIS (IRIS ou quartier).
        territoire: territoire choisi, vide pour toute la ville.
    """
    show_titre("Arrivées, départs, déménagements")
    comparaisons = [c for c in cache.get_mouvements(version) if filter_mouvements(c.mouvements, metier=metier)]
    if not comparaisons:
        show_html(f'<p class="obs-note">{_SANS_SUITE}</p>')
        return
    noms = {c.code: c.nom for c in cache.get_contours(version, maille.value)}
    vue = _Vue(_choose(comparaisons), metier, maille, territoire, map_iris(version, maille), noms)
    _show_phrase(vue)
    if not metier:
        _show_metiers(vue)
    _show_bilans(vue)
    iris = list_iris(version, maille, territoire) if territoire else None
    choisis = filter_mouvements(vue.comparaison.mouvements, metier=metier, iris=iris)
    bougent = sorted(
        (m for m in choisis if m.genre in GENRES), key=lambda m: (list(GENRES).index(m.genre), sort_key(m.nom))
    )
    par_iris = {code: noms[lieu] for code, lieu in vue.territoires.items()}
    _show_liste(bougent, par_iris)
    st.download_button(
        "Mouvements (CSV)",
        lambda: export_mouvements_csv(vue.comparaison, bougent, par_iris),
        "mouvements.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    limite = _LIMITES.get(vue.comparaison.annuaire, "")
    show_source(f"{_name(vue.comparaison)}. {limite}".strip())


def _choose(comparaisons: list[Comparaison]) -> Comparaison:
    """La comparaison que demande l'adresse ; le choix n'apparaît que s'il y en a plusieurs."""
    par_code = {_code(c): c for c in comparaisons}
    code = etat_url.read_code("livraisons", par_code, next(iter(par_code)), "les livraisons comparées")
    if len(par_code) > 1:
        st.selectbox(
            "Annuaire et dates",
            list(par_code),
            format_func=lambda code: _name(par_code[code]),
            **etat_url.bind("livraisons", code),
        )
    return par_code[code]


def _code(comparaison: Comparaison) -> str:
    mots = "".join(c if c.isalnum() else " " for c in sort_key(comparaison.annuaire)).split()
    return "-".join([*mots, comparaison.date_avant, comparaison.date])


def _name(comparaison: Comparaison) -> str:
    return f"{comparaison.annuaire}, du {format_jour(comparaison.date_avant)} au {format_jour(comparaison.date)}"


def _show_phrase(vue: _Vue) -> None:
    mouvements = filter_mouvements(vue.comparaison.mouvements, metier=vue.metier)
    sans = count_sans_territoire(mouvements, vue.territoires, metier=vue.metier)
    perdus = sum(m.genre == "indetermine" for m in mouvements)
    restes = [f"{format_pluriel(sans, 'personne')} sans {vue.singulier} connu à l’une des dates"] * bool(sans)
    restes += [f"{format_nombre(perdus)} dont les lieux ne peuvent pas se comparer"] * bool(perdus)
    reste = f" Non suivis : {', '.join(restes)}." if restes else ""
    ville = count_ville(mouvements, metier=vue.metier)
    avant, apres = format_jour(vue.comparaison.date_avant), format_jour(vue.comparaison.date)
    quittent = len({m.personne for m in mouvements if m.genre == "demenagement" and vue.is_ailleurs(m)})
    dont = f" (dont {format_nombre(quittent)} vers un autre {vue.singulier})" if quittent else ""
    sujet = vue.metier_libelle or "Tous métiers et lieux de soins"
    show_phrase(
        f"{sujet}, dans la ville : {format_nombre(ville.apres)} au {apres}, après {format_nombre(ville.avant)} au "
        f"{avant} ; {describe_mouvements(mouvements, metier=vue.metier, dont=dont)}.",
        "On compte des personnes, non des lieux. Une arrivée peut être une installation, ou une inscription tardive "
        f"dans l’annuaire.{reste}",
    )


def _show_metiers(vue: _Vue) -> None:
    titres = ("Avant", "Arrivées", "Départs", "Déménagements", "Changements de métier")
    bilans = count_metiers(vue.comparaison.mouvements)
    lignes = [
        Ligne(
            [
                b.libelle,
                format_nombre(b.avant),
                *(format_nombre(n) if n else "–" for n in (b.arrivees, b.departs, b.demenagements)),
                _sign(b.changes),
                format_nombre(b.apres),
                _sign(b.apres - b.avant),
            ]
        )
        for b in bilans
    ]
    colonnes = [Colonne("Profession ou lieu de soins"), *(Colonne(t, nombre=True) for t in titres)]
    colonnes += [Colonne("Après", nombre=True, fort=True), Colonne("Solde", nombre=True)]
    show_tableau("Mouvements par profession", colonnes, lignes, titre_visible=True, defilant=len(lignes) > 20)


def _show_bilans(vue: _Vue) -> None:
    titres = ("Avant", "Arrivées", "Venus d’ailleurs", "Départs", "Partis ailleurs")
    bilans = count_territoires(vue.comparaison.mouvements, vue.territoires, metier=vue.metier)
    lignes = [
        Ligne(
            [
                vue.noms[b.territoire],
                format_nombre(b.avant),
                *(format_nombre(n) if n else "–" for n in (b.arrivees, b.venus, b.departs, b.partis)),
                format_nombre(b.apres),
                _sign(b.apres - b.avant),
            ],
            choisie=b.territoire == vue.territoire,
        )
        for b in sorted(bilans, key=lambda b: sort_key(vue.noms[b.territoire]))
        if b.avant or b.apres
    ]
    colonnes = [Colonne(vue.singulier[:1].upper() + vue.singulier[1:]), *(Colonne(t, nombre=True) for t in titres)]
    colonnes += [Colonne("Après", nombre=True, fort=True), Colonne("Solde", nombre=True)]
    show_tableau(f"Mouvements par {vue.singulier}", colonnes, lignes, titre_visible=True, defilant=len(lignes) > 20)
    show_html(f'<p class="obs-note">Ailleurs : dans un autre {vue.singulier} de la ville.</p>')


def _sign(solde: int) -> str:
    return f"+{format_nombre(solde)}" if solde > 0 else format_nombre(solde).replace("-", "−") if solde else "–"


def _show_liste(mouvements: Sequence[Mouvement], noms: Mapping[str, str]) -> None:
    if not mouvements:
        show_html('<p class="obs-note">Aucun mouvement, à ce choix de profession et de lieu.</p>')
        return
    lignes = [
        Ligne((GENRES[m.genre], m.nom or SANS_NOM, _name_metiers(m), _place(m, noms, avant=True), _place(m, noms)))
        for m in mouvements[:LIGNES_MAX]
    ]
    colonnes = [Colonne(t) for t in ("Mouvement", "Nom", "Profession", "Avant", "Après")]
    show_tableau("Qui a bougé", colonnes, lignes, titre_visible=True, defilant=len(lignes) > 12)
    if len(mouvements) > LIGNES_MAX:
        show_html(
            f'<p class="obs-note">{format_nombre(LIGNES_MAX)} premières lignes sur '
            f"{format_nombre(len(mouvements))} ; l’export CSV les donne toutes.</p>"
        )


def _name_metiers(m: Mouvement) -> str:
    if m.genre == "profession":
        return f"{m.libelle_avant or 'aucun'} → {m.libelle or 'aucun'}"
    return m.libelle or m.libelle_avant


def _place(m: Mouvement, noms: Mapping[str, str], *, avant: bool = False) -> str:
    """Quartier, sinon adresse, sinon commune ; un tiret si la personne n'y était pas."""
    iris, adresse, commune = (
        (m.iris_avant, m.adresse_avant, m.commune_avant) if avant else (m.iris, m.adresse, m.commune)
    )
    lieu = name_lieux(frozenset(i for i in iris if i in noms), noms)
    textes = [lieu, adresse] if lieu != adresse else [lieu]
    return " · ".join(filter(None, textes)) or (f"commune {commune}" if commune else "–")

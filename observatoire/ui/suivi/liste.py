"""La liste des fiches actions : filtres sur tous les champs, décomptes, tableau."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from observatoire.domain.cls.avancement import EtatAction, measure_avancement, measure_budget
from observatoire.domain.cls.completude import measure_completude
from observatoire.domain.cls.objets import Action, Axe
from observatoire.domain.cls.plan import Plan
from observatoire.domain.cls.vocabulaire import StatutAction, UniteFinancement
from observatoire.domain.francais import format_date, format_pluriel, sort_key
from observatoire.ui import etat_url
from observatoire.ui.composants import build_etiquette
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.axes import format_k_euros
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.signes import build_statut_html, typo
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau

SANS = "(non renseigné)"
RETARD, SILENCE = "En retard", "Sans nouvelle depuis 12 mois"
Lecteur = Callable[[Plan, EtatAction], tuple[str, ...]]


def _read_axes(plan: Plan, etat: EtatAction) -> tuple[str, ...]:
    axes = [plan.get(Axe, a) for a in etat.action.axes]
    return tuple(f"{a.numero} {typo(a.titre)}" for a in axes if a)


def _read_alertes(_: Plan, etat: EtatAction) -> tuple[str, ...]:
    return ((RETARD,) * etat.retard) + ((SILENCE,) * etat.silence)


def _build_texte(champ: str) -> Lecteur:
    def read(_: Plan, etat: EtatAction) -> tuple[str, ...]:
        valeur = getattr(etat.action, champ)
        return tuple(valeur) if isinstance(valeur, tuple) else ((valeur,) if valeur else ())

    return read


#: Tout ce par quoi on filtre et compte : code de l'adresse → nom et lecture.
CRITERES: dict[str, tuple[str, Lecteur]] = {
    "axe": ("Axe", _read_axes),
    "statut": ("Statut", lambda _, e: (e.action.statut.libelle,)),
    "alerte": ("Alerte", _read_alertes),
    "territoire": ("Quartier ou QPV", _build_texte("territoires")),
    "theme": ("Thématique", _build_texte("thematiques")),
    "pilote": ("Structure pilote", _build_texte("structure_pilote")),
    "personne": ("Personne pilote", _build_texte("personne_pilote")),
    "service": ("Direction ou service", _build_texte("service_pilote")),
    "elu": ("Élu·e référent·e", _build_texte("elu_referent")),
    "public": ("Public", _build_texte("publics")),
    "partenaire": ("Partenaire", _build_texte("partenaires")),
    "determinant": ("Déterminant", _build_texte("determinants")),
    "instance": ("Instance de gouvernance", _build_texte("instance")),
    "priorite": ("Priorité", lambda _, e: (e.action.priorite.libelle,) if e.action.priorite else ()),
    "financeur": (
        "Financeur",
        lambda p, e: tuple({f.financeur for f in p.list_financements(e.action.id) if f.financeur}),
    ),
    "annee": (
        "Année de fin",
        lambda _, e: (str(e.action.fin.year),) if e.action.fin else (),
    ),
}
VISIBLES = ("axe", "statut", "territoire", "theme")


@dataclass(frozen=True)
class Selection:
    """Les fiches retenues et les filtres qui les ont choisies."""

    etats: tuple[EtatAction, ...]
    total: int
    codes: dict[str, str]


def show_filtres(plan: Plan, au: date, noms: dict[str, str]) -> Selection:
    """Pose les filtres et rend les fiches qui passent. `noms` traduit les codes de territoires."""
    etats = measure_avancement(plan, au).actions
    codes: dict[str, str] = {}
    retenues = list(etats)
    recherche = st.text_input(
        "Chercher un mot",
        max_chars=80,
        placeholder="titre, description, pilote…",
        **etat_url.bind("q", str(st.query_params.get("q", ""))[:80]),
    )
    if recherche:
        codes["q"] = recherche
        retenues = [e for e in retenues if _contains(e.action, recherche)]
    autres = [c for c in CRITERES if c not in VISIBLES]
    with st.container(horizontal=True):
        for critere in VISIBLES:
            retenues = _filter(plan, critere, etats, retenues=retenues, codes=codes, noms=noms)
    actifs = sum(1 for c in autres if st.query_params.get(c))
    with st.expander(f"Autres filtres ({actifs} en place)" if actifs else "Autres filtres"):
        colonnes = st.columns(3)
        for rang, critere in enumerate(autres):
            with colonnes[rang % 3]:
                retenues = _filter(plan, critere, etats, retenues=retenues, codes=codes, noms=noms)
    return Selection(tuple(retenues), len(etats), codes)


def _filter(
    plan: Plan,
    critere: str,
    etats: Sequence[EtatAction],
    *,
    retenues: list[EtatAction],
    codes: dict[str, str],
    noms: dict[str, str],
) -> list[EtatAction]:
    nom, read = CRITERES[critere]
    # Une virgule sépare les choix dans l'adresse : elle est remplacée dans les valeurs qui en ont une.
    valeurs = [*sorted({v.replace(",", " ") for e in etats for v in read(plan, e)}, key=sort_key), SANS]
    choisies = etat_url.read_codes(critere, valeurs, [], 30, nom)
    st.multiselect(
        nom,
        valeurs,
        format_func=lambda v: noms.get(v, typo(v)),
        placeholder="Tous",
        **etat_url.bind(critere, choisies),
    )
    if not choisies:
        return retenues
    codes[critere] = ",".join(choisies)

    def passes(etat: EtatAction) -> bool:
        lues = {v.replace(",", " ") for v in read(plan, etat)} or {SANS}
        return bool(lues & set(choisies))

    return [e for e in retenues if passes(e)]


def _contains(action: Action, recherche: str) -> bool:
    textes = [str(v) for v in vars(action).values() if isinstance(v, str | tuple)]
    foin = sort_key(" ".join(textes))
    return all(mot in foin for mot in sort_key(recherche).split())


def show_liste(plan: Plan, selection: Selection, au: date) -> None:
    """Le tableau des fiches retenues."""
    if not selection.etats:
        show_html('<p class="obs-note">Aucune fiche ne répond à ces filtres.</p>')
        return
    colonnes = [
        Colonne("Action"),
        Colonne("Statut"),
        Colonne("Pilote"),
        Colonne("Période"),
        Colonne("Budget", nombre=True),
        Colonne("Fiche", nombre=True),
    ]
    lignes = [Ligne(_build_cellules(plan, e, au)) for e in selection.etats]
    tableau = build_tableau("Fiches actions", colonnes, lignes)
    show_html(f'<div class="obs-defile obs-large">{tableau}</div>')
    show_html('<p class="obs-source">« Fiche » : rubriques remplies sur neuf.</p>')


def _build_cellules(plan: Plan, etat: EtatAction, au: date) -> list[str | Html]:
    action = etat.action
    budget = measure_budget(plan.list_financements(action.id), UniteFinancement.EURO)
    completude = measure_completude(plan, action, au)
    alerte = f"<br>{build_etiquette('sans nouvelle', 'alerte')}" if etat.silence else ""
    motif = f'<br><span class="obs-note">{escape(typo(action.motif))}</span>' if action.motif else ""
    debut = format_date(action.debut) if action.debut else "?"
    fin = format_date(action.fin) if action.fin else "?"
    return [
        Html(build_lien(action)),
        Html(build_statut_html(action.statut, etat.retard) + motif + alerte),
        typo(action.structure_pilote) or "–",
        f"{debut} – {fin}",
        format_k_euros(budget.prevu) if budget.chiffrees else "–",
        f"{completude.remplies}/{completude.total}",
    ]


def show_decompte(plan: Plan, selection: Selection, noms: dict[str, str]) -> None:
    """Le nombre de fiches par valeur d'un critère, et combien sont réalisées."""
    critere = etat_url.read_code("compter", list(CRITERES), "axe", "le critère")
    st.selectbox(
        "Compter par",
        list(CRITERES),
        format_func=lambda c: CRITERES[c][0],
        **etat_url.bind("compter", critere),
    )
    nom, read = CRITERES[critere]
    comptes: Counter[str] = Counter()
    faites: Counter[str] = Counter()
    for etat in selection.etats:
        for valeur in read(plan, etat) or (SANS,):
            comptes[valeur] += 1
            faites[valeur] += etat.action.statut is StatutAction.REALISE
    lignes = [
        Ligne([noms.get(v, typo(v)), str(n), str(faites[v])])
        for v, n in sorted(comptes.items(), key=lambda c: (-c[1], sort_key(c[0])))
    ]
    colonnes = [Colonne(nom), Colonne("Actions", nombre=True), Colonne("dont réalisées", nombre=True)]
    show_html(f'<div class="obs-defile obs-large">{build_tableau(f"Actions par {nom}", colonnes, lignes)}</div>')
    show_html(
        f'<p class="obs-source">{format_pluriel(len(selection.etats), "fiche retenue", "fiches retenues")} sur '
        f"{selection.total}. Une action qui a plusieurs valeurs compte dans chacune.</p>"
    )

"""Vue « Accès » : qui peut atteindre quels soins, d'un quartier à l'autre, et ce que le calcul suppose."""

import streamlit as st

from observatoire.domain.acces import METIERS_ACCES, MetierAcces
from observatoire.domain.francais import format_nombre, join_mots
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE
from observatoire.services.catalogue import Catalogue, FicheCatalogue
from observatoire.services.offre.accessibilite import Accessibilite
from observatoire.services.offre.distances import Distances
from observatoire.services.offre.points import Point, select_en_ville
from observatoire.services.offre.situation import Situation
from observatoire.services.offre.vue_acces import (
    Classement,
    export_acces_csv,
    list_reperes,
    rank,
    write_bord,
    write_bord_trajet,
    write_phrase,
    write_phrase_distance,
    write_stables,
)
from observatoire.ui import cache
from observatoire.ui.composants import show_phrase, show_source, show_titre, show_vide
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.ecran import is_telephone
from observatoire.ui.navigation import link_page
from observatoire.ui.offre.acces_choix import (
    ACCESSIBILITE,
    ChoixAcces,
    format_portee,
    read_choix,
    read_metier,
    show_choix,
)
from observatoire.ui.offre.acces_dessin import (
    is_minutes,
    show_carte,
    show_classement,
    show_distances,
    show_sensibilite,
)
from observatoire.ui.offre.affichage import format_jour
from observatoire.ui.offre.reglages import build_codes_propres
from observatoire.ui.offre.tete import Contexte, show_tete

_METHODE = '<a href="catalogue?onglet=methodes&amp;methode={page}" target="_self">{titre}</a>'
_CERTITUDE = "Calcul de l’observatoire : ce n’est pas l’APL. Sans intervalle : rien n’y est tiré au sort."
_CERTITUDE_TRAJET = "Trajet de chaque habitant, en moyenne ; sans intervalle : c’est une mesure, non un échantillon."


def show_acces(contexte: Contexte) -> None:
    """Dessine la vue."""
    metier = read_metier(contexte.offre)
    situation = cache.get_situation(contexte.version, metier.code) if metier else None
    if metier is None or situation is None or not situation.is_complete:
        _show_absence(contexte, metier, situation)
        return
    choix = read_choix(contexte.catalogue, situation, metier, contexte.version)
    fiche = _find_fiche(contexte.catalogue, choix)
    if fiche is None:
        _show_absence(contexte, metier, situation)
        return
    mesure = f"Accessibilité locale, jusqu’à {format_portee(choix.parametres)}"
    show_tete(
        contexte,
        f"Accès {metier.article}",
        mesure if choix.mesure == ACCESSIBILITE else "Trajet au plus proche",
        choix.build_codes(),
    )
    show_choix(contexte.offre, situation, choix)
    telephone = is_telephone()
    points = [p for p in select_en_ville(contexte.offre.points, metier.code) if p.is_place and p.iris]
    if choix.mesure == ACCESSIBILITE:
        _show_accessibilite(choix, situation, fiche, points, telephone)
    else:
        _show_trajet(choix, situation, fiche, points, telephone)
    link_page("et_si", "Et si l’offre changeait ?", {"metier": metier.code, **build_codes_propres(choix.parametres)})
    _show_reperes(choix)
    _show_distances(contexte, choix)
    _show_source(points, situation, choix)


def _show_absence(contexte: Contexte, metier: MetierAcces | None, situation: Situation | None) -> None:
    """Dit ce qui manque pour calculer, et comment l'ajouter."""
    show_tete(contexte, "Accès aux soins", "Distances et accessibilité locale", {})
    if metier is not None and situation is not None and not situation.placement.is_suffisant_pour_les_distances:
        raison = f"Un calcul ignorerait trop de soignants : {situation.placement.phrase}"
    elif metier is None:
        raison = (
            "Aucun professionnel ni lieu de soins dont l’accès se calcule. Importez un annuaire géocodé, puis publiez."
        )
    else:
        raison = "Il manque la population par IRIS ou les contours des IRIS. Importez-les, puis publiez à nouveau."
    show_vide("Pas de calcul d’accès dans cette version", raison, ("python -m observatoire publier",))


def _find_fiche(catalogue: Catalogue, choix: ChoixAcces) -> FicheCatalogue | None:
    metier = choix.metier
    code = metier.accessibilite if choix.mesure == ACCESSIBILITE else metier.distance
    return next((f for t in catalogue.themes for f in t.fiches if f.indicateur.code == code), None)


def _show_accessibilite(
    choix: ChoixAcces, situation: Situation, fiche: FicheCatalogue, points: list[Point], telephone: bool
) -> None:
    calculs = cache.get_sensibilite(choix.version, choix.metier.code, choix.parametres)
    retenu = next(a for a in calculs if a.parametres == choix.parametres)
    classements = [_rank(choix, a) for a in calculs]
    classement = classements[calculs.index(retenu)]
    show_phrase(write_phrase(classement, choix.metier, situation.ville), _CERTITUDE)
    _show_dessin(classement, choix, fiche, points, telephone)
    show_html(f'<p class="obs-note">{escape(write_bord(retenu, situation))}</p>')
    portees = [format_portee(a.parametres) for a in calculs]
    show_titre("Et si l’on va moins loin, ou plus loin ?", "le résultat dépend de la portée choisie")
    show_html(f"<p>{escape(write_stables(classements, portees))}</p>")
    show_sensibilite(classements, portees, choix)
    st.download_button(
        "Accessibilité (CSV)",
        lambda: export_acces_csv(classement, calculs, metier=choix.metier, parametres=choix.parametres),
        f"accessibilite_{choix.metier.code}_{choix.maille.value}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _rank(choix: ChoixAcces, acces: Accessibilite) -> Classement:
    return rank(version=choix.version, maille=choix.maille, valeurs=acces.valeurs, haut_favorable=True)


def _show_trajet(
    choix: ChoixAcces, situation: Situation, fiche: FicheCatalogue, points: list[Point], telephone: bool
) -> None:
    distances = _get_distances(choix, choix.metier)
    classement = rank(version=choix.version, maille=choix.maille, valeurs=distances.moyennes, haut_favorable=False)
    phrase = write_phrase_distance(classement, choix.metier, situation.ville, distances.unite)
    show_phrase(phrase, _CERTITUDE_TRAJET)
    _show_dessin(classement, choix, fiche, points, telephone)
    show_html(f'<p class="obs-note">{escape(write_bord_trajet(situation, minutes=is_minutes(choix)))}</p>')


def _show_dessin(
    classement: Classement, choix: ChoixAcces, fiche: FicheCatalogue, points: list[Point], telephone: bool
) -> None:
    gauche, droite = st.columns([58, 42])
    with gauche, st.container(key="carte-dessin"):
        show_carte(classement, choix, fiche, points, telephone)
    with droite, st.container(key="carte-points"):
        show_classement(classement, choix)


def _get_distances(choix: ChoixAcces, metier: MetierAcces) -> Distances:
    return cache.get_distances(
        choix.version, metier.code, choix.parametres.detour, metier.loin_m, minutes=is_minutes(choix)
    )


def _show_reperes(choix: ChoixAcces) -> None:
    """L'APL de la DREES, à côté : jamais dans la même phrase ni la même carte."""
    reperes = list_reperes(version=choix.version, metier=choix.metier)
    if not reperes:
        return
    mots = [f"{r.lieu} : {format_nombre(r.valeur, r.decimales)} ({r.annee})" for r in reperes]
    show_html(
        f'<div class="obs-carte"><p class="obs-h3">{escape(reperes[0].libelle)}</p>'
        f"<p>{escape(' ; '.join(mots))}, en {escape(reperes[0].unite)}.</p>"
        '<p class="obs-note">Repère national, publié par commune. Il ne se compare pas à l’accessibilité locale '
        "ci-dessus, qui n’a ni la même activité ni les mêmes paramètres.</p></div>"
    )


def _show_distances(contexte: Contexte, choix: ChoixAcces) -> None:
    """Une colonne par sorte de lieu de soins présente."""
    presents = {m.code for m in contexte.offre.metiers}
    distances: list[tuple[str, Distances]] = []
    for metier in METIERS_ACCES:
        if not metier.distance or metier.code not in presents:
            continue
        if cache.get_situation(choix.version, metier.code).is_complete:
            distances.append((metier.nom, _get_distances(choix, metier)))
    if not distances:
        return
    singulier = LIBELLES_COURTS_MAILLE[choix.maille][0]
    show_titre("Au plus proche, depuis là où l’on habite", f"moyenne des habitants, par {singulier}")
    classement = rank(
        version=choix.version, maille=choix.maille, valeurs=distances[0][1].moyennes, haut_favorable=False
    )
    show_distances(classement, distances, choix)


def _describe_chemin(situation: Situation, choix: ChoixAcces) -> str:
    trajets, voulue = situation.trajets, "min" if is_minutes(choix) else "m"
    if trajets is not None and trajets.unite == voulue and (voulue == "min" or choix.mesure != ACCESSIBILITE):
        mode = f" ({trajets.mode})" if trajets.mode else ""
        return f"{'Temps' if voulue == 'min' else 'Longueurs'} de trajet{mode} d’après la table importée."
    return f"Chemin : {format_nombre(choix.parametres.detour, 1)} fois le vol d’oiseau."


def _describe_besoins(situation: Situation) -> str:
    if situation.besoins_verifies_le:
        return f" Besoins par âge vérifiés le {format_jour(situation.besoins_verifies_le)}."
    return " Besoins par âge : ordres de grandeur, à vérifier."


def _show_source(points: list[Point], situation: Situation, choix: ChoixAcces) -> None:
    dates = sorted({p.date for p in points} - {""})
    jour = f"Points au {format_jour(dates[-1])}. " if dates else ""
    sans = (
        f"{format_nombre(situation.non_places)} points de la ville, sans coordonnées, ne comptent pas. "
        if situation.non_places
        else ""
    )
    chemin = _describe_chemin(situation, choix)
    habitat = (
        "Habitants placés par les carreaux de l’INSEE."
        if situation.is_carroyee
        else "Habitants répartis également dans chaque IRIS, faute de carreaux."
    )
    besoins = _describe_besoins(situation) if choix.mesure == ACCESSIBILITE else ""
    show_source(f"{jour}{sans}{habitat} {chemin}{besoins}")
    liens = join_mots(
        _METHODE.format(page=page, titre=titre)
        for page, titre in (("accessibilite", "accessibilité locale"), ("distances", "distances"))
    )
    show_html(f'<p class="obs-note">Méthodes : {liens}.</p>')

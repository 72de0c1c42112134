"""Du portrait d'un territoire aux actions qui visent ce que ses chiffres ont de défavorable."""

from collections.abc import Sequence

from observatoire.domain.cls.avancement import is_en_retard
from observatoire.domain.indicateur import LIBELLES_THEME
from observatoire.services.resultats import Ligne as LigneIndicateur
from observatoire.services.suivi.acces import build_auteur, list_contrats, read_marque
from observatoire.services.suivi.besoins import list_actions_visant
from observatoire.services.suivi.liaison import list_contenants
from observatoire.settings import read_reglages
from observatoire.ui import cache, cache_suivi, etat_url
from observatoire.ui.composants import build_verdict_html, show_titre
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.besoins import MAILLES
from observatoire.ui.suivi.calendrier import build_lien
from observatoire.ui.suivi.contexte import read_aujourd_hui
from observatoire.ui.suivi.signes import build_statut_html
from observatoire.ui.tableaux import Colonne, Html, Ligne, build_tableau


def show_actions_visant(version: str, territoire: str, lignes: Sequence[LigneIndicateur]) -> None:
    """Pour chaque indicateur défavorable, les actions du contrat le plus récent ; rien sans contrat."""
    reglages = read_reglages()
    url = reglages.suivi_url
    suivi = cache_suivi.get_suivi(url)
    contrats = list_contrats(suivi)
    if not contrats or not lignes:
        return
    contrat = contrats[0]
    role = build_auteur("", reglages.acces).role
    plan = cache_suivi.get_plan(url, contrat.id, read_marque(suivi, contrat.id), role.value)
    places = {territoire, *list_contenants(version, (territoire,)).get(territoire, ())}
    # Les besoins se lisent par quartier et par QPV ; d'ailleurs, le lien mène à la page entière.
    maille = next(
        (m for m in MAILLES for t in cache.get_catalogue(version).get_groupe(m) if t.code == territoire), None
    )
    lieu = {"maille": maille.value, "territoire": territoire} if maille else {}
    au = read_aujourd_hui()
    rangees: list[Ligne] = []
    for ligne in lignes:
        indicateur = ligne.indicateur
        mots = {indicateur.theme.value, LIBELLES_THEME[indicateur.theme]}
        actions = list_actions_visant(plan, places, mots=mots, indicateurs={indicateur.code})
        dits = "".join(f"<li>{build_lien(a)} {build_statut_html(a.statut, is_en_retard(a, au))}</li>" for a in actions)
        codes = {"contrat": str(contrat.id), "theme": indicateur.theme.value} | lieu
        requete = escape(etat_url.build_requete(codes))
        vide = f'aucune : <a href="besoins?{requete}" target="_self">voir ce besoin, et des exemples ailleurs</a>'
        liste = f'<ul class="obs-actions-visant">{dits}</ul>' if dits else vide
        rangees.append(Ligne([indicateur.libelle_court, Html(build_verdict_html(ligne.verdict.jugement)), Html(liste)]))
    show_titre("Ce que le contrat local de santé y fait", contrat.titre)
    colonnes = [Colonne("Indicateur"), Colonne("Verdict"), Colonne("Actions qui visent ce thème ici")]
    tableau = build_tableau("Actions et indicateurs", colonnes, rangees)
    show_html(f'<div class="obs-defile obs-large" tabindex="0" role="region" aria-label="Actions">{tableau}</div>')

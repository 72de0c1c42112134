"""Un indicateur du contrat : phrase, courbe avec sa cible, tableau des points."""

from observatoire.domain.cls.resultats import ResultatIndicateur, format_cible, is_cible_atteinte
from observatoire.domain.francais import format_date, format_intervalle, format_nombre
from observatoire.ui.composants import build_etiquette, show_source
from observatoire.ui.composants.html import show_html
from observatoire.ui.echappement import escape
from observatoire.ui.suivi.signes import build_resultat_html, typo
from observatoire.ui.suivi.trace import build_trajectoire
from observatoire.ui.tableaux import Colonne, Ligne, build_tableau


def show_indicateur(resultat: ResultatIndicateur, porteur: str = "") -> None:
    """Pose l'indicateur entier. `porteur` : l'action ou l'objectif à qui il se rattache, où la page ne le dit pas."""
    indicateur = resultat.indicateur
    etiquettes = build_etiquette(indicateur.type.libelle) + " "
    etiquettes += build_etiquette("suivi dans l’observatoire" if indicateur.observatoire else "saisi")
    cible = f" {escape(_describe_cible(resultat))}" if resultat.cible else ""
    rattache = f'<p class="obs-note">{escape(porteur)}</p>' if porteur else ""
    titre = escape(f"Courbe de {indicateur.libelle}")
    show_html(
        f'<div class="obs-carte"><p><strong>{escape(typo(indicateur.libelle))}</strong> {etiquettes}</p>'
        f"{rattache}"
        f"<p>{build_resultat_html(resultat)}</p><p>{escape(typo(resultat.phrase))}{cible}</p>"
        f'<div class="obs-defile" tabindex="0" role="region" aria-label="{titre}">{build_trajectoire(resultat)}</div>'
        "</div>"
    )
    if resultat.points:
        show_html(f'<details class="obs-details"><summary>Les chiffres</summary>{_build_points(resultat)}</details>')
    morceaux = [f"Source : {resultat.source}" if resultat.source else "Source non précisée"]
    morceaux += [f"Calcul : {indicateur.calcul}"] if indicateur.calcul else []
    morceaux += [f"Périodicité : {indicateur.periodicite}"] if indicateur.periodicite else []
    morceaux += [f"Version des données {resultat.version}"] if resultat.version else []
    show_source(typo(" · ".join(morceaux)) + ". Barres : intervalle à 95 %. Tirets : trajectoire vers la cible.")


def _describe_cible(resultat: ResultatIndicateur) -> str:
    cible = resultat.cible
    if cible is None:
        return ""
    texte = format_cible(resultat, cible)
    texte = texte[:1].upper() + texte[1:]
    if resultat.dernier is None:
        return f"{texte}."
    atteinte = is_cible_atteinte(cible, resultat.dernier.valeur, resultat.sens)
    if atteinte is None:
        return f"{texte}."
    return f"{texte} : {'atteinte au dernier point' if atteinte else 'pas encore atteinte'}."


def _build_points(resultat: ResultatIndicateur) -> str:
    d = resultat.decimales
    lignes = [
        Ligne([
            format_date(p.fin),
            format_nombre(p.valeur, d),
            format_intervalle(p.ic_bas, p.ic_haut, max(d, 1)) or "–",
            f"{format_nombre(p.numerateur)} / {format_nombre(p.denominateur)}" if p.denominateur else "–",
            typo(" ".join(x for x in (p.rupture, p.commentaire) if x)) or "–",
        ])
        for p in resultat.points
    ]  # fmt: skip
    colonnes = [
        Colonne("Date"),
        Colonne(f"Valeur ({resultat.unite})" if resultat.unite else "Valeur", nombre=True),
        Colonne("Intervalle à 95 %", nombre=True),
        Colonne("Effectifs", nombre=True),
        Colonne("Remarque"),
    ]
    return build_tableau(f"Points de {resultat.indicateur.libelle}", colonnes, lignes)

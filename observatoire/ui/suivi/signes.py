"""Les signes du suivi : un carré par action, une horloge pour le retard, une forme et des mots pour un verdict."""

from observatoire.domain.cls.avancement import EtatAction
from observatoire.domain.cls.resultats import ResultatIndicateur, VerdictResultat
from observatoire.domain.cls.vocabulaire import StatutAction
from observatoire.domain.verdict import Jugement
from observatoire.ui.composants import build_verdict_html
from observatoire.ui.echappement import escape

_PLEIN = 'fill="#0B4F5C" stroke="#0B4F5C"'
_TEINTE = 'fill="#A9CFD3" stroke="#0B4F5C"'
_CREUX = 'fill="var(--obs-carte)" stroke="var(--obs-encre)"'
_POINTS = 'fill="var(--obs-carte)" stroke="var(--obs-encre2)" stroke-dasharray="2.6 2"'
_GRIS = 'fill="var(--obs-fond2)" stroke="var(--obs-champ)"'
_TRAIT = 'fill="none" stroke="var(--obs-encre)" stroke-width="1.8"'
_DESSINS: dict[StatutAction, tuple[str, str]] = {
    StatutAction.REALISE: (_PLEIN, '<path d="M6 11.5 9.5 15 16 7.5" fill="none" stroke="#FFFFFF" stroke-width="2.2"/>'),
    StatutAction.EN_COURS: (_TEINTE, ""),
    StatutAction.BLOQUE: (_CREUX, f'<path d="M7 7 15 15M15 7 7 15" {_TRAIT}/>'),
    StatutAction.EN_PAUSE: (_CREUX, f'<path d="M9 7V15M13 7V15" {_TRAIT}/>'),
    StatutAction.A_VENIR: (_POINTS, ""),
    StatutAction.A_DISCUTER: (
        _POINTS,
        '<text x="11" y="15.5" text-anchor="middle" font-size="13" fill="var(--obs-encre2)">?</text>',
    ),
    StatutAction.ABANDONNE: (
        _GRIS,
        '<path d="M5 17 17 5" fill="none" stroke="var(--obs-discret)" stroke-width="1.8"/>',
    ),
}
_HORLOGE = (
    '<circle cx="20" cy="5" r="4.6" fill="var(--obs-alerte-fond)" stroke="var(--obs-alerte)" stroke-width="1.3"/>'
    '<path d="M20 2.6V5L21.8 6.2" fill="none" stroke="var(--obs-alerte)" stroke-width="1.2"/>'
)
JUGEMENTS: dict[VerdictResultat, Jugement] = {
    VerdictResultat.AMELIORATION_NETTE: Jugement.NETTEMENT_FAVORABLE,
    VerdictResultat.AMELIORATION: Jugement.FAVORABLE,
    VerdictResultat.PAS_DE_CHANGEMENT: Jugement.SANS_ECART,
    VerdictResultat.DEGRADATION: Jugement.DEFAVORABLE,
    VerdictResultat.DEGRADATION_NETTE: Jugement.NETTEMENT_DEFAVORABLE,
    VerdictResultat.HAUSSE_NETTE: Jugement.NETTEMENT_PLUS_ELEVE,
    VerdictResultat.HAUSSE: Jugement.PLUS_ELEVE,
    VerdictResultat.BAISSE: Jugement.PLUS_BAS,
    VerdictResultat.BAISSE_NETTE: Jugement.NETTEMENT_PLUS_BAS,
    VerdictResultat.NON_MESURABLE: Jugement.NON_COMPARABLE,
}


def typo(texte: str) -> str:
    """Écrit les apostrophes comme un imprimeur."""
    return texte.replace("'", "’")


def build_carre(statut: StatutAction, retard: bool = False, titre: str = "") -> str:
    """Le carré d'un statut, une horloge en plus s'il y a retard. Décoratif sauf si `titre`."""
    style, signe = _DESSINS[statut]
    role = f'role="img" aria-label="{escape(titre)}"' if titre else 'aria-hidden="true"'
    bulle = f"<title>{escape(titre)}</title>" if titre else ""
    return (
        f'<svg class="obs-carre" width="26" height="22" viewBox="0 0 26 22" {role} focusable="false">{bulle}'
        f'<rect x="1.2" y="1.2" width="19.6" height="19.6" rx="3.5" stroke-width="1.4" {style}/>{signe}'
        f"{_HORLOGE if retard else ''}</svg>"
    )


def build_carre_action(etat: EtatAction) -> str:
    """Le carré d'une action, qui mène à sa fiche et dit son état."""
    action = etat.action
    suite = ", en retard" if etat.retard else ""
    titre = typo(f"{action.numero} {action.titre} : {action.statut.libelle}{suite}")
    carre = build_carre(action.statut, etat.retard, titre)
    return f'<a href="fiches?contrat={action.contrat_id}&amp;action={action.id}" target="_self">{carre}</a>'


def build_statut_html(statut: StatutAction, retard: bool = False) -> str:
    """Le carré et le mot d'un statut."""
    suite = ", en retard" if retard else ""
    return f'<span class="obs-statut">{build_carre(statut, retard)}<span>{escape(statut.libelle + suite)}</span></span>'


def build_resultat_html(resultat: ResultatIndicateur) -> str:
    """La forme et les mots d'un verdict ; rien pour une activité."""
    if resultat.verdict is None:
        return ""
    return build_verdict_html(JUGEMENTS[resultat.verdict], resultat.verdict.libelle)


def build_legende() -> str:
    """La légende des carrés."""
    entrees = [
        (build_carre(s), s.libelle)
        for s in (
            StatutAction.REALISE,
            StatutAction.EN_COURS,
            StatutAction.BLOQUE,
            StatutAction.EN_PAUSE,
            StatutAction.A_VENIR,
            StatutAction.A_DISCUTER,
            StatutAction.ABANDONNE,
        )
    ]
    entrees.append((build_carre(StatutAction.EN_COURS, retard=True), "En retard"))
    return '<ul class="obs-signes">' + "".join(f"<li>{s}<span>{escape(m)}</span></li>" for s, m in entrees) + "</ul>"

"""Couleurs de l'observatoire, en clair et en sombre. Leurs contrastes sont vérifiés par `tests/unit/ui`.

Une couleur de donnée (verdict, classe) est la même dans les deux thèmes : elle veut toujours dire la même chose.
Orange et bleu, jamais rouge et vert ; le prune pour les indicateurs sans jugement. La couleur ne parle jamais
seule : une forme (`ui/formes.py`) et un mot l'accompagnent.
"""

from dataclasses import dataclass

from observatoire.domain.verdict import Jugement


@dataclass(frozen=True, slots=True)
class Ton:
    """Une couleur dans chaque thème."""

    clair: str
    sombre: str


TONS: dict[str, Ton] = {
    "fond": Ton("#FFFFFF", "#12171F"),
    "carte": Ton("#FFFFFF", "#171D26"),
    "fond2": Ton("#F4F6F8", "#1C232D"),
    "encre": Ton("#1A2233", "#E8ECF1"),
    "encre2": Ton("#3F4A5A", "#C5CDD6"),
    "discret": Ton("#566170", "#A3AEBB"),
    "accent": Ton("#0B4F5C", "#7CC7D3"),
    "accent-doux": Ton("#E3EFF0", "#17343B"),
    "filet": Ton("#DCE1E7", "#2C3644"),
    "filet2": Ton("#C2C9D2", "#465262"),
    "champ": Ton("#868F9B", "#7C8794"),
    "mot-defavorable": Ton("#8F4106", "#F2A65A"),
    "mot-favorable": Ton("#184D7D", "#8FBFE0"),
    "mot-neutre": Ton("#4A2545", "#D3AFCF"),
    "alerte": Ton("#7A3805", "#F5C08A"),
    "alerte-fond": Ton("#FDF1E3", "#3A2611"),
    "fictif": Ton("#4A3A06", "#F3DF9A"),
    "fictif-fond": Ton("#FFF6DD", "#352C0E"),
    "fictif-bord": Ton("#E3C77A", "#6B5A1E"),
    "marque-contour": Ton("#1A2233", "#F4F6F8"),
}
"""Couleurs d'interface, par nom ; dans la feuille de style, `var(--obs-encre)`."""

DEFAVORABLE_NET, DEFAVORABLE = "#B4540A", "#F2A65A"
FAVORABLE_NET, FAVORABLE = "#1F5F99", "#8FBFE0"
NEUTRE_NET, NEUTRE = "#4A2545", "#AC86A8"
SANS_ECART, SANS_ECART_TRAIT = "#E3E7EB", "#6B7683"
SANS_VERDICT = "#F1F3F5"
SECRET_TRAIT, SECRET_FOND = "#A3ABB6", "#ECEEF1"
CONTOUR_VILLE = "#566170"

SEQUENCE: tuple[str, ...] = ("#E6EFEC", "#B9D7D2", "#86B9B5", "#4C9092", "#17626C")
"""Cinq classes, de la plus basse à la plus haute."""

REMPLISSAGES: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: DEFAVORABLE_NET,
    Jugement.DEFAVORABLE: DEFAVORABLE,
    Jugement.SANS_ECART: SANS_ECART,
    Jugement.FAVORABLE: FAVORABLE,
    Jugement.NETTEMENT_FAVORABLE: FAVORABLE_NET,
    Jugement.NETTEMENT_PLUS_ELEVE: NEUTRE_NET,
    Jugement.PLUS_ELEVE: NEUTRE,
    Jugement.PLUS_BAS: NEUTRE,
    Jugement.NETTEMENT_PLUS_BAS: NEUTRE_NET,
    Jugement.TROP_PETIT: SANS_VERDICT,
    Jugement.NON_COMPARABLE: SANS_VERDICT,
    Jugement.SECRET: SECRET_FOND,
}
"""Remplissage d'une forme ou d'un polygone selon le jugement."""

NETS = frozenset(
    {
        Jugement.NETTEMENT_DEFAVORABLE,
        Jugement.NETTEMENT_FAVORABLE,
        Jugement.NETTEMENT_PLUS_ELEVE,
        Jugement.NETTEMENT_PLUS_BAS,
    }
)
"""Jugements établis à 99,8 % : leur fond est foncé, leur marque y est cernée de blanc."""

MOTS: dict[Jugement, str] = {
    Jugement.NETTEMENT_DEFAVORABLE: "mot-defavorable",
    Jugement.DEFAVORABLE: "mot-defavorable",
    Jugement.SANS_ECART: "encre2",
    Jugement.FAVORABLE: "mot-favorable",
    Jugement.NETTEMENT_FAVORABLE: "mot-favorable",
    Jugement.NETTEMENT_PLUS_ELEVE: "mot-neutre",
    Jugement.PLUS_ELEVE: "mot-neutre",
    Jugement.PLUS_BAS: "mot-neutre",
    Jugement.NETTEMENT_PLUS_BAS: "mot-neutre",
    Jugement.TROP_PETIT: "discret",
    Jugement.NON_COMPARABLE: "discret",
    Jugement.SECRET: "encre2",
}
"""Nom du ton dans lequel le jugement s'écrit."""


def build_variables_css() -> str:
    """Déclare les tons en variables CSS ; `light-dark()` suit le thème choisi dans Streamlit."""
    declarations = "".join(f"--obs-{nom}:light-dark({ton.clair},{ton.sombre});" for nom, ton in TONS.items())
    return f":root{{{declarations}}}"


def convert_rvb(hexa: str, opacite: int = 255) -> list[int]:
    """Traduit `#B4540A` en `[180, 84, 10, 255]`, la forme que pydeck attend."""
    return [int(hexa[i : i + 2], 16) for i in (1, 3, 5)] + [opacite]

"""Un texte tapé reste du texte."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from observatoire.ui.echappement import escape, escape_markdown, shorten


class Lecteur(HTMLParser):
    """Relit un morceau de HTML : balises vues et texte."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.balises: list[str] = []
        self.texte = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append(tag + str(len(attrs)) * bool(attrs))

    def handle_data(self, data: str) -> None:
        self.texte += data


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_relu_par_un_navigateur_le_texte_est_intact(texte: str) -> None:
    lecteur = Lecteur()
    lecteur.feed(f"<p>{escape(texte)}</p>")
    lecteur.close()
    assert lecteur.balises == ["p"]
    assert lecteur.texte == texte.replace("\r", " ").replace("\n", " ").replace("\t", " ")


def test_une_ligne_vide_ne_referme_pas_le_bloc() -> None:
    assert "\n" not in escape("a\n\n# titre")


def test_les_espaces_insecables_sont_gardees() -> None:
    assert escape("12,4\u00a0%") == "12,4\u00a0%"


def test_un_guillemet_ne_ferme_pas_un_attribut() -> None:
    assert '"' not in escape('" onclick="x')


def test_un_code_trop_long_est_coupe() -> None:
    assert shorten("a" * 61) == "a" * 59 + "…"
    assert shorten("a" * 60) == "a" * 60


def read_markdown(texte: str) -> Lecteur:
    """Ce qu'un lecteur de Markdown (CommonMark, avec barré) fait d'un libellé."""
    lecteur = Lecteur()
    lecteur.feed(MarkdownIt("commonmark", {"html": True}).enable("strikethrough").render(texte))
    return lecteur


HOSTILES = [
    "[x](http://e)", "**gras**", "_italique_", "`code`", "# titre", "> cité", "- liste", "1. liste", "<b>x</b>",
    "~~non~~", "![image](http://e/x.png)",
    "a\n\n# b", "\\*", "&lt;b&gt;", "2 * 3 * 4", "+ de 75 ans", "Axe 1 : santé [mentale]",
]  # fmt: skip


@pytest.mark.parametrize("texte", HOSTILES)
def test_un_libelle_se_lit_comme_il_a_ete_ecrit(texte: str) -> None:
    lecteur = read_markdown(escape_markdown(texte))
    assert lecteur.balises == ["p"]
    assert lecteur.texte.replace("\u2060", "").split() == texte.split()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=r"ab1 \`*_[]()<>#$~&:!|{}-+.='\"/", min_size=1, max_size=25))
def test_aucun_texte_ne_devient_du_markdown(texte: str) -> None:
    lecteur = read_markdown(escape_markdown(f"Fiche {texte}"))
    assert lecteur.balises == ["p"]
    assert lecteur.texte.replace("\u2060", "").split() == f"Fiche {texte}".split()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        # Ce que Streamlit ajoute au Markdown : couleurs, pictogrammes, formules.
        (":red[x]", ":\u2060red\\[x\\]"),
        (":material/delete:", ":\u2060material/delete:"),
        (":smile:", ":\u2060smile:"),
        ("$a$", "\\$a\\$"),
        ("Portrait : Les Trois-Lunes (QPV), 12,5 %", "Portrait : Les Trois-Lunes (QPV), 12,5 %"),
    ],
)
def test_ce_que_streamlit_ajoute_ne_joue_pas_non_plus(texte: str, attendu: str) -> None:
    assert escape_markdown(texte) == attendu

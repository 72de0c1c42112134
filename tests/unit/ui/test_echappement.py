"""Un texte tapé reste du texte."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from observatoire.ui.echappement import escape, shorten


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

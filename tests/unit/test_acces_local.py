"""L'accès local : une valeur inconnue est refusée, et le serveur n'écoute que cette machine."""

from collections.abc import Callable

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from observatoire import server
from observatoire.errors import ErreurObservatoire, ReglageInvalide
from observatoire.settings import read_reglages
from tests.conftest import RACINE


@pytest.mark.parametrize("valeur", [None, "", "local", " LOCAL "])
def test_l_acces_est_local_par_defaut(monkeypatch: pytest.MonkeyPatch, valeur: str | None) -> None:
    if valeur is None:
        monkeypatch.delenv("OBSERVATOIRE_ACCES", raising=False)
    else:
        monkeypatch.setenv("OBSERVATOIRE_ACCES", valeur)
    assert read_reglages().acces == "local"


@pytest.mark.parametrize("valeur", ["comptes", "réseau", "192.0.2.7"])
def test_un_autre_acces_est_refuse_en_le_nommant(monkeypatch: pytest.MonkeyPatch, valeur: str) -> None:
    monkeypatch.setenv("OBSERVATOIRE_ACCES", valeur)
    with pytest.raises(ErreurObservatoire, match=f"OBSERVATOIRE_ACCES vaut « {valeur} ».*« local »"):
        read_reglages()


@pytest.fixture
def lancements(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Remplace Streamlit : ses arguments sont notés, rien n'est servi."""
    notes: list[list[str]] = []
    monkeypatch.setattr(server.cli, "main", lambda arguments, **_: notes.append(arguments))
    return notes


def test_le_serveur_n_ecoute_que_cette_machine(monkeypatch: pytest.MonkeyPatch, lancements: list[list[str]]) -> None:
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    assert server.serve(8600) == 0
    (arguments,) = lancements
    assert arguments[arguments.index("--server.address") + 1] == "127.0.0.1"
    assert arguments[arguments.index("--server.port") + 1] == "8600"


@pytest.mark.parametrize("adresse", ["192.0.2.7", "192.168.1.20", "::", ""])
def test_une_adresse_du_reseau_est_refusee(
    monkeypatch: pytest.MonkeyPatch, lancements: list[list[str]], adresse: str
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", adresse)
    with pytest.raises(ReglageInvalide, match="Retirez cette variable"):
        server.serve(8600)
    assert lancements == []


def test_un_serveur_lance_autrement_sur_le_reseau_ne_montre_aucune_page(
    ecoute: Callable[[str], None],
) -> None:
    ecoute("192.0.2.7")
    essai = AppTest.from_file(str(RACINE / "dashboard.py"), default_timeout=60).run()
    textes = " ".join(m.value for m in essai.markdown)
    assert "Ce serveur écoute 192.0.2.7" in textes
    assert "obs-pied" not in textes


@pytest.fixture
def ecoute(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Fait croire à la page que le serveur écoute une autre adresse."""
    vrai = st.get_option

    def change(adresse: str) -> None:
        monkeypatch.setattr(st, "get_option", lambda nom: adresse if nom == "server.address" else vrai(nom))

    return change

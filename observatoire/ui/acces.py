"""La porte : en accès local, personne n'entre par une autre adresse que celle de cette machine."""

import streamlit as st

from observatoire.errors import ReglageInvalide
from observatoire.settings import ADRESSE_LOCALE, read_reglages


def check_acces() -> None:
    """Refuse toute page si le serveur a été lancé à l'écoute du réseau (par `streamlit run`, par exemple).

    Raises:
        ReglageInvalide: accès inconnu, ou serveur ouvert au réseau.
    """
    acces = read_reglages().acces
    adresse = str(st.get_option("server.address") or "toutes les adresses")
    if adresse not in (ADRESSE_LOCALE, "localhost"):
        raise ReglageInvalide(
            f"Ce serveur écoute {adresse}, mais l'accès est « {acces} » : sans compte, toute personne du réseau "
            "pourrait modifier le suivi. Arrêtez-le et relancez « python -m observatoire servir »."
        )

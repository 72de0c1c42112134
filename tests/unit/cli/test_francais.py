"""Les erreurs de saisie se lisent en français, choix possibles compris."""

from observatoire.cli.francais import translate_saisie


def test_un_choix_hors_liste_donne_la_liste_sans_anglais() -> None:
    message = translate_saisie("Invalid value for '--maille': Value error, 'ville' is not one of 'iris', 'quartier'.")
    assert message == "--maille ne peut pas valoir « ville » ; choix possibles : 'iris', 'quartier'"

"""Recueil d'actions : ce que d'autres villes ont fait, à chercher, à lire et à reprendre."""

from observatoire.services.suivi.recueil import load_recueil
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_titre
from observatoire.ui.suivi.recueil import read_recherche, show_detail, show_page, show_recherche, show_source_recueil

recueil = {a.code: a for a in load_recueil()}
choisie = recueil.get(etat_url.read_code("action", recueil, "", "l’action"))
if choisie is not None:
    show_detail(choisie)
else:
    mots, choix = read_recherche()
    villes = {a.ville for a in recueil.values()}
    show_entete(
        ["Contrat local de santé", "Recueil d’actions"],
        "Recueil d’actions",
        f"{len(recueil)} actions de {len(villes)} villes sur l’offre et l’accès aux soins.",
        etat_url.build_requete({"q": mots, **choix}),
    )
    show_avis()
    trouvees = show_recherche(mots, choix)
    show_titre("Les actions", f"{len(trouvees)} sur {len(recueil)}")
    show_page(trouvees)
    show_source_recueil()
show_bas()

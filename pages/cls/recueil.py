"""Recueil d'actions : ce que d'autres villes ont fait, à chercher et à reprendre."""

import streamlit as st

from observatoire.domain.indicateur import LIBELLES_THEME, Theme
from observatoire.services.suivi.recueil import load_recueil, search_recueil
from observatoire.ui import etat_url
from observatoire.ui.cadre import show_avis, show_bas
from observatoire.ui.composants import show_entete, show_source, show_titre
from observatoire.ui.suivi.recueil import show_actions

recueil = load_recueil()
themes = [t for t in Theme if any(t in a.themes for a in recueil)]
villes = sorted({a.ville for a in recueil})
familles = list(dict.fromkeys(a.famille for a in recueil))
mots = str(st.query_params.get("q", ""))[:80]
theme = etat_url.read_codes("theme", [t.value for t in themes], [], 10, "le thème")
ville = etat_url.read_codes("ville", villes, [], 20, "la ville")
famille = etat_url.read_codes("famille", familles, [], 10, "la famille")
qpv = etat_url.read_code("qpv", ("oui",), "", "le filtre")

show_entete(
    ["Contrat local de santé", "Recueil d’actions"],
    "Recueil d’actions",
    f"{len(recueil)} actions de {len(villes)} villes sur l’offre et l’accès aux soins.",
    etat_url.build_requete({"q": mots, "theme": theme, "ville": ville, "famille": famille, "qpv": qpv}),
)
show_avis()
st.text_input("Chercher un mot", placeholder="médiateur, dentaire, maison de santé…", **etat_url.bind("q", mots))
gauche, milieu, droite, bout = st.columns([3, 3, 3, 2], vertical_alignment="bottom")
with gauche:
    st.multiselect(
        "Thème",
        [t.value for t in themes],
        format_func=lambda t: LIBELLES_THEME[Theme(t)],
        placeholder="Tous",
        **etat_url.bind("theme", theme),
    )
with milieu:
    st.multiselect("Ville", villes, placeholder="Toutes", **etat_url.bind("ville", ville))
with droite:
    st.multiselect("Famille", familles, placeholder="Toutes", **etat_url.bind("famille", famille))
with bout:
    lieux = {"": "Tous", "oui": "En QPV"}
    st.selectbox("Quartiers", list(lieux), format_func=lambda code: lieux[code], **etat_url.bind("qpv", qpv))
trouvees = search_recueil(mots, themes=[Theme(t) for t in theme], villes=ville, familles=famille, qpv=qpv == "oui")
show_titre("Les actions", f"{len(trouvees)} sur {len(recueil)}")
show_actions(trouvees)
show_source(
    f"Faits tirés de : {recueil[0].source}. Résumés rédigés pour l’observatoire. Les chiffres sont ceux de l’année de "
    "la fiche et n’ont pas été vérifiés ailleurs."
)
show_bas()

"""Dire une évolution, ou pourquoi elle ne se mesure pas."""

from observatoire.domain.evolution import DEMI_FENETRE_ANS, Evolution, MotifEvolution, SensEvolution
from observatoire.domain.indicateur import Indicateur, TypeIndicateur
from observatoire.domain.phrases.lieux import append_raison, capitalise

_GRANDEURS: dict[TypeIndicateur, str] = {
    TypeIndicateur.EFFECTIF: "le nombre",
    TypeIndicateur.PART: "la part",
    TypeIndicateur.TAUX: "le taux",
    TypeIndicateur.TAUX_STANDARDISE: "le taux",
    TypeIndicateur.ICM: "l’indice",
    TypeIndicateur.MOYENNE: "la moyenne",
    TypeIndicateur.MEDIANE: "la médiane",
    TypeIndicateur.DENSITE: "la densité",
    TypeIndicateur.INDICE: "l’indice",
    TypeIndicateur.DISTANCE: "la distance",
}


def name_grandeur(indicateur: Indicateur) -> str:
    """Le mot qui désigne le chiffre : « la part », « le taux »."""
    return _GRANDEURS[indicateur.type]


def tell_mouvement(indicateur: Indicateur, evolution: Evolution) -> str:
    """« la part augmente depuis 2020 », « le taux a baissé entre 2015 et 2020 » ; vide sans évolution établie."""
    if evolution.direction == 0:
        return ""
    monte = evolution.direction > 0
    if evolution.methode == "tendance":
        return f"{name_grandeur(indicateur)} {'augmente' if monte else 'baisse'} {tell_depuis(evolution)}"
    return f"{name_grandeur(indicateur)} a {'augmenté' if monte else 'baissé'} {tell_depuis(evolution)}"


def tell_situation(indicateur: Indicateur, evolution: Evolution) -> str:
    """« la situation s’améliore depuis 2020 » ; vide sans évolution établie ou sans jugement possible."""
    if evolution.is_amelioration(indicateur.sens):
        present, passe = "s’améliore", "s’est améliorée"
    elif evolution.is_aggravation(indicateur.sens):
        present, passe = "se dégrade", "s’est dégradée"
    else:
        return ""
    verbe = present if evolution.methode == "tendance" else passe
    return f"la situation {verbe} {tell_depuis(evolution)}"


def tell_sans_tendance(evolution: Evolution) -> str:
    """« aucune tendance n’est établie depuis 2020 » ; vide si l'évolution est établie ou non mesurable."""
    if evolution.sens is not SensEvolution.SANS_TENDANCE:
        return ""
    quoi = "aucune tendance" if evolution.methode == "tendance" else "aucun changement"
    return f"{quoi} n’est {'établie' if quoi.endswith('tendance') else 'établi'} {tell_depuis(evolution)}"


def tell_depuis(evolution: Evolution) -> str:
    """« depuis 2020 » pour une tendance, « entre 2015 et 2020 » pour deux périodes."""
    debut, fin = (_add_article(libelle) for libelle in (evolution.debut, evolution.fin))
    return f"depuis {debut}" if evolution.methode == "tendance" else f"entre {debut} et {fin}"


def write_evolution(indicateur: Indicateur, evolution: Evolution) -> str:
    """Phrase entière sur l'évolution, à mettre sous une courbe."""
    if evolution.motif is None:
        clause = tell_mouvement(indicateur, evolution) or tell_sans_tendance(evolution)
        return f"{capitalise(clause)}."
    return _explain(indicateur, evolution, evolution.motif)


def _explain(indicateur: Indicateur, evolution: Evolution, motif: MotifEvolution) -> str:
    debut = f"On ne peut pas dire si {name_grandeur(indicateur)} a changé"
    if motif is MotifEvolution.CHEVAUCHEMENT:
        if indicateur.source in DEMI_FENETRE_ANS:
            return f"{debut} : chaque millésime réunit cinq années d’enquête, et ceux publiés se chevauchent."
        return f"{debut} : les périodes publiées se chevauchent."
    if motif is MotifEvolution.PRODUCTEUR:
        return append_raison(debut, evolution.detail or "la série n’est pas comparable dans le temps")
    if motif is MotifEvolution.UN_POINT:
        point = f" ({evolution.fin})" if evolution.fin else ""
        return f"L’évolution se teste sur 5 années, ou entre 2 périodes séparées. Il n’y a qu’un point{point}."
    return {
        MotifEvolution.DUREE: f"{debut} : les périodes publiées n’ont pas la même durée.",
        MotifEvolution.CONTOUR: f"{debut} : le contour du quartier prioritaire a été modifié.",
        MotifEvolution.SECRET: "L’évolution ne se mesure pas : des chiffres de la série ne sont pas diffusables.",
        MotifEvolution.SANS_INTERVALLE: (
            "L’évolution ne se teste pas : la source ne donne pas la précision de ce chiffre."
        ),
        MotifEvolution.TROP_PETIT: "Les effectifs sont trop petits pour conclure à une évolution.",
        MotifEvolution.EFFECTIF: "Un nombre n’est pas testé : sa variation se lit sur la courbe.",
        MotifEvolution.AUCUN_POINT: "Aucune valeur publiée ne permet de mesurer une évolution.",
    }[motif]


def _add_article(libelle: str) -> str:
    return f"le {libelle}" if "trimestre" in libelle else libelle

"""Ce que montre la vue « Accès » : territoires rangés, phrase, sensibilité à la portée, effet de bord."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from observatoire.domain.acces import METIERS_ACCES, MetierAcces, ParametresAcces, UniteTrajet
from observatoire.domain.francais import format_nombre, format_pluriel, join_mots, sort_key
from observatoire.domain.phrases.lieux import build_lieu
from observatoire.domain.tableur import write_csv
from observatoire.domain.territoire import LIBELLES_COURTS_MAILLE, Maille, Territoire
from observatoire.services.millesimes import find_millesime
from observatoire.services.offre.accessibilite import Accessibilite
from observatoire.services.offre.situation import Situation
from observatoire.services.version import open_version
from observatoire.stats.inequality import extremes_ratio

_PART_BASSE = 4
"""« Les moins bien desservis » : le quart le plus bas des territoires, trois au moins."""
_COMPARES_MIN = 5
_NOMMES_MAX = 6
_METRES_PAR_KM = 1000


@dataclass(frozen=True, slots=True)
class LigneAcces:
    """Un territoire et sa valeur ; `rang` 1 est le mieux desservi, absent sans valeur."""

    territoire: Territoire
    valeur: float | None
    rang: int | None


@dataclass(frozen=True, slots=True)
class Classement:
    """Territoires d'une maille, du moins bien au mieux desservi ; ceux sans habitants à la fin."""

    maille: Maille
    ville: float | None
    lignes: tuple[LigneAcces, ...]

    @property
    def connues(self) -> tuple[LigneAcces, ...]:
        """Lignes qui ont une valeur."""
        return tuple(ligne for ligne in self.lignes if ligne.valeur is not None)

    @property
    def basses(self) -> tuple[LigneAcces, ...]:
        """Les moins bien desservis ; personne sous cinq territoires."""
        connues = self.connues
        return connues[: max(len(connues) // _PART_BASSE, 3)] if len(connues) >= _COMPARES_MIN else ()


@dataclass(frozen=True, slots=True)
class Repere:
    """APL publiée par la DREES, à côté et jamais mêlée."""

    libelle: str
    lieu: str
    annee: str
    valeur: float
    unite: str
    decimales: int


def rank(*, version: str, maille: Maille, valeurs: Mapping[str, float], haut_favorable: bool) -> Classement:
    """Range les territoires d'une maille, au millésime le plus récent pour les QPV.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    meta = open_version(version).metadonnees
    recent = find_millesime(meta, maille)
    choisis = [t for t in meta.territoires.values() if t.maille is maille and recent in (None, t.millesime)]
    signe = 1 if haut_favorable else -1
    connus = sorted((t for t in choisis if t.code in valeurs), key=lambda t: (signe * valeurs[t.code], sort_key(t.nom)))
    absents = sorted((t for t in choisis if t.code not in valeurs), key=lambda t: sort_key(t.nom))
    ordre = [signe * valeurs[t.code] for t in connus]
    # Des ex æquo ont le même rang : combien font mieux, plus un.
    lignes = [LigneAcces(t, valeurs[t.code], 1 + sum(v > o for v in ordre)) for t, o in zip(connus, ordre, strict=True)]
    return Classement(
        maille, valeurs.get(meta.territoire_reference), (*lignes, *(LigneAcces(t, None, None) for t in absents))
    )


def write_phrase(classement: Classement, metier: MetierAcces, ville: str) -> str:
    """Les deux bouts et la ville, en une phrase."""
    connues = classement.connues
    if not connues or classement.ville is None:
        return f"Aucun chiffre d’accès {metier.article} pour cette maille."
    bas, haut = connues[0], connues[-1]
    debut = f"Dans la ville, {_format(classement.ville)} {metier.pluriel} sont accessibles pour 10 000 habitants"
    if len(connues) < 2 or bas.valeur is None or haut.valeur is None:
        return f"{debut}."
    extremes = f"{_format(bas.valeur)} {_dans(bas, ville)}, {_format(haut.valeur)} {_dans(haut, ville)}"
    return f"{debut} : {extremes}{_write_rapport(bas.valeur, haut.valeur)}."


def write_phrase_distance(classement: Classement, metier: MetierAcces, ville: str, unite: str) -> str:
    """Trajet moyen de la ville, et territoires le plus proche et le plus éloigné."""
    connues = classement.connues
    if not connues or classement.ville is None:
        return f"Aucune distance {metier.article} pour cette maille."
    debut = f"Un habitant de la ville est en moyenne à {format_trajet(classement.ville, unite)} {metier.de_un}"
    loin, pres = connues[0], connues[-1]
    if len(connues) < 2 or loin.valeur is None or pres.valeur is None:
        return f"{debut}."
    return (
        f"{debut} : {format_trajet(pres.valeur, unite)} {_dans(pres, ville)}, {format_trajet(loin.valeur, unite)} "
        f"{_dans(loin, ville)}."
    )


def format_trajet(valeur: float, unite: str) -> str:
    """« 420 m », « 1,3 km » au-delà d'un kilomètre, « 12 min »."""
    if unite == UniteTrajet.MINUTES:
        return f"{format_nombre(valeur)} min"
    if valeur >= _METRES_PAR_KM:
        return f"{format_nombre(valeur / _METRES_PAR_KM, 1).removesuffix(',0')} km"
    return f"{format_nombre(round(valeur, -1))} m"


def write_bord(acces: Accessibilite, situation: Situation) -> str:
    """Ce que le calcul sait de l'autre côté de la limite de la ville."""
    if acces.parametres.unite is UniteTrajet.MINUTES and not _reaches_voisins(situation):
        return (
            "La table de temps importée ne va pas jusqu’aux communes voisines : les territoires de lisière paraissent "
            "moins bien desservis qu’ils ne le sont."
        )
    if acces.communes_voisines == 0:
        return (
            "Aucun lieu des communes voisines n’est à cette portée."
            if situation.soins.dehors.any()
            else "Aucun lieu des communes voisines n’est importé : les territoires de lisière paraissent moins bien "
            "desservis qu’ils ne le sont."
        )
    voisines = format_pluriel(acces.communes_voisines, "commune voisine", "communes voisines")
    habitants = (
        "leurs habitants aussi, d’après les carreaux de population."
        if acces.voisins_mesures
        else "faute de carreaux de population, leurs habitants sont supposés aussi nombreux par professionnel que ceux "
        "de la ville."
    )
    offre = f"{format_nombre(acces.offre_voisine, 1)} en activité"
    return f"Les professionnels de {voisines}, à portée de la ville, comptent ({offre}) ; {habitants}"


def write_bord_trajet(situation: Situation, *, minutes: bool) -> str:
    """Ce que les trajets au plus proche savent de l'autre côté de la limite : un lieu ignoré les allonge."""
    if minutes and not _reaches_voisins(situation):
        return (
            "La table de temps importée ne va pas jusqu’aux communes voisines : près de la limite, un lieu plus proche "
            "peut exister de l’autre côté."
        )
    voisins = int(situation.soins.dehors.sum())
    if not voisins:
        return (
            "Aucun lieu des communes voisines n’est importé : près de la limite, un lieu plus proche peut exister de "
            "l’autre côté, et le trajet paraît alors plus long qu’il ne l’est."
        )
    lieux = format_pluriel(voisins, "adresse d’une commune voisine compte", "adresses des communes voisines comptent")
    return f"{lieux} : le plus proche peut être de l’autre côté de la limite."


def _reaches_voisins(situation: Situation) -> bool:
    destinations = situation.trajets.destinations if situation.trajets else {}
    return any(z in destinations for z, d in zip(situation.soins.zone, situation.soins.dehors, strict=True) if d)


def write_stables(classements: Sequence[Classement], portees: Sequence[str]) -> str:
    """Ceux qui restent parmi les moins bien desservis quelle que soit la portée : ce qu'on peut retenir."""
    if not classements or not classements[0].basses:
        return "Moins de cinq territoires ont un chiffre : leur classement n’est pas commenté."
    pluriel = LIBELLES_COURTS_MAILLE[classements[0].maille][1]
    commun = set[str].intersection(*({ligne.territoire.code for ligne in c.basses} for c in classements))
    noms = [ligne.territoire.nom for ligne in classements[0].basses if ligne.territoire.code in commun]
    etendue = f"de {portees[0]} à {portees[-1]}"
    if not noms:
        return (
            f"Aucun territoire n’est parmi les moins bien desservis à toutes les portées ({etendue}) : le classement "
            f"des {pluriel} dépend de la portée choisie."
        )
    suite = f" et {len(noms) - _NOMMES_MAX} autres" if len(noms) > _NOMMES_MAX else ""
    liste = ", ".join(noms[:_NOMMES_MAX]) + suite if suite else join_mots(noms)
    return f"Quelle que soit la portée ({etendue}), toujours parmi les moins bien desservis : {liste}."


def list_reperes(*, version: str, metier: MetierAcces) -> tuple[Repere, ...]:
    """Dernière APL publiée de la ville, de son département et de la France, si elle est importée.

    Raises:
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    if metier.apl not in meta.indicateurs:
        return ()
    fiche = meta.indicateurs[metier.apl]
    larges = (Maille.COMMUNE, Maille.DEPARTEMENT, Maille.FRANCE)
    lieux = {t.code: t for t in meta.territoires.values() if t.maille in larges}
    derniers: dict[str, Repere] = {}
    lignes = entrepot.read("historique", indicateurs=[fiche.code], territoires=list(lieux), sexe="ensemble", age="tous")
    for _, code, periode, _, _, valeur, *_ in lignes:
        if valeur is not None:
            annee = meta.periodes[periode].libelle
            derniers[code] = Repere(fiche.libelle, lieux[code].nom, annee, valeur, fiche.unite, fiche.decimales)
    return tuple(derniers[code] for code in sorted(derniers, key=lambda c: (larges.index(lieux[c].maille), c)))


def list_metiers(points: Mapping[str, int]) -> tuple[MetierAcces, ...]:
    """Métiers dont la version a des points, dans l'ordre du premier recours."""
    return tuple(m for m in METIERS_ACCES if points.get(m.code))


def export_acces_csv(
    classement: Classement, sensibilite: Sequence[Accessibilite], *, metier: MetierAcces, parametres: ParametresAcces
) -> bytes:
    """Le classement et la sensibilité, en CSV pour un tableur français."""
    entetes = ["code", "territoire", "professionnels_accessibles_pour_10000", "rang"]
    entetes += [f"portee_{format_nombre(a.parametres.portee)}_{parametres.unite}" for a in sensibilite]
    lignes = [
        (
            li.territoire.code,
            li.territoire.nom,
            li.valeur,
            li.rang,
            *(a.valeurs.get(li.territoire.code) for a in sensibilite),
        )
        for li in classement.lignes
    ]
    return write_csv([*entetes, "metier"], [(*ligne, metier.code) for ligne in lignes])


def _dans(ligne: LigneAcces, ville: str) -> str:
    return build_lieu(ligne.territoire, ville).dans


def _write_rapport(bas: float, haut: float) -> str:
    """« soit un rapport de 1 à 4 » : il décrit, il ne se teste pas. Rien si l'un des bouts n'a personne."""
    rapport = float(extremes_ratio([bas, haut]).ratio)
    return f", soit un rapport de 1 à {_format(rapport)}" if np.isfinite(rapport) and rapport >= 1.05 else ""


def _format(valeur: float) -> str:
    return format_nombre(valeur, 1) if valeur > 0 else "0"

"""Ce qu'un scénario dit : ses changements en mots, sa phrase, ses limites, ses exports."""

import json
from collections.abc import Sequence

from observatoire.domain.acces import UniteTrajet
from observatoire.domain.francais import INSECABLE, format_nombre, format_pluriel, join_mots
from observatoire.domain.phrases.lieux import build_lieu, capitalise
from observatoire.domain.placement import Placement
from observatoire.domain.scenario import Changement, Genre
from observatoire.domain.tableur import write_csv
from observatoire.domain.territoire import LIBELLES_MAILLE
from observatoire.services.offre.accessibilite import Accessibilite
from observatoire.services.offre.cadre import CadreOffre, name_pluriel
from observatoire.services.offre.points import SANS_NOM, Metier, Offre, Point
from observatoire.services.offre.reperes import Reperes
from observatoire.services.offre.scenarios import EtSi, LigneEtSi, find_cabinet, find_place, format_demis

ENTETES = (
    "metier", "territoire", "nom", "nombre_avant", "nombre_apres", "densite_avant", "densite_apres",
    "accessibilite_avant", "accessibilite_apres", "ecart", "version", "nature",
)  # fmt: skip
NATURE = "hypothèse"


def describe_changement(changement: Changement, offre: Offre, cadre: CadreOffre, reperes: Reperes) -> str:
    """« Ouvrir une maison de santé : 4 médecins généralistes et 2 infirmiers, aux Trois-Lunes »."""
    metiers = {m.code: m for m in offre.metiers}
    if (cabinet := find_cabinet(changement, offre.points)) is not None:
        return _describe_fermeture(cabinet, metiers[cabinet.metier], cadre)
    equipe = join_mots(_name_nombre(metiers[m], n) for m, n in changement.equipe)
    place = find_place(changement, cadre, reperes)
    territoire = next((t for t in cadre.territoires if t.code == place.territoire), None)
    lieu = build_lieu(territoire, cadre.ville.code).dans if territoire else "hors des quartiers"
    return {
        Genre.AJOUT: f"Ajouter {equipe} {lieu}",
        Genre.RETRAIT: f"Retirer {equipe} {lieu}",
        Genre.MAISON: f"Ouvrir une maison de santé {lieu} : {equipe}",
    }[changement.genre]


def _describe_fermeture(cabinet: Point, metier: Metier, cadre: CadreOffre) -> str:
    """« Fermer le lieu d’exercice de Zibeline Roland, 3 rue Haute (infirmier), aux Trois-Lunes »."""
    qui = f"de {cabinet.nom}" if cabinet.nom else f"({SANS_NOM})"
    adresse = f", {cabinet.adresse}" if cabinet.adresse else ""
    territoire = next((t for t in cadre.territoires if t.code == cadre.iris.get(cabinet.iris)), None)
    lieu = build_lieu(territoire, cadre.ville.code).dans if territoire else "hors des quartiers"
    return f"Fermer le lieu d’exercice {qui}{adresse} ({_name_singulier(metier)}), {lieu}"


def _name_nombre(metier: Metier, nombre: float) -> str:
    """« 4 médecins généralistes », « 0,5 médecin généraliste »."""
    nom = name_pluriel(metier) if nombre >= 2 else _name_singulier(metier)
    return f"{format_demis(nombre)}{INSECABLE}{nom}"


def _name_singulier(metier: Metier) -> str:
    pluriel = name_pluriel(metier)
    # Les mots avant la parenthèse perdent leur s : « sages-femmes » → « sage-femme ».
    tete, parenthese, reste = pluriel.partition(" (")
    singulier = " ".join("-".join(p.removesuffix("s") for p in mot.split("-")) for mot in tete.split(" "))
    return singulier + parenthese + reste


def write_phrase(et_si: EtSi) -> str:
    """Qui gagne, qui perd, où le plus, et pour combien rien ne change."""
    quoi = f"l’accessibilité aux {et_si.cadre.nom}" if et_si.avant else f"la densité des {et_si.cadre.nom}"
    gagnants, perdants = ([li for li in et_si.lignes if li.sens == s] for s in (1, -1))
    neutres = len(et_si.lignes) - len(gagnants) - len(perdants)
    maille = LIBELLES_MAILLE[et_si.cadre.maille]
    if not gagnants and not perdants:
        return f"Ce scénario ne change presque rien à {quoi} : aucun {maille[0]} n’y gagne ni n’y perd 1 %."
    parties: list[str] = []
    for verbe, lignes in (("augmenterait", gagnants), ("baisserait", perdants)):
        if lignes:
            nombre = f" dans {format_pluriel(len(lignes), *maille)}, surtout" if len(lignes) > 1 else ""
            parties.append(f"{verbe}{nombre} {_situate(et_si, lignes[0])}")
    fin = ""
    if neutres:
        reste = "l’autre" if neutres == 1 else f"les {format_nombre(neutres)} autres"
        fin = f"{INSECABLE}; elle ne changerait presque pas dans {reste}"
    return f"{capitalise(quoi)} {' et '.join(parties)}{fin}."


def _situate(et_si: EtSi, ligne: LigneEtSi) -> str:
    lieu = build_lieu(ligne.territoire, et_si.cadre.ville.code).dans
    acces = ligne.avant.acces is not None
    avant, apres = (e.acces if acces else e.densite for e in (ligne.avant, ligne.apres))
    return f"{lieu} (de {format_nombre(avant, 1)} à {format_nombre(apres, 1)} pour 10 000 habitants)"


def write_certitude(et_si: EtSi) -> str:
    """Ce que devient la ville entière, l'écart entre quartiers, et que c'est une hypothèse."""
    avant, apres = et_si.ville.avant, et_si.ville.apres
    un, deux = format_nombre(avant.densite, 1), format_nombre(apres.densite, 1)
    densite = (
        f"toujours {deux} pour 10 000 habitants" if un == deux else f"{deux} pour 10 000 habitants au lieu de {un}"
    )
    texte = f"La ville compterait {_name_nombre(et_si.cadre.metier, apres.tetes or 0)}"
    texte += (
        f" au lieu de {format_demis(avant.tetes or 0)}, soit {densite}. "
        if apres.tetes != avant.tetes
        else ", autant. "
    )
    debut = _compute_rapport([li.avant.acces for li in et_si.lignes])
    fin = _compute_rapport([li.apres.acces for li in et_si.lignes])
    if debut is not None and fin is not None:
        un, deux = format_nombre(debut, 1), format_nombre(fin, 1)
        passage = f"resterait de 1 à {deux}" if un == deux else f"passerait de 1 à {un} à 1 à {deux}"
        texte += f"Du moins bien au mieux desservi, le rapport {passage}. "
    return texte + "C’est une hypothèse : un arrivant compte à plein temps, et rien d’autre ne changerait."


def _compute_rapport(acces: Sequence[float | None]) -> float | None:
    valeurs = [v for v in acces if v is not None]
    return max(valeurs) / min(valeurs) if len(valeurs) > 1 and min(valeurs) > 0 else None


def write_limites(acces: Accessibilite | None, cadre: CadreOffre, placement: Placement) -> str:
    """Portée du calcul, effet de bord, points absents, et ce qui se tait par quartier faute d'adresses placées.

    Args:
        acces: le calcul d'avant, s'il a pu se faire.
        cadre: le métier et ses points.
        placement: combien de ses adresses sont sur la carte.
    """
    portee = _write_portee(acces, cadre, placement)
    if cadre.is_detaille or not cadre.territoires:
        return portee
    return f"Nombre et densité par quartier tus : {cadre.placement.phrase} {portee}"


def _write_portee(acces: Accessibilite | None, cadre: CadreOffre, placement: Placement) -> str:
    if acces is None and not placement.is_suffisant_pour_les_distances:
        return f"L’accessibilité locale ne se calcule pas ici : {placement.phrase}"
    if acces is None:
        return (
            "L’accessibilité locale ne se calcule pas ici : cette version n’a pas de lieux habités, ou aucun point de "
            "ce métier n’a de coordonnées. Seules les densités sont comparées."
        )
    p = acces.parametres
    unite = "km de trajet" if p.unite is UniteTrajet.KM else "minutes"
    texte = f"Accessibilité locale, qui n’est pas l’APL de la DREES : portée de {format_nombre(p.portee)} {unite}. "
    if acces.communes_voisines:
        voisines = format_pluriel(acces.communes_voisines, "commune voisine", "communes voisines")
        texte += f"Effet de bord : l’offre de {voisines} compte aussi. "
    else:
        texte += (
            "Effet de bord : l’offre des communes voisines n’est pas connue ; près des limites, l’accessibilité peut "
            "s’en écarter. "
        )
    if sans := placement.adresses - placement.situees:
        texte += f"{format_nombre(sans)} sans coordonnées n’y comptent pas. "
    return texte + f"Points de {cadre.annee}."


def export_csv(et_si: EtSi, version: str) -> bytes:
    """La ville, ses territoires puis ses QPV, avant et après."""
    return write_csv(ENTETES, [_flatten(et_si, ligne, version) for ligne in (et_si.ville, *et_si.lignes, *et_si.qpv)])


def _flatten(et_si: EtSi, ligne: LigneEtSi, version: str) -> tuple[object, ...]:
    a, b = ligne.avant, ligne.apres
    nombres = (a.densite, b.densite, a.acces, b.acces, ligne.ecart)
    arrondis = (None if v is None else round(v, 3) for v in nombres)
    lieu = ligne.territoire
    return et_si.cadre.metier.code, lieu.code, lieu.nom, a.tetes, b.tetes, *arrondis, version, NATURE


def export_json(et_si: EtSi, version: str, requete: str) -> bytes:
    """Le scénario et ses résultats ; `requete` le rouvre dans l'observatoire."""
    parametres = et_si.avant.parametres if et_si.avant else None
    contenu = {
        "nature": NATURE,
        "version_des_donnees": version,
        "requete": requete,
        "metier": et_si.cadre.metier.code,
        "portee": parametres and parametres.portee,
        "unite": parametres and parametres.unite.value,
        "changements": [
            {"genre": c.genre.name.lower(), "equipe": dict(c.equipe), "lieu": c.lieu} for c in et_si.changements
        ],
        "resultats": [
            dict(zip(ENTETES[1:-2], _flatten(et_si, ligne, version)[1:-2], strict=True))
            for ligne in (et_si.ville, *et_si.lignes, *et_si.qpv)
        ],
    }
    return json.dumps(contenu, ensure_ascii=False, indent=2).encode()

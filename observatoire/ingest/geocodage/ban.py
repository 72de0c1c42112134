"""Un extrait de la Base adresse nationale sur disque (`adresses-06.csv.gz`) : géocoder sans réseau."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from observatoire.domain.francais import join_mots
from observatoire.errors import FichierRefuse
from observatoire.ingest.formats.commun import find_ville
from observatoire.ingest.geocodage.adresses import normalize_voie, split_adresse
from observatoire.ingest.geocodage.appariement import Lieu, Voies, find_position
from observatoire.ingest.geocodage.position import RIEN, Demande, Genre, Position
from observatoire.ingest.lecture.refus import build_refus

ADRESSES_PAR_PAQUET = 500
_COLONNES = ("numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")
_LECTURE = """
SELECT
    code_insee, code_postal, nom_commune, nom_voie, coalesce({nom_ld}, '') AS nom_ld,
    try_cast(numero AS INTEGER) AS numero, coalesce(rep, '') AS rep, try_cast(lon AS DOUBLE), try_cast(lat AS DOUBLE)
FROM read_csv($fichier, delim = ';', header = true, all_varchar = true, quote = '"', nullstr = '')
WHERE (code_insee IN (SELECT unnest($communes)) OR code_postal IN (SELECT unnest($postaux)))
    AND try_cast(lon AS DOUBLE) BETWEEN -180 AND 180 AND try_cast(lat AS DOUBLE) BETWEEN -90 AND 90
ORDER BY ALL
"""


@dataclass(slots=True)
class _Commune:
    nom: str = ""
    voies: Voies = field(default_factory=Voies)
    lieux_dits: Voies = field(default_factory=Voies)


class ExtraitBan:
    """Un fichier de la Base adresse nationale, lu pour les seules communes demandées."""

    def __init__(self, chemin: Path) -> None:
        """Retient le fichier ; il est lu quand les communes à chercher sont connues.

        Raises:
            FichierRefuse: fichier absent, ou sans les colonnes de la Base adresse nationale.
        """
        self._chemin = chemin
        self._nom_ld = _check_colonnes(chemin)
        self.origine = f"extrait {chemin.name}"

    def iter_positions(self, demandes: Sequence[Demande]) -> Iterator[list[tuple[Demande, Position]]]:
        """Positions, paquet par paquet.

        Raises:
            FichierRefuse: aucune adresse du fichier n'est dans les communes demandées.
        """
        communes = self._load(demandes)
        par_nom = _index_noms(communes)
        for debut in range(0, len(demandes), ADRESSES_PAR_PAQUET):
            paquet = demandes[debut : debut + ADRESSES_PAR_PAQUET]
            yield [(d, _find(d, communes, par_nom)) for d in paquet]

    def _load(self, demandes: Sequence[Demande]) -> dict[str, _Commune]:
        communes = sorted({d.commune for d in demandes} | set(_list_arrondissements({d.commune for d in demandes})))
        postaux = sorted({split_adresse(d.adresse, "").code_postal for d in demandes if not d.commune} - {""})
        with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connexion:
            try:
                lignes = connexion.execute(
                    _LECTURE.format(nom_ld="nom_ld" if self._nom_ld else "NULL"),
                    {"fichier": str(self._chemin), "communes": communes, "postaux": postaux},
                ).fetchall()
            except duckdb.Error as erreur:
                raise build_refus(
                    self._chemin.name,
                    trouve="un contenu qui ne se lit pas comme un CSV séparé par des points-virgules",
                    attendu="un fichier adresses-XX.csv ou .csv.gz de la Base adresse nationale",
                    conseil="Téléchargez-le de nouveau : il a pu être coupé.",
                ) from erreur
        if not lignes and demandes:
            raise build_refus(
                self._chemin.name,
                trouve="aucune adresse des communes à géocoder",
                attendu=f"des adresses de {join_mots(communes[:5]) or 'ces communes'}",
                conseil="Prenez le fichier du bon département.",
            )
        return _group(lignes)


def _check_colonnes(chemin: Path) -> bool:
    """Vérifie l'en-tête ; rend vrai si le fichier nomme les lieux-dits."""
    if not chemin.is_file():
        raise FichierRefuse(f"Le fichier {chemin} n'existe pas (ou c'est un dossier).")
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connexion:
        try:
            description = connexion.execute(
                "DESCRIBE SELECT * FROM read_csv($fichier, delim = ';', header = true, all_varchar = true)",
                {"fichier": str(chemin)},
            ).fetchall()
        except duckdb.Error:
            description = []
    noms = [str(ligne[0]) for ligne in description]
    manquantes = [c for c in _COLONNES if c not in noms]
    if manquantes:
        raise build_refus(
            chemin.name,
            trouve=f"les colonnes {join_mots(noms[:8])}" if noms else "un fichier illisible",
            attendu=f"la colonne « {manquantes[0]} » d'un fichier adresses-XX.csv de la Base adresse nationale",
            conseil="Prenez le format CSV de la BAN, entier et sans le modifier.",
        )
    return "nom_ld" in noms


def _list_arrondissements(communes: set[str]) -> list[str]:
    """Arrondissements de Paris, Lyon et Marseille, quand la ville entière est demandée."""
    tous = [*range(75101, 75121), *range(69381, 69390), *range(13201, 13217)]
    return [str(code) for code in tous if find_ville(str(code)) in communes]


def _group(lignes: list[tuple[str, str, str, str, str, int | None, str, float, float]]) -> dict[str, _Commune]:
    communes: dict[str, _Commune] = defaultdict(_Commune)
    for insee, postal, nom, voie, lieu_dit, numero, rep, lon, lat in lignes:
        lieu = Lieu(numero or 0, rep.lower(), postal or "", insee, lon, lat)
        for code in filter(None, {insee, find_ville(insee)}):
            commune = communes[code]
            commune.nom = nom or commune.nom
            if voie:
                commune.voies.add(voie, lieu)
            if lieu_dit:
                commune.lieux_dits.add(lieu_dit, lieu)
    return dict(communes)


def _index_noms(communes: dict[str, _Commune]) -> dict[tuple[str, str], str]:
    """(code postal, nom de commune) → code INSEE, pour une adresse sans code."""
    index: dict[tuple[str, str], str] = {}
    for code, commune in communes.items():
        for rue in commune.voies.rues.values():
            index |= {(lieu.code_postal, normalize_voie(commune.nom)): code for lieu in rue.lieux}
    return index


def _find(demande: Demande, communes: dict[str, _Commune], par_nom: dict[tuple[str, str], str]) -> Position:
    adresse = split_adresse(demande.adresse, demande.commune)
    code = demande.commune or par_nom.get((adresse.code_postal, normalize_voie(adresse.ville)), "")
    commune = communes.get(code)
    if commune is None:
        return RIEN
    trouvee = find_position(adresse, commune.voies, commune.lieux_dits)
    if trouvee is None:
        return Position(Genre.COMMUNE, 0.0, None, None, commune.nom, code)
    position, postal = trouvee
    return Position(
        position.genre,
        position.score,
        position.lon,
        position.lat,
        f"{position.libelle} {postal} {commune.nom}",
        position.commune,
    )

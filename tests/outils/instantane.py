"""Fabrique une petite version publiée, inventée et reproductible, pour essayer services et pages sans import.

    python -m tests.outils.instantane DOSSIER

écrit `DOSSIER/publie/obs_2026-11-22_<hash>.duckdb` et son pointeur. Villetest : 12 IRIS carrés, 6 quartiers,
2 QPV (dont un qui a eu un autre contour), un département, la France ; des indicateurs de tous les types.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from observatoire.stats.intervals import poisson_interval, wilson_interval

RACINE = Path(__file__).resolve().parents[2]
SCHEMA = RACINE / "observatoire" / "store" / "sql" / "schema.sql"
VILLE, DEPARTEMENT, FRANCE = "99123", "99", "FRANCE"
QUARTIERS = ("Les Tilleuls", "Le Port", "La Haute-Rive", "Mirandelle", "Centre", "Beauval")
QPV_2024, QPV_2015 = ("QN09901N", "QN09902N"), "QP099001"
ANNEES = tuple(range(2019, 2025))
COTE = 0.01


@dataclass(frozen=True)
class Modele:
    """Un indicateur inventé : sa fiche, son niveau, sa pente par an et son gradient entre quartiers."""

    code: str
    libelle: str
    court: str
    theme: str
    type: str
    sens: str
    unite: str
    niveau: float
    gradient: float = 0.0
    pente: float = 0.0
    base: float = 1.0
    multiplicateur: float = 1.0
    decimales: int = 1
    source: str = "assurance"
    periodes: tuple[str, ...] = tuple(str(a) for a in ANNEES)
    comparable: bool = True
    motif: str = ""
    locution: str = ""
    sexes: bool = False


MODELES = (
    Modele("population", "Population", "Population", "population", "effectif", "sans_jugement", "habitants",
           1, decimales=0, source="insee_rp"),
    Modele("part_75_ans_et_plus", "Part des 75 ans ou plus", "75 ans ou plus", "population", "part",
           "sans_jugement", "%", 0.094, gradient=-0.03, multiplicateur=100, source="insee_rp", sexes=True),
    Modele("indice_vieillissement", "Indice de vieillissement", "Vieillissement", "population", "indice",
           "sans_jugement", "pour 100 moins de 20 ans", 82, gradient=-30, source="insee_rp"),
    Modele("revenu_median", "Revenu médian", "Revenu médian", "conditions_de_vie", "mediane",
           "haut_favorable", "€", 21_000, gradient=-5_000, pente=250, decimales=0, source="insee_filosofi"),
    Modele("taux_pauvrete_60", "Taux de pauvreté", "Pauvreté", "conditions_de_vie", "part", "bas_favorable",
           "%", 0.178, gradient=0.17, multiplicateur=100, source="insee_filosofi", comparable=False,
           motif="rupture de série en 2021"),
    Modele("ald_taux_standardise", "Personnes en affection de longue durée, taux standardisé", "ALD",
           "etat_de_sante", "taux_standardise", "bas_favorable", "pour 1 000", 0.168, gradient=0.04,
           multiplicateur=1000),
    Modele("ald_psychiatriques", "ALD pour affection psychiatrique", "ALD psychiatriques", "sante_mentale",
           "taux", "bas_favorable", "pour 1 000", 0.026, gradient=0.01, multiplicateur=1000, sexes=True),
    Modele("tentatives_suicide", "Hospitalisations pour tentative de suicide, 10-24 ans", "Tentatives de suicide",
           "sante_mentale", "taux", "bas_favorable", "pour 1 000", 0.006, gradient=0.002, base=0.17,
           multiplicateur=1000),
    Modele("mortalite_prematuree_icm", "Mortalité prématurée, indice comparatif", "Mortalité prématurée",
           "mortalite", "icm", "bas_favorable", "", 1.0, gradient=0.5, base=0.01, multiplicateur=100, decimales=0,
           periodes=("2016-2020", "2017-2021", "2018-2022"), sexes=True),
    Modele("part_c2s", "Bénéficiaires de la complémentaire santé solidaire", "C2S", "acces_aux_droits", "part",
           "sans_jugement", "%", 0.142, gradient=0.1, multiplicateur=100, comparable=False,
           motif="le producteur déconseille de comparer deux millésimes à cette échelle"),
    Modele("part_sans_medecin_traitant", "Habitants de 17 ans ou plus sans médecin traitant",
           "Sans médecin traitant", "recours_et_offre", "part", "bas_favorable", "%", 0.11, gradient=0.05,
           pente=0.014, base=0.8, multiplicateur=100,
           locution="des habitants de 17 ans ou plus n’ont pas de médecin traitant"),
    Modele("densite_generalistes", "Médecins généralistes libéraux", "Généralistes", "recours_et_offre", "densite",
           "haut_favorable", "pour 10 000 hab.", 0.00104, gradient=-0.0004, multiplicateur=10_000,
           source="annuaire"),
    Modele("distance_pharmacie", "Distance moyenne à la pharmacie la plus proche", "Distance à la pharmacie",
           "recours_et_offre", "distance", "bas_favorable", "m", 420, gradient=120, decimales=0,
           source="annuaire", periodes=("2024",)),
    Modele("part_depistage_sein", "Dépistage organisé du cancer du sein, 50-74 ans", "Dépistage du sein",
           "prevention", "part", "haut_favorable", "%", 0.468, gradient=-0.08, base=0.16, multiplicateur=100,
           locution="des femmes de 50 à 74 ans ont participé au dépistage organisé du cancer du sein"),
    Modele("part_vaccination_hpv", "Vaccination HPV des filles de 15 ans", "Vaccin HPV", "prevention", "part",
           "haut_favorable", "%", 0.452, gradient=-0.08, base=0.012, multiplicateur=100, periodes=("2024",)),
    Modele("part_mt_dents", "Rendez-vous M’T dents, 3-24 ans", "M’T dents", "perinatalite_enfance", "part",
           "haut_favorable", "%", 0.34, gradient=0.03, pente=0.01, base=0.25, multiplicateur=100),
    Modele("passages_urgences", "Passages aux urgences", "Urgences", "recours_et_offre", "taux", "sans_jugement",
           "pour 1 000", 0.06, gradient=0.02, multiplicateur=1000,
           periodes=tuple(f"{a}-T{t}" for a in (2023, 2024) for t in (1, 2, 3, 4))),
)  # fmt: skip


def build_instantane(dossier: Path) -> str:
    """Écrit la version et son pointeur dans `dossier/publie`.

    Returns:
        Le nom du fichier de la version.
    """
    publie = dossier / "publie"
    publie.mkdir(parents=True, exist_ok=True)
    empreinte = hashlib.sha256(Path(__file__).read_bytes() + SCHEMA.read_bytes()).hexdigest()[:8]
    nom = f"obs_2026-11-22_{empreinte}.duckdb"
    chemin = publie / nom
    if not chemin.exists():
        provisoire = chemin.with_suffix(".tmp")
        provisoire.unlink(missing_ok=True)
        with duckdb.connect(str(provisoire)) as base:
            base.execute(SCHEMA.read_text(encoding="utf-8"))
            _fill(base, nom)
        provisoire.replace(chemin)
    (publie / "COURANT").write_text(nom + "\n", encoding="utf-8")
    return nom


def _fill(base: duckdb.DuckDBPyConnection, nom: str) -> None:
    _insert(base, "source", [
        ("insee_rp", "INSEE (fictif)", "Recensement (fictif)", "https://exemple.invalid/rp", "Licence fictive",
         "annuelle", "2027-07-01"),
        ("insee_filosofi", "INSEE (fictif)", "Revenus (fictif)", "https://exemple.invalid/filosofi",
         "Licence fictive", "annuelle", "septembre 2026"),
        ("assurance", "Assurance maladie (fictif)", "Assurance maladie (fictif)", "https://exemple.invalid/am",
         "Licence fictive", "annuelle", "octobre 2027"),
        ("annuaire", "Annuaire (fictif)", "Annuaire des soignants (fictif)", "https://exemple.invalid/an",
         "Licence fictive", "trimestrielle", "janvier 2027"),
    ])  # fmt: skip
    _insert(base, "indicateur", [
        (m.code, m.libelle, m.court, m.theme, f"{m.libelle} : définition fictive.", m.unite, m.type,
         m.multiplicateur, m.sens, m.source, 11, m.comparable, m.motif, m.decimales,
         m.type not in ("mediane", "distance", "indice"))
        for m in MODELES
    ])  # fmt: skip
    _insert(base, "fiche", [
        (m.code, "Pourquoi le suivre (fictif).", "Limites (fictives).", "Équipe fictive", "2026-11-01",
         "habitants", m.locution, "", True, "", "", "")
        for m in MODELES
    ])  # fmt: skip
    populations = _fill_territoires(base)
    _fill_periodes(base)
    _fill_valeurs(base, populations)
    _insert(base, "lot", [
        (f"lot-{s}", f"{s}.csv", hashlib.sha256(s.encode()).hexdigest(), s, "2026-07-12 10:00:00", 500, 498, 2)
        for s in ("insee_rp", "insee_filosofi", "assurance", "annuaire")
    ])  # fmt: skip
    identite = {
        "nom": "Villetest", "fictif": "oui", "demonstration": "oui", "communes": VILLE,
        "territoire_reference": VILLE, "version": nom, "publie_le": "2026-11-22T08:00:00",
        "secret_groupe_entier": "4000",
    }  # fmt: skip
    _insert(base, "observatoire", list(identite.items()))


def _fill_territoires(base: duckdb.DuckDBPyConnection) -> dict[str, tuple[float, float]]:
    """Écrit les territoires ; rend leur population et leur place sur le gradient social (-1 aisé, 1 défavorisé)."""
    alea = np.random.default_rng(7)
    lignes, appartenances, habillages, approches = [], [], [], []
    connus: dict[str, tuple[float, float]] = {}
    poids: dict[str, list[tuple[float, float]]] = {}
    for rang in range(12):
        colonne, ligne = rang % 4, rang // 4
        code = f"{VILLE}{100 + rang:04d}"
        # Un quartier : deux IRIS voisins de la même rangée ; le gradient va du nord (aisé) au sud.
        quartier = f"Q{rang // 2 + 1:02d}"
        gradient = 1 - rang / 5.5
        effectif = 320.0 if rang == 11 else float(1_100 + int(alea.integers(0, 900)))
        connus[code] = (effectif, gradient)
        poids.setdefault(quartier, []).append(connus[code])
        x, y = 3 + colonne * COTE, 45 + ligne * COTE
        lignes.append((code, "iris", f"IRIS {rang + 1}", VILLE, "2024", _carre(x, y, 1, 1), x + COTE / 2,
                       y + COTE / 2, 0.87))  # fmt: skip
        appartenances += [(code, quartier, 1.0, 1.0), (code, VILLE, 1.0, 1.0)]
    for rang, nom in enumerate(QUARTIERS):
        code = f"Q{rang + 1:02d}"
        connus[code] = _moyenne(poids[code])
        x, y = 3 + (rang % 2) * 2 * COTE, 45 + (rang // 2) * COTE
        lignes.append((code, "quartier", nom, VILLE, "", _carre(x, y, 2, 1), x + COTE, y + COTE / 2, 1.74))
        appartenances.append((code, VILLE, 1.0, 1.0))
    tous = [connus[c] for c in connus if c.startswith("Q")]
    connus[VILLE] = (sum(p for p, _ in tous), 0.0)
    connus[DEPARTEMENT], connus[FRANCE] = (540_000.0, -0.2), (68_000_000.0, -0.15)
    lignes += [
        (VILLE, "commune", "Villetest", VILLE, "2024", _carre(3, 45, 4, 3), 3.02, 45.015, 10.4),
        (DEPARTEMENT, "departement", "Val-Fictif", "", "", None, None, None, None),
        (FRANCE, "france", "France", "", "", None, None, None, None),
    ]
    for code, nom, x in ((QPV_2024[0], "Les Tilleuls", 3.002), (QPV_2024[1], "Le Port", 3.024),
                         (QPV_2015, "Les Tilleuls", 3.003)):  # fmt: skip
        connus[code] = (1_400.0, 1.0)
        contour = _carre(x, 45.001, 1.2, 0.7)
        millesime = "2015" if code == QPV_2015 else "2024"
        lignes.append((code, "qpv", nom, VILLE, millesime, contour, x + 0.006, 45.0045, 0.7))
        rang = 0 if x < 3.02 else 2
        appartenances += [(f"{VILLE}{100 + rang + k:04d}", code, None, 0.5) for k in (0, 1)]
        habillages.append((code, _hachures(x, 45.001, 0.012, 0.007)))
        approches.append((code, 2, 0.84, "population", code != QPV_2024[1]))
    _insert(base, "territoire", lignes)
    _insert(base, "appartenance", appartenances)
    _insert(base, "habillage", habillages)
    _insert(base, "approche_qpv", approches)
    # Du premier QPV, deux indicateurs viennent de ses IRIS ; du second, tout vient de fichiers.
    propres = ("part_sans_medecin_traitant", "part_c2s")
    _insert(base, "chiffre_approche", [(i, QPV_2024[0], str(a)) for i in propres for a in ANNEES])
    return connus


def _moyenne(parts: list[tuple[float, float]]) -> tuple[float, float]:
    total = sum(p for p, _ in parts)
    return total, sum(p * g for p, g in parts) / total


def _carre(x: float, y: float, largeur: float, hauteur: float) -> str:
    droite, haut = round(x + largeur * COTE, 6), round(y + hauteur * COTE, 6)
    anneau = [[x, y], [droite, y], [droite, haut], [x, haut], [x, y]]
    return json.dumps({"type": "Polygon", "coordinates": [anneau]})


def _hachures(x: float, y: float, largeur: float, hauteur: float) -> str:
    traits = [[[x, y + hauteur * k / 4], [x + largeur * k / 4, y]] for k in (1, 2, 3, 4)]
    return json.dumps({"type": "MultiLineString", "coordinates": traits})


def _fill_periodes(base: duckdb.DuckDBPyConnection) -> None:
    from observatoire.domain.periode import parse_periode

    periodes = [parse_periode(code) for code in sorted({p for m in MODELES for p in m.periodes})]
    _insert(base, "periode", [(p.code, p.type.value, p.debut, p.fin, p.libelle) for p in periodes])


def _fill_valeurs(base: duckdb.DuckDBPyConnection, populations: dict[str, tuple[float, float]]) -> None:
    alea = np.random.default_rng(20261122)
    lignes = []
    for modele in MODELES:
        for rang, periode in enumerate(modele.periodes):
            for sexe in ("ensemble", "femmes", "hommes") if modele.sexes else ("ensemble",):
                for code, (habitants, gradient) in populations.items():
                    part = 1.0 if sexe == "ensemble" else 0.5
                    chiffre = _draw(alea, modele, rang=rang, habitants=habitants * part, gradient=gradient, code=code)
                    if chiffre is not None:
                        lignes.append((modele.code, code, periode, sexe, "tous", *chiffre, f"lot-{modele.source}"))
    lignes.sort(key=lambda v: (v[0], v[2], v[1]))
    _insert(base, "valeur", lignes)
    classes = {"0-14": 0.17, "15-29": 0.19, "30-44": 0.2, "45-59": 0.19, "60-74": 0.15, "75+": 0.1}
    ages = []
    for code, (habitants, gradient) in populations.items():
        for rang, (classe, part) in enumerate(classes.items()):
            effectif = round(habitants * part * (1 + gradient * (0.2 - 0.08 * rang)))
            for sexe, moitie in (("femmes", 0.52), ("hommes", 0.48), ("ensemble", 1.0)):
                ages.append((code, "2024", sexe, classe, effectif * moitie))
        ages.append((code, "2024", "ensemble", "tous", habitants))
    _insert(base, "population", ages)
    _insert(base, "plan_secret", _count_secrets(lignes))


def _draw(
    alea: np.random.Generator, modele: Modele, *, rang: int, habitants: float, gradient: float, code: str
) -> tuple[float | None, float | None, float | None, float | None, float | None, str] | None:
    """Un chiffre : valeur, bornes, comptes, statut. `None` : la source n'a pas ce territoire."""
    if modele.type in ("mediane", "distance") and code in (VILLE, *QPV_2024, QPV_2015) and modele.type == "distance":
        return None
    if modele.type == "effectif":
        return habitants, None, None, habitants, None, "disponible"
    niveau = modele.niveau + gradient * modele.gradient + modele.pente * rang
    if modele.type in ("mediane", "indice", "distance"):
        if habitants < 500:
            return None, None, None, None, None, "secret"
        return niveau * float(alea.normal(1, 0.02)), None, None, None, None, "disponible"
    base = round(habitants * modele.base)
    if modele.type == "part":
        cas = float(alea.binomial(base, min(max(niveau, 0.005), 0.995)))
    else:
        cas = float(alea.poisson(base * max(niveau, 0.0003)))
    if 0 < cas < 11 and modele.type != "densite":
        return None, None, None, None, None, "secret"
    return _estimate(modele, cas, float(base))


def _estimate(
    modele: Modele, cas: float, base: float
) -> tuple[float | None, float | None, float | None, float | None, float | None, str]:
    if base == 0:
        return None, None, None, None, None, "non_applicable"
    if modele.type == "part":
        bas, haut = (float(b) * modele.multiplicateur for b in wilson_interval(cas, base))
    else:
        bas, haut = (float(b) / base * modele.multiplicateur for b in poisson_interval(cas))
    return cas / base * modele.multiplicateur, bas, haut, cas, base, "disponible"


def _count_secrets(lignes: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Une ligne par indicateur ; la répartition d'une poignée de secrets ne se dit pas."""
    comptes: dict[object, list[int]] = {}
    for ligne in lignes:
        compte = comptes.setdefault(ligne[0], [0, 0])
        compte[0] += 1
        compte[1] += ligne[10] == "secret"
    return [(cle, total, secrets, 0, 0) if not secrets else (cle, total, None, None, 0)
            for cle, (total, secrets) in comptes.items()]  # fmt: skip


def _insert(base: duckdb.DuckDBPyConnection, table: str, lignes: list[tuple[object, ...]]) -> None:
    # Par paquets : une requête par ligne prendrait plusieurs secondes.
    place = "(" + ", ".join("?" * len(lignes[0])) + ")"
    for debut in range(0, len(lignes), 200):
        paquet = lignes[debut : debut + 200]
        base.execute(f"INSERT INTO {table} VALUES {', '.join([place] * len(paquet))}", [v for x in paquet for v in x])


if __name__ == "__main__":
    print(build_instantane(Path(sys.argv[1])))

"""Ce que la ville fictive raconte de chaque indicateur : niveau, gradient social, tendance, maille."""

import csv
from dataclasses import dataclass
from pathlib import Path

FICHIER = Path(__file__).with_name("profils.csv")


@dataclass(frozen=True, slots=True)
class Profil:
    """Une ligne de `profils.csv`.

    `taux` : proportion attendue dans la ville en 2022. `gradient`, `centralite`, `tendance` (par an) : en
    logarithme du rapport de cotes, par écart-type de précarité.
    `aggravation` : tendance de plus là où la précarité est forte.
    `local` : écart-type des différences sans cause connue.
    `base` : part des habitants de la tranche qui forme le dénominateur (0,97 pour les assurés, 0,044 naissance par
    femme de 15 à 49 ans). `parmi` : indicateur dont les cas sont un sous-ensemble, et `lien` dit comment : `inclus`
    (une ALD pour diabète est une ALD), `exclusif` (un décès n'a qu'une cause), `reste` (ce que les autres
    laissent), `tranche` (les mêmes cas, à certains âges). `maille` : celle du fichier livré.
    `ventilation` : `aucune`, `sexe`, `age` ou `sexe_age` (les deux derniers dans les `tranches`).
    `departement`, `france` : niveau rapporté à celui de la ville.
    """

    code: str
    fichier: str
    maille: str
    taux: float
    gradient: float
    centralite: float
    tendance: float
    aggravation: float
    local: float
    courbe: str
    sexe: str
    age_min: int
    age_max: int
    base: float
    periodes: str
    ventilation: str
    tranches: tuple[tuple[int, int], ...]
    parmi: str
    lien: str
    departement: float
    france: float


def read_profils() -> tuple[Profil, ...]:
    """Lit les profils, dans l'ordre du fichier (un sous-ensemble vient après son tout)."""
    with FICHIER.open(encoding="utf-8", newline="") as flux:
        return tuple(_build_profil(ligne) for ligne in csv.DictReader(flux, delimiter=";"))


def _build_profil(ligne: dict[str, str]) -> Profil:
    valeurs = {cle: texte.strip() for cle, texte in ligne.items()}
    return Profil(
        code=valeurs["code"],
        fichier=valeurs["fichier"],
        maille=valeurs["maille"],
        taux=float(valeurs["taux"]),
        gradient=float(valeurs["gradient"]),
        centralite=float(valeurs["centralite"]),
        tendance=float(valeurs["tendance"]),
        aggravation=float(valeurs["aggravation"]),
        local=float(valeurs["local"]),
        courbe=valeurs["courbe"],
        sexe=valeurs["sexe"],
        age_min=int(valeurs["age_min"]),
        age_max=int(valeurs["age_max"]),
        base=float(valeurs["base"]),
        periodes=valeurs["periodes"],
        ventilation=valeurs["ventilation"],
        tranches=_parse_tranches(valeurs["tranches"]),
        parmi=valeurs["parmi"],
        lien=valeurs["lien"],
        departement=float(valeurs["departement"]),
        france=float(valeurs["france"]),
    )


def _parse_tranches(texte: str) -> tuple[tuple[int, int], ...]:
    bornes = [t.split("-") for t in texte.split(",") if t]
    return tuple((int(debut), int(fin)) for debut, fin in bornes)


def list_periodes(texte: str) -> list[str]:
    """Déplie `2016..2024` en années, `2022-T1..2024-T4` en trimestres ; `a,b` énumère."""
    if ".." not in texte:
        return texte.split(",")
    debut, fin = texte.split("..")
    annees = range(int(debut[:4]), int(fin[:4]) + 1)
    return [f"{a}-T{t}" for a in annees for t in range(1, 5)] if "T" in debut else [str(a) for a in annees]


def list_annees(periode: str) -> list[int]:
    """Années couvertes par une période : `2019-2023` en couvre cinq, un trimestre une seule."""
    bornes = [int(m) for m in periode.split("-") if not m.startswith("T")]
    return list(range(bornes[0], bornes[-1] + 1))

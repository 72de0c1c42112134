"""Portrait d'un territoire : tous ses indicateurs, sa population, ce qu'il faut retenir."""

from collections.abc import Iterable
from dataclasses import dataclass

from observatoire.domain.francais import sort_key
from observatoire.domain.indicateur import LIBELLES_THEME, Source, Theme, TypeIndicateur
from observatoire.domain.selection import GenreComparateur
from observatoire.domain.territoire import Maille, Territoire
from observatoire.services.chiffres import build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.pyramide import Pyramide, build_pyramide
from observatoire.services.qpv import Approche, list_approches
from observatoire.services.resultats import Chiffre, Comparateur, Ligne
from observatoire.services.version import find_territoire, name_version, open_version
from observatoire.store.entrepot.base import Entrepot
from observatoire.store.entrepot.metadonnees import Metadonnees

MAX_EN_BREF = 4
MAX_LISTE = 8


@dataclass(frozen=True, slots=True)
class ThemePortrait:
    """Les lignes d'un thème."""

    theme: Theme
    libelle: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True, slots=True)
class Recouvrement:
    """Un quartier ou un QPV qui partage de l'espace avec le territoire décrit.

    `part_surface` est la part de la surface du territoire décrit qui s'y trouve, de 0 à 1 (rien si inconnue).
    """

    territoire: Territoire
    part_surface: float | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """Une page sur un territoire. `en_bref`, `forces`, `a_explorer` reprennent des lignes des thèmes.

    `approche` dit de quels IRIS entiers viennent des chiffres d'un QPV.
    `absents` sont les indicateurs qu'aucun territoire de cette maille ne possède, mais que le comparateur a.
    """

    version: str
    territoire: Territoire
    comparateur: Comparateur
    sexe: str
    population: float | None
    population_periode: str
    nb_iris: int
    recouvrements: tuple[Recouvrement, ...]
    themes: tuple[ThemePortrait, ...]
    pyramide: Pyramide | None
    en_bref: tuple[Ligne, ...]
    forces: tuple[Ligne, ...]
    a_explorer: tuple[Ligne, ...]
    rouge_rouge: tuple[Ligne, ...]
    absents: tuple[Ligne, ...]
    approche: Approche | None

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Toutes les lignes, dans l'ordre des thèmes."""
        return tuple(ligne for theme in self.themes for ligne in theme.lignes)


def build_portrait(
    *, version: str, territoire: str, comparateur: str | None = None, sexe: str = "ensemble"
) -> Portrait:
    """Construit le portrait d'un territoire de n'importe quelle maille.

    Raises:
        SelectionInvalide: territoire ou comparateur inconnu.
        DonneesAbsentes: version inconnue.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    cible = find_territoire(meta, territoire)
    reference = resolve_reference(meta=meta, texte=comparateur, territoire=territoire)
    autres = [code for code in {territoire, reference.territoire} if code]
    pairs = build_chiffres(
        entrepot.read(
            "valeurs_dernieres",
            maille=cible.maille.value,
            millesime=cible.millesime if cible.maille is Maille.QPV else None,
            autres=autres,
            sexe=sexe,
        ),
        meta,
    )
    historique = group_historique(
        build_chiffres(entrepot.read("historique", indicateurs=[], territoires=autres, sexe=sexe, age="tous"), meta)
    )
    choisis = complete_choisis(meta, cible, pairs)
    lignes = build_lignes(meta=meta, choisis=choisis, pairs=pairs, historique=historique, reference=reference)
    mailles = {c.indicateur.code for c in pairs if c.territoire.maille is cible.maille}
    absents = tuple(ligne for ligne in lignes if ligne.indicateur.code not in mailles)
    lignes = [ligne for ligne in lignes if ligne.indicateur.code in mailles]
    population, periode = read_population(entrepot, territoire)
    return Portrait(
        version=name_version(meta),
        territoire=cible,
        comparateur=reference.comparateur,
        sexe=sexe,
        population=population,
        population_periode=periode,
        nb_iris=sum(
            a.parent == territoire and meta.territoires[a.enfant].maille is Maille.IRIS for a in meta.appartenances
        ),
        recouvrements=find_recouvrements(meta, territoire),
        themes=group_themes(lignes),
        pyramide=build_pyramide(
            entrepot.read("population", territoires=autres),
            territoire,
            reference.territoire,
            is_reste=reference.choix.genre is GenreComparateur.RESTE,
        ),
        en_bref=choose_en_bref(lignes),
        forces=tuple(ligne for ligne in sort_par_force(lignes) if ligne.verdict.is_favorable)[:MAX_LISTE],
        a_explorer=tuple(ligne for ligne in sort_par_force(lignes) if ligne.verdict.is_defavorable)[:MAX_LISTE],
        rouge_rouge=tuple(ligne for ligne in lignes if ligne.is_rouge_rouge),
        absents=absents,
        approche=list_approches(version=version).get(territoire) if cible.maille is Maille.QPV else None,
    )


def name_sources(lignes: Iterable[Ligne], sources: Iterable[Source]) -> tuple[str, ...]:
    """Jeux de données dont viennent les lignes montrées, et eux seuls, dans l'ordre alphabétique."""
    citees = {ligne.indicateur.source for ligne in lignes}
    return tuple(sorted({s.libelle for s in sources if s.code in citees}, key=sort_key))


def complete_choisis(meta: Metadonnees, cible: Territoire, pairs: list[Chiffre]) -> list[Chiffre]:
    """Les chiffres du territoire ; une absence là où d'autres ont une valeur devient « non disponible »."""
    presents = {c.indicateur.code: c for c in pairs if c.territoire.code == cible.code}
    modeles = {c.indicateur.code: c for c in pairs}
    absents = [
        (code, cible.code, c.periode.code, c.sexe, c.age, None, None, None, None, None, "non_disponible")
        for code, c in modeles.items()
        if code not in presents
    ]
    return [*presents.values(), *build_chiffres(absents, meta)]


def group_themes(lignes: list[Ligne]) -> tuple[ThemePortrait, ...]:
    """Range les lignes par thème, dans l'ordre du menu : les nombres d'abord, puis par libellé court."""
    return tuple(
        ThemePortrait(
            theme,
            LIBELLES_THEME[theme],
            tuple(
                sorted(
                    (ligne for ligne in lignes if ligne.indicateur.theme is theme),
                    key=lambda x: (
                        x.indicateur.type is not TypeIndicateur.EFFECTIF,
                        sort_key(x.indicateur.libelle_court),
                    ),
                )
            ),
        )
        for theme in Theme
        if any(ligne.indicateur.theme is theme for ligne in lignes)
    )


def sort_par_force(lignes: list[Ligne]) -> list[Ligne]:
    """Du plus établi au moins établi : aggravation d'abord, puis 99,8 %, puis l'ampleur de l'écart relatif."""
    return sorted(lignes, key=lambda x: (not x.is_rouge_rouge, not x.verdict.is_net, -measure_ecart(x)))


def measure_ecart(ligne: Ligne) -> float:
    """Écart relatif au comparateur, sans unité."""
    valeur, reference = ligne.estimation.valeur, ligne.reference.valeur if ligne.reference else None
    if valeur is None or not reference:
        return 0.0
    return abs(valeur - reference) / abs(reference)


def choose_en_bref(lignes: list[Ligne]) -> tuple[Ligne, ...]:
    """Quatre phrases au plus : ce qui est défavorable d'abord, puis un point favorable, puis une incertitude."""
    tries = sort_par_force(lignes)
    defavorables = [ligne for ligne in tries if ligne.verdict.is_defavorable]
    favorables = [ligne for ligne in tries if ligne.verdict.is_favorable]
    neutres = [ligne for ligne in tries if ligne.verdict.is_etabli and ligne not in defavorables + favorables]
    choisies = [*defavorables[:2], *favorables[:1], *neutres[:1]]
    reste = [ligne for ligne in [*defavorables, *favorables, *neutres] if ligne not in choisies]
    return tuple([*choisies, *reste][:MAX_EN_BREF])


def find_recouvrements(meta: Metadonnees, code: str) -> tuple[Recouvrement, ...]:
    """QPV et quartiers qui partagent des IRIS avec un territoire, et la part de sa surface qui s'y trouve.

    Les surfaces passent par les IRIS : un IRIS appartient à un quartier, et touche des QPV en partie.
    """
    surface = meta.territoires[code].superficie_km2
    ici = {a.enfant: a.part_surface for a in meta.appartenances if a.parent == code}
    if meta.territoires[code].maille is Maille.IRIS:
        ici = {code: 1.0}
    communes: dict[str, float] = {}
    for a in meta.appartenances:
        autre = meta.territoires[a.parent]
        if a.enfant in ici and a.parent != code and autre.maille in (Maille.QPV, Maille.QUARTIER):
            part = min(ici[a.enfant], a.part_surface)
            taille = meta.territoires[a.enfant].superficie_km2 or 0.0
            communes[a.parent] = communes.get(a.parent, 0.0) + part * taille
    return tuple(
        Recouvrement(meta.territoires[autre], min(1.0, commune / surface) if surface and commune else None)
        for autre, commune in sorted(communes.items(), key=lambda x: -x[1])
    )


def read_population(entrepot: Entrepot, territoire: str) -> tuple[float | None, str]:
    """Population totale la plus récente et sa période ; rien si elle manque ou n'est pas diffusable."""
    lignes = entrepot.read("population_totale", territoires=[territoire])
    return (lignes[0][2], lignes[0][1]) if lignes else (None, "")

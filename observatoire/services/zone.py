"""Ma zone : un groupe d'IRIS choisi, recomposé par les comptes, secret revérifié."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from observatoire.domain.francais import join_mots
from observatoire.domain.indicateur import METHODE_PAR_TYPE, Indicateur, TypeIndicateur
from observatoire.domain.phrases.lieux import NOM_ZONE
from observatoire.domain.territoire import Maille, Territoire
from observatoire.errors import SelectionInvalide
from observatoire.services.chiffres import LigneValeur, build_chiffres
from observatoire.services.comparateurs import resolve_reference
from observatoire.services.lignes import build_lignes, group_historique
from observatoire.services.portrait import ThemePortrait, group_themes
from observatoire.services.resultats import Comparateur, Ligne
from observatoire.services.version import find_territoire, name_version, open_version
from observatoire.stats.estimates import rate_interval
from observatoire.store.entrepot.metadonnees import Metadonnees

MAX_IRIS = 60
CODE_ZONE = "MA_ZONE"

_DIRECTS = (TypeIndicateur.EFFECTIF,)
_RAPPORTS = (
    TypeIndicateur.PART,
    TypeIndicateur.TAUX,
    TypeIndicateur.DENSITE,
    TypeIndicateur.ICM,
    TypeIndicateur.INDICE,
)


@dataclass(frozen=True, slots=True)
class Extension:
    """IRIS à ajouter pour que la zone devienne diffusable, et le nombre de chiffres que cela rend."""

    ajouts: tuple[Territoire, ...]
    nom: str
    chiffres_rendus: int


@dataclass(frozen=True, slots=True)
class PortraitZone:
    """Portrait d'une zone. `secrets` compte les chiffres non diffusables ; `extension` dit comment en rendre."""

    version: str
    nom: str
    iris: tuple[Territoire, ...]
    population: float | None
    comparateur: Comparateur
    themes: tuple[ThemePortrait, ...]
    secrets: int
    extension: Extension | None
    phrase_secret: str

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """Toutes les lignes, dans l'ordre des thèmes."""
        return tuple(ligne for theme in self.themes for ligne in theme.lignes)


def build_zone(
    *,
    version: str,
    iris: tuple[str, ...],
    nom: str = NOM_ZONE,
    comparateur: str | None = None,
    sexe: str = "ensemble",
) -> PortraitZone:
    """Recompose tous les indicateurs d'un groupe d'IRIS, à la dernière période connue à l'IRIS.

    Un quartier entièrement dans la zone y compte par son total publié ; les autres IRIS par le leur. Si l'un de
    ces chiffres est secret, celui de la zone l'est aussi. Une médiane ou un taux standardisé ne se recompose pas.

    Raises:
        SelectionInvalide: aucun IRIS, trop d'IRIS, code inconnu ou d'une autre maille.
    """
    entrepot = open_version(version)
    meta = entrepot.metadonnees
    choisis = check_iris(meta, iris)
    reference = resolve_reference(meta=meta, texte=comparateur)
    quartiers = [t.code for t in meta.territoires.values() if t.maille is Maille.QUARTIER]
    autres = [*quartiers, *([reference.territoire] if reference.territoire else [])]
    lues = entrepot.read("valeurs_dernieres", maille=Maille.IRIS.value, millesime=None, autres=autres, sexe=sexe)
    cellules = {(ligne[0], ligne[1]): ligne for ligne in lues}
    zone = Territoire(CODE_ZONE, Maille.ZONE, nom, "", "", None, None, _sum_surface(choisis))
    codes = frozenset(t.code for t in choisis)
    recomposees = compose_zone(meta, cellules, codes, sexe)
    chiffres = build_chiffres(recomposees, _add_zone(meta, zone))
    historique = group_historique(build_chiffres([ligne for ligne in lues if ligne[1] == reference.territoire], meta))
    lignes = build_lignes(
        meta=_add_zone(meta, zone), choisis=chiffres, pairs=(), historique=historique, reference=reference
    )
    secrets = sum(c.is_secret for c in chiffres)
    extension = find_extension(meta, cellules, codes, sexe) if secrets else None
    totaux = entrepot.read("population_totale", territoires=sorted(codes))
    return PortraitZone(
        version=name_version(meta),
        nom=nom,
        iris=tuple(choisis),
        population=sum(e for *_, e in totaux) if len(totaux) == len(codes) and all(e for *_, e in totaux) else None,
        comparateur=reference.comparateur,
        themes=group_themes(lignes),
        secrets=secrets,
        extension=extension,
        phrase_secret=write_secret(secrets, extension),
    )


def check_iris(meta: Metadonnees, iris: Sequence[str]) -> list[Territoire]:
    """Vérifie les codes d'une zone.

    Raises:
        SelectionInvalide: aucun IRIS, trop d'IRIS, code inconnu ou d'une autre maille.
    """
    uniques = list(dict.fromkeys(iris))
    if not 1 <= len(uniques) <= MAX_IRIS:
        raise SelectionInvalide(f"{len(uniques)} IRIS choisis : une zone en compte de 1 à {MAX_IRIS}.")
    choisis = [find_territoire(meta, code) for code in uniques]
    for territoire in choisis:
        if territoire.maille is not Maille.IRIS:
            raise SelectionInvalide(f"« {territoire.nom} » n'est pas un IRIS : une zone est faite d'IRIS.")
    return choisis


def compose_zone(
    meta: Metadonnees, cellules: dict[tuple[str, str], LigneValeur], codes: frozenset[str], sexe: str
) -> list[LigneValeur]:
    """Une ligne par indicateur connu à l'IRIS, recomposée par les comptes ou avec la raison de son absence."""
    return [
        _compose(meta.indicateurs[indicateur], meta, cellules, codes, sexe)
        for indicateur in sorted({i for i, code in cellules if meta.territoires[code].maille is Maille.IRIS})
    ]


def _compose(
    fiche: Indicateur,
    meta: Metadonnees,
    cellules: dict[tuple[str, str], LigneValeur],
    codes: frozenset[str],
    sexe: str,
) -> LigneValeur:
    periode = next(
        ligne[2] for (i, code), ligne in cellules.items()
        if i == fiche.code and meta.territoires[code].maille is Maille.IRIS
    )  # fmt: skip
    pieces = [cellules.get((fiche.code, code)) for code in cover_zone(meta, cellules, codes, fiche.code)]
    vide = (None, None, None, None, None)
    tete = (fiche.code, CODE_ZONE, periode, sexe, "tous")
    if not fiche.agregeable or fiche.type not in (*_DIRECTS, *_RAPPORTS):
        return (*tete, *vide, "non_mesurable")
    statuts = {"non_disponible" if piece is None else piece[10] for piece in pieces} - {"non_applicable"}
    for statut in ("secret", "non_disponible", "non_mesurable"):
        if statut in statuts:
            return (*tete, *vide, statut)
    utiles = [piece for piece in pieces if piece is not None and piece[10] == "disponible"]
    if not utiles:
        return (*tete, *vide, "non_applicable")
    return (*tete, *_sum_comptes(fiche, utiles))


def _sum_comptes(fiche: Indicateur, pieces: list[LigneValeur]) -> tuple[float | str | None, ...]:
    """Valeur, bornes, comptes et statut d'une somme ; le seuil de diffusion est revérifié sur le total."""
    vide = (None, None, None, None, None)
    if any(piece[8] is None for piece in pieces):
        return (*vide, "non_mesurable")
    effectif = sum(float(piece[8]) for piece in pieces)
    if 0 < effectif < fiche.seuil_secret or (effectif == 0 and not fiche.zero_diffusable):
        return (*vide, "secret")
    if fiche.type in _DIRECTS:
        return (effectif, None, None, effectif, None, "disponible")
    if any(not piece[9] for piece in pieces):
        return (*vide, "non_mesurable")
    population = sum(float(piece[9]) for piece in pieces)
    methode = METHODE_PAR_TYPE.get(fiche.type, "") if pieces[0][6] is not None else ""
    bas, haut = rate_interval(methode, effectif, population, multiplier=fiche.multiplicateur)
    valeur = effectif / population * fiche.multiplicateur
    bornes = (float(bas), float(haut)) if methode else (None, None)
    return (valeur, *bornes, effectif, population, "disponible")


def cover_zone(
    meta: Metadonnees, cellules: dict[tuple[str, str], LigneValeur], codes: frozenset[str], indicateur: str
) -> list[str]:
    """Les territoires publiés qui composent la zone : un quartier entier remplace ses IRIS si l'un est secret."""
    restants = set(codes)
    pieces: list[str] = []
    for quartier, enfants in list_quartiers(meta).items():
        secret = any(
            (cellule := cellules.get((indicateur, code))) is not None and cellule[10] == "secret" for code in enfants
        )
        total = cellules.get((indicateur, quartier))
        if secret and enfants <= restants and total is not None and total[10] == "disponible":
            pieces.append(quartier)
            restants -= enfants
    return [*pieces, *sorted(restants)]


def list_quartiers(meta: Metadonnees) -> dict[str, frozenset[str]]:
    """IRIS de chaque quartier."""
    quartiers: dict[str, set[str]] = {}
    for a in meta.appartenances:
        if meta.territoires[a.parent].maille is Maille.QUARTIER and meta.territoires[a.enfant].maille is Maille.IRIS:
            quartiers.setdefault(a.parent, set()).add(a.enfant)
    return {code: frozenset(enfants) for code, enfants in sorted(quartiers.items())}


def find_extension(
    meta: Metadonnees, cellules: dict[tuple[str, str], LigneValeur], codes: frozenset[str], sexe: str
) -> Extension | None:
    """La plus petite extension qui rend des chiffres : compléter un quartier déjà entamé, ou plusieurs."""
    avant = _count_secrets(compose_zone(meta, cellules, codes, sexe))
    candidats: list[Extension] = []
    entames = {q: enfants for q, enfants in list_quartiers(meta).items() if enfants & codes and enfants - codes}
    groupes = [*([q] for q in entames), *([list(entames)] if len(entames) > 1 else [])]
    for groupe in groupes:
        ajouts = frozenset().union(*(entames[q] for q in groupe)) - codes
        rendus = avant - _count_secrets(compose_zone(meta, cellules, codes | ajouts, sexe))
        if rendus > 0:
            nom = join_mots(meta.territoires[q].nom for q in groupe)
            territoires = tuple(sorted((meta.territoires[code] for code in ajouts), key=lambda t: t.nom))
            candidats.append(Extension(territoires, nom, rendus))
    # Le moins d'IRIS ajoutés par chiffre rendu.
    return min(candidats, key=lambda e: (len(e.ajouts) / e.chiffres_rendus, len(e.ajouts)), default=None)


def write_secret(secrets: int, extension: Extension | None) -> str:
    """Dit combien de chiffres manquent et ce qui les rendrait."""
    if not secrets:
        return ""
    un = secrets == 1
    debut = "Votre zone contient un chiffre secret." if un else f"Votre zone contient {secrets} chiffres secrets."
    if extension is None:
        effet = "ne le rendrait diffusable" if un else "ne les rendrait diffusables"
        return f"{debut} Aucune extension à un quartier voisin {effet}."
    noms = join_mots(t.nom for t in extension.ajouts)
    if un:
        return f"{debut} En ajoutant {noms}, il deviendrait diffusable."
    rendus = extension.chiffres_rendus
    verbe = "deviendrait diffusable" if rendus == 1 else "deviendraient diffusables"
    return f"{debut} En ajoutant {noms}, {rendus} {verbe}."


def _count_secrets(lignes: list[LigneValeur]) -> int:
    return sum(ligne[10] == "secret" for ligne in lignes)


def _sum_surface(iris: Sequence[Territoire]) -> float | None:
    surfaces = [t.superficie_km2 for t in iris]
    return sum(s for s in surfaces if s is not None) if all(s is not None for s in surfaces) else None


def _add_zone(meta: Metadonnees, zone: Territoire) -> Metadonnees:
    """La zone n'existe que pour cette lecture : elle s'ajoute à une copie des métadonnées."""
    return replace(meta, territoires={**meta.territoires, zone.code: zone})

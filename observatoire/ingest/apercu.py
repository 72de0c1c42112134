"""Ce que publier changerait, comparé à la version servie."""

from dataclasses import dataclass

from observatoire.errors import DonneesAbsentes
from observatoire.ingest.chantier.base import open_chantier
from observatoire.ingest.publication.construction import Bilan, Etape, build_version
from observatoire.ingest.publication.ecriture import create_tables
from observatoire.ingest.publication.versions import attach
from observatoire.ingest.secret.anciennes import read_anciennes
from observatoire.settings import Reglages
from observatoire.store.catalogue import Catalogue
from observatoire.store.entrepot.versions import find_version, list_versions, read_version_courante

_CLES = "indicateur, territoire, periode, sexe, age"

_CELLULES = f"""
SELECT
    coalesce(n.indicateur, a.indicateur) AS indicateur,
    count(*) FILTER (WHERE a.indicateur IS NULL) AS ajoutees,
    count(*) FILTER (
        WHERE a.indicateur IS NOT NULL AND n.indicateur IS NOT NULL
            AND (n.statut <> a.statut OR n.valeur IS DISTINCT FROM a.valeur
                OR n.ic_bas IS DISTINCT FROM a.ic_bas OR n.ic_haut IS DISTINCT FROM a.ic_haut
                OR n.numerateur IS DISTINCT FROM a.numerateur OR n.denominateur IS DISTINCT FROM a.denominateur)
    ) AS modifiees,
    count(*) FILTER (WHERE n.indicateur IS NULL) AS retirees,
    count(*) FILTER (WHERE n.statut = 'secret' AND a.statut IS DISTINCT FROM 'secret') AS nouvellement_masquees,
    count(*) FILTER (WHERE n.statut = 'secret') AS masquees,
    count(n.indicateur) AS cellules
FROM apercu_nouveau.valeur AS n
FULL JOIN apercu_courant.valeur AS a USING ({_CLES})
GROUP BY 1 ORDER BY 1
"""  # fmt: skip
_TERRITOIRES = """
SELECT
    coalesce(n.maille, a.maille) AS maille,
    count(*) FILTER (WHERE a.code IS NULL) AS ajoutes,
    count(*) FILTER (
        WHERE a.code IS NOT NULL AND n.code IS NOT NULL
            AND (n.nom <> a.nom OR n.millesime <> a.millesime OR n.contour IS DISTINCT FROM a.contour)
    ) AS modifies,
    count(*) FILTER (WHERE n.code IS NULL) AS retires,
    count(n.code) AS total
FROM apercu_nouveau.territoire AS n
FULL JOIN apercu_courant.territoire AS a USING (code)
GROUP BY 1 ORDER BY 1
"""
_INDICATEURS = """
SELECT
    list(n.code ORDER BY n.code) FILTER (WHERE a.code IS NULL) AS ajoutes,
    list(a.code ORDER BY a.code) FILTER (WHERE n.code IS NULL) AS retires,
    list(n.code ORDER BY n.code) FILTER (WHERE n.code = a.code AND n IS DISTINCT FROM a) AS modifies
FROM apercu_nouveau.indicateur AS n
FULL JOIN apercu_courant.indicateur AS a ON a.code = n.code
"""


@dataclass(frozen=True, slots=True)
class EcartIndicateur:
    """Cellules d'un indicateur que publier ajouterait, changerait, retirerait ou masquerait."""

    indicateur: str
    ajoutees: int
    modifiees: int
    retirees: int
    nouvellement_masquees: int
    masquees: int
    cellules: int


@dataclass(frozen=True, slots=True)
class EcartMaille:
    """Territoires d'une maille que publier ajouterait, changerait ou retirerait."""

    maille: str
    ajoutes: int
    modifies: int
    retires: int
    total: int


@dataclass(frozen=True, slots=True)
class Apercu:
    """Différence entre le chantier et la version servie ; `version` est vide s'il n'y en a pas."""

    version: str
    bilan: Bilan
    territoires: tuple[EcartMaille, ...]
    cellules: tuple[EcartIndicateur, ...]
    indicateurs_ajoutes: tuple[str, ...]
    indicateurs_retires: tuple[str, ...]
    fiches_modifiees: tuple[str, ...]

    @property
    def is_vide(self) -> bool:
        """Vrai si publier ne changerait aucun chiffre, aucun territoire, aucune fiche."""
        return not (
            self.indicateurs_ajoutes
            or self.indicateurs_retires
            or self.fiches_modifiees
            or any(t.ajoutes or t.modifies or t.retires for t in self.territoires)
            or any(c.ajoutees or c.modifiees or c.retirees for c in self.cellules)
        )


def build_apercu(reglages: Reglages, catalogue: Catalogue, *, annonce: Etape = lambda _: None) -> Apercu:
    """Construit la version en mémoire et la compare à celle qui est servie. N'écrit rien.

    Raises:
        ErreurObservatoire: rien à publier, ou chantier occupé.
    """
    try:
        version = read_version_courante(reglages.publie)
        chemin = str(find_version(reglages.publie, version))
    except DonneesAbsentes:
        version, chemin = "", ":memory:"
    anciennes = read_anciennes(reglages.publie / nom for nom in list_versions(reglages.publie))
    with (
        open_chantier(reglages) as connexion,
        attach(connexion, ":memory:", "apercu_nouveau"),
        attach(connexion, chemin, "apercu_courant", lecture_seule=bool(version)),
    ):
        bilan = build_version(
            connexion,
            "apercu_nouveau",
            catalogue=catalogue,
            couverture_qpv_min=reglages.couverture_qpv_min,
            geocodage_score_min=reglages.geocodage_score_min,
            anciennes=anciennes,
            annonce=annonce,
        )
        if not version:
            create_tables(connexion, "apercu_courant")
        annonce("Comparaison")
        cellules = [EcartIndicateur(*ligne) for ligne in connexion.execute(_CELLULES).fetchall()]
        territoires = [EcartMaille(*ligne) for ligne in connexion.execute(_TERRITOIRES).fetchall()]
        listes = connexion.execute(_INDICATEURS).fetchone() or (None, None, None)
    ajoutes, retires, modifies = (tuple(liste or ()) for liste in listes)
    return Apercu(version, bilan, tuple(territoires), tuple(cellules), ajoutes, retires, modifies)

"""Dispositions connues des fichiers de contours : quels intitulés portent le code, le nom, la commune."""

from dataclasses import dataclass, replace

from observatoire.domain.francais import join_mots
from observatoire.domain.territoire import LIBELLES_MAILLE, Maille
from observatoire.ingest.formats.demande import Demande
from observatoire.ingest.lecture.refus import build_refus
from observatoire.ingest.lecture.tableau import normalize_label


@dataclass(frozen=True)
class Disposition:
    """Colonnes d'un fichier de contours, vides si absentes ; `commune_fixe` vaut pour tout le fichier."""

    maille: Maille
    code: str
    nom: str = ""
    commune: str = ""
    quartier: str = ""
    code_quartier: str = ""
    commune_fixe: str = ""


_COMMUNE = ("insee_com", "code_insee", "depcom", "com_code", "commune_qp", "codgeo", "insee")
# maille → (intitulés du code, du nom), du plus sûr au moins sûr
_CONNUES: tuple[tuple[Maille, tuple[str, ...], tuple[str, ...]], ...] = (
    (Maille.IRIS, ("code_iris", "dcomiris", "iris_code", "dciris"),
     ("nom_iris", "lib_iris", "libelle_iris", "iris_name")),
    (Maille.QPV, ("code_qp", "code_qpv", "qp_code"), ("nom_qp", "lib_qp", "nom_qpv", "qp_name")),
    (Maille.QUARTIER, ("code_quartier", "code_quart", "num_quartier", "num_quart", "numquart", "quartier_code"),
     ("nom_quartier", "nom_quart", "nomquart", "quartier", "libelle", "nom")),
    (Maille.COMMUNE, ("insee_com", "code_insee", "com_code", "codgeo", "depcom", "insee", "code"),
     ("nom_officiel", "nom_com", "nom_commune", "com_name", "libgeo", "nom")),
)  # fmt: skip
NOM_QUARTIER = ("nomsquart", "nom_squart", "nom_quartier", "nom_quart", "nomquart", "quartier", "sous_quartier")
CODE_QUARTIER = ("num_squart", "numsquart", "num_quartier", "num_quart", "numquart", "code_quartier", "code_quart")


def find_disposition(colonnes: list[str], demande: Demande) -> Disposition:
    """Disposition du fichier : celle de `--correspondance` si elle est donnée, sinon une disposition connue.

    Raises:
        FichierRefuse: rien de connu, colonne citée absente, ou maille demandée introuvable.
    """
    if demande.correspondance.code:
        return _apply_correspondance(colonnes, demande)
    index = {normalize_label(c): c for c in reversed(colonnes)}
    for maille, codes, noms in _CONNUES:
        if demande.maille not in (None, maille) and not (maille is Maille.IRIS and _pick(index, NOM_QUARTIER)):
            continue
        if code := _pick(index, codes):
            trouvee = Disposition(maille, code, _pick(index, noms), _pick(index, _COMMUNE))
            if maille is not Maille.IRIS:
                return trouvee
            return replace(trouvee, quartier=_pick(index, NOM_QUARTIER), code_quartier=_pick(index, CODE_QUARTIER))
    attendu = "des contours d'IRIS (code_iris), de QPV (code_qp), de quartiers ou de communes"
    if demande.maille is not None:
        attendu = f"des contours de maille « {LIBELLES_MAILLE[demande.maille][0]} »"
    raise build_refus(
        demande.fichier,
        trouve=f"les attributs {join_mots(colonnes[:12])}",
        attendu=attendu,
        conseil="Dites quelle colonne porte le code et le nom avec --correspondance (voir le guide des formats).",
    )


def _pick(index: dict[str, str], intitules: tuple[str, ...]) -> str:
    return next((index[i] for i in intitules if i in index), "")


def _apply_correspondance(colonnes: list[str], demande: Demande) -> Disposition:
    voulu = demande.correspondance
    maille = demande.maille or (Maille(voulu.maille) if voulu.maille else None)
    if maille is None:
        raise build_refus(
            demande.fichier,
            trouve="une correspondance sans maille",
            attendu="la maille de ces contours",
            conseil='Ajoutez maille = "quartier" au fichier de correspondance, ou l\'option --maille quartier.',
        )
    communes = demande.contexte.communes
    fixe = voulu.commune if voulu.commune and voulu.commune not in colonnes else ""
    if fixe and not (fixe.isalnum() and len(fixe) == 5):
        _check_presente(colonnes, "commune", fixe, demande)
    if not voulu.commune and maille is Maille.QUARTIER and len(communes) == 1:
        fixe = next(iter(communes))
    for cle in ("code", "nom", "quartier", "code_quartier"):
        if valeur := str(getattr(voulu, cle)):
            _check_presente(colonnes, cle, valeur, demande)
    commune = voulu.commune if voulu.commune in colonnes else ""
    return Disposition(maille, voulu.code, voulu.nom, commune, voulu.quartier, voulu.code_quartier, fixe)


def _check_presente(colonnes: list[str], cle: str, valeur: str, demande: Demande) -> None:
    if valeur not in colonnes:
        raise build_refus(
            demande.fichier,
            colonne=valeur,
            trouve=f"les attributs {join_mots(colonnes[:12])}",
            attendu=f"la colonne « {valeur} », citée comme {cle} dans la correspondance",
            conseil="Corrigez le nom de la colonne dans le fichier de correspondance.",
        )

"""Objets figés rendus par les cas d'usage : un chiffre, sa comparaison, sa place, son évolution, sa phrase."""

from dataclasses import dataclass

from observatoire.domain.estimation import Estimation, Statut
from observatoire.domain.evolution import Evolution
from observatoire.domain.indicateur import Indicateur
from observatoire.domain.periode import Periode
from observatoire.domain.phrases.chiffre import ChiffreDit, write_phrase
from observatoire.domain.phrases.evolution import write_evolution
from observatoire.domain.phrases.lieux import GenreLieu, Lieu
from observatoire.domain.phrases.phrase import Phrase
from observatoire.domain.territoire import Territoire
from observatoire.domain.verdict import Jugement, Verdict


@dataclass(frozen=True, slots=True)
class Chiffre:
    """Une valeur publiée, avec ses intervalles à 95 % (dans `estimation`) et à 99,8 %."""

    indicateur: Indicateur
    territoire: Territoire
    periode: Periode
    sexe: str
    age: str
    estimation: Estimation
    ic_998_bas: float | None
    ic_998_haut: float | None

    @property
    def valeur(self) -> float | None:
        """La valeur, ou rien si elle n'est pas montrable."""
        return self.estimation.valeur

    @property
    def is_secret(self) -> bool:
        """Vrai si le chiffre n'est pas diffusable."""
        return self.estimation.statut is Statut.SECRET


@dataclass(frozen=True, slots=True)
class Comparateur:
    """À quoi les chiffres sont comparés. `code` est la forme écrite dans l'adresse ; `libelle` celle d'un menu."""

    code: str
    libelle: str
    lieu: Lieu


@dataclass(frozen=True, slots=True)
class Position:
    """Place d'un chiffre parmi les territoires publiés de sa maille.

    `rang` compte à partir de 1 pour la valeur la plus élevée ; il est absent si le chiffre l'est. Les cinq
    repères vont du moins favorable au plus favorable (du plus bas au plus haut si l'indicateur est sans jugement) ;
    ils sont absents sous cinq territoires publiés.
    """

    rang: int | None
    publies: int
    repere_gauche: float | None
    quart_gauche: float | None
    mediane: float | None
    quart_droit: float | None
    repere_droit: float | None

    @property
    def has_bande(self) -> bool:
        """Vrai si la bande des territoires peut être tracée."""
        return self.repere_gauche is not None


@dataclass(frozen=True, slots=True)
class Point:
    """Un point d'une courbe. `is_compare` dit s'il entre dans le test d'évolution."""

    periode: Periode
    estimation: Estimation
    is_compare: bool


@dataclass(frozen=True, slots=True)
class Ligne:
    """Un indicateur pour un territoire : tout ce qu'une ligne de tableau montre."""

    chiffre: Chiffre
    reference: Estimation | None
    verdict: Verdict
    position: Position
    evolution: Evolution
    serie: tuple[Point, ...]
    serie_reference: tuple[Point, ...]
    lieu: Lieu
    lieu_comparateur: Lieu

    @property
    def indicateur(self) -> Indicateur:
        """Fiche de l'indicateur."""
        return self.chiffre.indicateur

    @property
    def territoire(self) -> Territoire:
        """Territoire décrit."""
        return self.chiffre.territoire

    @property
    def estimation(self) -> Estimation:
        """Valeur, intervalle, effectif et statut."""
        return self.chiffre.estimation

    @property
    def libelle_verdict(self) -> str:
        """Le verdict en quelques mots ; face à une période, ce qui n'est pas établi est un changement."""
        if self.lieu_comparateur.genre is GenreLieu.PERIODE and self.verdict.jugement is Jugement.SANS_ECART:
            return "pas de changement établi"
        return self.verdict.libelle

    @property
    def phrase(self) -> Phrase:
        """Ce que dit le chiffre, sur une page qui nomme déjà le territoire."""
        return write_phrase(self._build_dit(), is_situee=False)

    @property
    def phrase_situee(self) -> Phrase:
        """La même, qui commence par nommer le territoire : « Aux Trois-Lunes, 43,1 % … »."""
        return write_phrase(self._build_dit(), is_situee=True)

    @property
    def phrase_evolution(self) -> str:
        """Ce que dit l'évolution, ou pourquoi elle ne se mesure pas."""
        return write_evolution(self.indicateur, self.evolution)

    def _build_dit(self) -> ChiffreDit:
        return ChiffreDit(
            indicateur=self.indicateur,
            estimation=self.estimation,
            reference=self.reference,
            verdict=self.verdict,
            evolution=self.evolution,
            lieu=self.lieu,
            comparateur=self.lieu_comparateur,
            sexe=self.chiffre.sexe,
            age=self.chiffre.age,
        )

    @property
    def is_rouge_rouge(self) -> bool:
        """Vrai si l'écart est défavorable et que la situation s'aggrave, l'un et l'autre établis."""
        return self._build_dit().is_rouge_rouge

"""Combien d'adresses d'un métier sont placées : sous une part, rien de plus fin que la ville ne se calcule."""

from dataclasses import dataclass

from observatoire.domain.francais import format_nombre

PART_NON_PLACEE_MAX = 0.05
"""Au-delà, un chiffre par IRIS ou par quartier serait trop bas sans le dire. Densités, distances, projections, Et si :
la même règle partout."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Adresses d'un métier dans la ville. `places` : dans un IRIS ; `situees` : sur la carte, donc à une distance."""

    adresses: int
    placees: int
    situees: int

    @property
    def is_suffisant(self) -> bool:
        """Vrai si assez d'adresses ont un IRIS pour compter par quartier."""
        return self._is_assez(self.placees)

    @property
    def is_suffisant_pour_les_distances(self) -> bool:
        """Vrai si assez d'adresses ont une position pour mesurer un trajet."""
        return self._is_assez(self.situees)

    @property
    def phrase(self) -> str:
        """Ce qui manque et que faire ; vide si toutes les adresses sont placées."""
        reste = self.adresses - min(self.placees, self.situees)
        if not reste:
            return ""
        verbe = "reste" if reste == 1 else "restent"
        return (
            f"{format_nombre(reste)} adresse{'' if reste == 1 else 's'} sur {format_nombre(self.adresses)} {verbe} à "
            "géocoder ou à corriger (commandes geocoder et positions)."
        )

    def _is_assez(self, nombre: int) -> bool:
        return self.adresses - nombre <= PART_NON_PLACEE_MAX * self.adresses

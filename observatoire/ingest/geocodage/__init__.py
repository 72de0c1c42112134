"""Géocodage : d'une adresse à une position, avec sa qualité ; ce qui est douteux passe sous l'œil de quelqu'un."""

from petitions.querysets.petitions import PetitionQuerySet
from petitions.querysets.signatures import Residences, SignatureQuerySet

__all__ = ["PetitionQuerySet", "Residences", "SignatureQuerySet"]

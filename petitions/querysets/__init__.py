from petitions.querysets.petitions import PetitionQuerySet
from petitions.querysets.signatures import SignatureQuerySet

__all__ = ["PetitionQuerySet", "SignatureQuerySet"]

from petitions.models.petitions import NO_NAME, Petition, slug_of
from petitions.models.signatures import Signature
from petitions.models.thresholds import Reached, Threshold

__all__ = ["NO_NAME", "Petition", "Reached", "Signature", "Threshold", "slug_of"]

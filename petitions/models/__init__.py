from petitions.models.petitions import Petition, slug_of
from petitions.models.signatures import Signature
from petitions.models.thresholds import Reached, Threshold

__all__ = ["Petition", "Reached", "Signature", "Threshold", "slug_of"]

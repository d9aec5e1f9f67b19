from digests.forms.corrections import CorrectionForm
from digests.forms.live import LiveForm, SavedViewForm
from digests.forms.subscriptions import ZONES, SubscriptionForm

__all__ = ["ZONES", "CorrectionForm", "LiveForm", "SavedViewForm", "SubscriptionForm"]

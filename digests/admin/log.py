"""What was sent to one official, on their own page of the administration and on each subscription's."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin import UserAdmin
from accounts.models import User
from digests.models import Delivery, Subscription
from digests.querysets import DeliveryQuerySet

SHOWN = 60


@admin.display(description=_("Digests sent"))
def sent_to_user(user: User) -> SafeString:
    return log(Delivery.objects.of(user) if user.pk else Delivery.objects.none())


@admin.display(description=_("Digests sent"))
def sent_for_subscription(subscription: Subscription) -> SafeString:
    return log(Delivery.objects.filter(subscription=subscription).order_by("-window_end", "-pk"))


def log(deliveries: DeliveryQuerySet) -> SafeString:
    rows = list(deliveries.for_page()[: SHOWN + 1])
    return render_to_string("admin/digests/log.html", {"rows": rows[:SHOWN], "more": len(rows) > SHOWN})


# accounts knows nothing of digests: they add themselves to a person's page.
UserAdmin.fields = [*UserAdmin.fields, sent_to_user]  # type: ignore[list-item]
UserAdmin.readonly_fields = [*UserAdmin.readonly_fields, sent_to_user]  # type: ignore[list-item]

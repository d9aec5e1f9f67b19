from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Greatest

from accounts.models import Membership, Office, Role, User

if TYPE_CHECKING:
    from digests.models import Alert, Delivery, Digest, Quote, Subscription  # noqa: F401 - named in strings


MADE_FROM = ("rows", "groupings", "audits", "behind")  # columns of a digest that sending need not load
HEAVY = ("content", *MADE_FROM)  # those that lists need not
OWN = {  # what two who are sent the same digest may differ in
    "id", "user", "alerts", "waiting_days", "alerts_since", "kinds_since", "looked_at", "alerted_at",
    "paused_at", "ended_at", "created_at",
}  # fmt: skip


class Reader(NamedTuple):
    """Of a subscription, all that its delivery needs."""

    subscription: int
    email: str
    may_read: bool


def reads(office: str) -> ExpressionWrapper:
    """What accounts.permissions.may_speak_for says of a row's `user` and the office that it has there."""
    mine = {"user": OuterRef("user")}
    member = Exists(Membership.objects.filter(**mine, office=OuterRef(office)))
    twice = Value(True) if settings.PORTAL_DEMO else Exists(Authenticator.objects.filter(**mine))
    official = Q(user__is_active=True, user__role=Role.OFFICIAL)
    return ExpressionWrapper(official & Q(member) & Q(twice), BooleanField())


def readers_of(office: Office) -> list[User]:
    """Its officials who may read its digests."""
    rows = office.memberships.filter(reads("office")).select_related("user").order_by("pk")
    return [row.user for row in rows]


class SubscriptionQuerySet(QuerySet["Subscription"]):
    def running(self) -> Self:
        return self.filter(ended_at=None, paused_at=None, user__is_active=True)

    def due(self, now: datetime) -> Self:
        return self.running().filter(due_at__lte=now).order_by("due_at", "pk")

    def claim(self, batch: int) -> "list[Subscription]":
        """Some that no other worker is busy with, locked until the transaction ends."""
        rows = self.for_page().select_for_update(skip_locked=True, no_key=True, of=("self",))
        return list(rows[:batch])

    def claim_alike(self, batch: int) -> "tuple[Subscription, list[Reader]] | None":
        """One that no other worker is busy with and those like it, locked until the transaction ends."""
        free = self.select_for_update(skip_locked=True, no_key=True, of=("self",))
        first = free.for_page().first()
        if first is None:
            return None
        alike: Iterable[Any] = free.like(first).readable().annotate(to=F("user__email")).only("pk")[:batch]
        return first, [Reader(row.pk, row.to, row.may_read) for row in alike]

    def like(self, row: "Subscription") -> Self:
        """Who reads the same at the same hours: alike in all that is not of its OWN."""
        says = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in OWN}
        rows = self.filter(**says)
        for chosen in row._meta.many_to_many:
            name = chosen.m2m_reverse_name()
            through = getattr(self.model, chosen.name).through.objects
            keys = through.filter(subscription=OuterRef("pk")).order_by(name).values(name)
            mine = sorted(thing.pk for thing in getattr(row, chosen.name).all())
            rows = rows.alias(**{f"all_{chosen.name}": ArraySubquery(keys)}).filter(
                **{f"all_{chosen.name}": mine}
            )
        return rows

    def readable(self) -> Self:
        """With `may_read`, of each user and office."""
        return self.annotate(may_read=reads("office"))

    def of(self, user: User) -> Self:
        return self.filter(user=user, ended_at=None).order_by("pk")

    def manageable_by(self, user: User) -> Self:
        """One's own, and those in the offices that one manages."""
        managed = Office.objects.filter(memberships__user=user, memberships__is_manager=True)
        return self.filter(Q(user=user) | Q(office__in=managed), ended_at=None)

    def in_office(self, office: Office) -> Self:
        """All that its officials receive."""
        return self.filter(office=office, ended_at=None).order_by("user__email", "pk")

    def to_look_at(self, before: datetime) -> Self:
        """Those with alerts that nobody has looked at since `before`."""
        unseen = Q(looked_at=None) | Q(looked_at__lt=before)
        return self.running().filter(unseen).exclude(alerts=[]).order_by("looked_at", "pk")

    def for_page(self) -> Self:
        return self.select_related("office", "user").prefetch_related("topics")


class DeliveryQuerySet(QuerySet["Delivery"]):
    def of(self, user: User) -> Self:
        mine = Q(subscription__user=user) | Q(user=user)
        return self.filter(mine).order_by("-window_end", "-pk")

    def received(self) -> Self:
        """Those that went out, the last one first."""
        return self.exclude(queued_at=None).order_by("-queued_at", "-pk")

    def waiting(self) -> Self:
        """Those that go out once their digest is released: to who wants it still, and may read it."""
        subscriptions: Any = self.model._meta.get_field("subscription").related_model
        wanted = subscriptions.objects.running().readable().filter(may_read=True)
        return self.filter(queued_at=None, subscription__in=wanted)

    def waiting_by_hand(self) -> Self:
        """Those that an operator sends once their digest is released: to who may read it still."""
        rows = self.filter(reads("digest__office"), queued_at=None).exclude(user=None)
        return rows.select_related("user").order_by("pk")

    def with_receivers(self) -> Self:
        return self.select_related("subscription__user", "user")

    def for_page(self) -> Self:
        """Without what the digests say."""
        rows = self.select_related("digest__office", "email")
        return rows.defer(*(f"digest__{name}" for name in HEAVY), "email__own_text", "email__own_html")


class DigestQuerySet(QuerySet["Digest"]):
    def awaiting_release(self) -> Self:
        """Those that somebody is to be sent."""
        deliveries: Any = self.model._meta.get_field("deliveries").related_model
        somebody = Exists(deliveries.objects.filter(digest=OuterRef("pk")))
        return self.filter(somebody, released_at=None).order_by("made_at", "pk")

    def released_by_enough(self) -> Self:
        """Those that wait still, though as many have released them as their office asks for now."""
        needed = Greatest("office__releases_needed", 1)
        waiting = self.filter(released_at=None).alias(given=Count("releases"))
        return waiting.filter(given__gte=needed).order_by("pk")

    def locked(self) -> Self:
        """Until the transaction ends nobody else releases it, makes it anew or sends it."""
        rows = self.select_for_update(no_key=True, of=("self",))
        return rows.select_related("office").defer(*MADE_FROM)

    def for_lists(self) -> Self:
        return self.select_related("office").defer(*HEAVY)

    def told_in_other_languages(self, digest: "Digest") -> "list[Digest]":
        """The same choice and window, as others were sent it."""
        alike = self.exclude(language=digest.language).filter(
            office=digest.office_id,
            since=digest.since,
            until=digest.until,
            countries=digest.countries,
            languages=digest.languages,
            released_at__isnull=False,
        )
        topics = set(digest.topics.all())
        rows = alike.for_lists().prefetch_related("topics").order_by("language", "pk")
        return [row for row in rows if set(row.topics.all()) == topics]


class QuoteQuerySet(QuerySet["Quote"]):
    def standing(self) -> Self:
        """Of public words that nobody has changed since a moderator, or the machine, looked at them."""
        return self.filter(contribution__state="published", contribution__touched_at=F("touched_at"))

    def approved(self) -> Self:
        return self.standing().filter(state="approved")

    def left_of(self, said: list[dict[str, Any]], *, since: datetime | None = None) -> list[dict[str, Any]]:
        """Of what a digest quotes, what may be shown still: approved, and not touched after `since`.

        Not what its author changed or took back, nor what is signed with the name of a closed account.
        """
        rows = self.approved().filter(contribution__in=[row["key"] for row in said])
        if since:
            rows = rows.filter(touched_at__lte=since)
        keys = set(rows.values_list("contribution_id", flat=True))
        return [row for row in said if row["key"] in keys]

    def to_decide(self) -> Self:
        return self.standing().filter(state="proposed").order_by("proposed_at", "pk")


class AlertQuerySet(QuerySet["Alert"]):
    def untold(self) -> Self:
        return self.filter(told_at=None).order_by("pk")

from datetime import datetime, timedelta

import factory
from allauth.mfa.models import Authenticator
from django.utils import timezone

from digests.actions import make, send_now
from digests.models import Quote, Scope, Subscription
from insights.actions import read_all
from tests.factories.accounts import MembershipFactory, OfficeFactory, UserFactory
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory


def official(office=None, *, second_factor=True, is_manager=False, **fields):
    """Somebody who may read the digests of this office."""
    user = UserFactory(official=True, **fields)
    if office:
        MembershipFactory(office=office, user=user, is_manager=is_manager)
    if second_factor:
        Authenticator.objects.create(user=user, type="totp", data={"secret": "none"})
    return user


class SubscriptionFactory(factory.django.DjangoModelFactory):
    """Daily at eight in UTC, all topics; `topics=[…]` chooses some. Its user may read it."""

    class Meta:
        model = Subscription
        skip_postgeneration_save = True

    office = factory.SubFactory(OfficeFactory)
    user = factory.LazyAttribute(lambda row: official(row.office))
    frequency = "daily"
    hour = 8

    @factory.post_generation
    def topics(subscription, create, extracted, **kwargs):
        subscription.topics.set(extracted or [])


def digest_of(since, until, *, office=None, topics=(), countries=(), languages=(), language="en"):
    """Made of what is in the database, all of it read."""
    read_all()
    return make(office or OfficeFactory(), Scope.of(topics, countries, languages), since, until, language)


def sent(office, **options):
    """A digest of the last day about twelve people, as its subscriber gets it now."""
    crowd(12, topic=TopicFactory(), published_at=timezone.now() - timedelta(hours=1))
    subscription = SubscriptionFactory(office=office, user=official(office), **options)
    return send_now(subscription, by=subscription.user).digest


def approve(*words):
    """A moderator lets officials read these."""
    quotes = [Quote(contribution=row, touched_at=row.touched_at, state="approved") for row in words]
    return Quote.objects.bulk_create(quotes)


def moment(text):
    """ "2026-11-20 08:00+02:00" """
    return datetime.fromisoformat(text)

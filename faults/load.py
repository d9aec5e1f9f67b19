"""What is to arrive: digests of officials whose hours come in the run, notices of answers given in it.

python -m faults.load
"""

import os
from datetime import timedelta

DIGESTS, ANSWERS, FOLLOWERS = 500, 20, 100
LANGUAGES = ("en", "ru", "uk")


def fill() -> None:
    """Officials whose hour has not come, and petitions whose answers are drafts still."""
    from allauth.mfa.models import Authenticator
    from django.core.management import call_command
    from django.utils import timezone

    from accounts.models import Membership, User
    from digests.models import Subscription
    from notices.models import Follow
    from tests.factories.accounts import OfficeFactory, UserFactory
    from tests.factories.answers import AnswerFactory
    from tests.factories.contributions import ContributionFactory
    from tests.factories.petitions import PetitionFactory
    from tests.factories.topics import TopicFactory

    call_command("migrate", verbosity=0)
    now = timezone.now()
    office, topic, author = OfficeFactory(), TopicFactory(), UserFactory(official=True)
    people = User.objects.bulk_create(
        User(email=f"official{n}@example.org", role="official") for n in range(DIGESTS)
    )
    Membership.objects.bulk_create(Membership(office=office, user=user) for user in people)
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="totp", data={"secret": "none"}) for user in people
    )
    Subscription.objects.bulk_create(
        Subscription(
            office=office, user=user, frequency="daily", hour=now.hour, language=LANGUAGES[n % 3],
            due_at=now + timedelta(days=1),
        )
        for n, user in enumerate(people)
    )  # fmt: skip
    ContributionFactory.create_batch(30, topic=topic, published_at=now - timedelta(hours=now.hour + 2))
    citizens = User.objects.bulk_create(
        User(email=f"citizen{n}@example.org", language=LANGUAGES[n % 3]) for n in range(FOLLOWERS)
    )
    Follow.objects.bulk_create(Follow(user=user, topic=topic) for user in citizens)
    for _ in range(ANSWERS):
        petition = PetitionFactory(contribution__topic=topic, contribution__author=citizens[0])
        AnswerFactory(office=office, author=author, petition=petition, state="draft")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    fill()

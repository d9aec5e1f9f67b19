from datetime import timedelta

import factory
from django.utils import timezone

from contributions.states import State as Words
from petitions.mailboxes import mailbox_key
from petitions.models import Petition, Signature, Threshold, slug_of
from petitions.states import State
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory

WORDS = {State.WAITING: Words.PENDING, State.REJECTED: Words.REJECTED}


class PetitionFactory(factory.django.DjangoModelFactory):
    """Open, unless `state=` says otherwise; its words are in the state that fits."""

    class Meta:
        model = Petition

    state = State.OPEN
    contribution = factory.SubFactory(
        ContributionFactory,
        kind="petition",
        body=factory.Sequence(lambda n: f"Families wait for this, and it costs nothing, number {n}."),
        state=factory.LazyAttribute(lambda words: WORDS.get(words.factory_parent.state, Words.PUBLISHED)),
    )
    action = factory.Sequence(lambda n: f"Publish list number {n} every week")
    slug = factory.LazyAttribute(lambda petition: slug_of(petition.action, petition.contribution.pk))
    opened_at = factory.LazyAttribute(
        lambda petition: timezone.now() if petition.state in (State.OPEN, State.CLOSED) else None
    )
    closes_at = factory.LazyAttribute(
        lambda petition: petition.opened_at and petition.opened_at + timedelta(days=183)
    )
    closed_at = factory.LazyAttribute(
        lambda petition: timezone.now() if petition.state == State.CLOSED else None
    )
    rejection_code = factory.LazyAttribute(
        lambda petition: "local" if petition.state == State.REJECTED else ""
    )
    rejection_shows_text = factory.LazyAttribute(lambda petition: petition.state == State.REJECTED)


class SignatureFactory(factory.django.DjangoModelFactory):
    """Confirmed and not yet counted."""

    class Meta:
        model = Signature

    petition = factory.SubFactory(PetitionFactory)
    name = factory.Sequence(lambda n: f"Signer {n}")
    email = factory.Sequence(lambda n: f"signer{n}@example.org")
    email_key = factory.LazyAttribute(lambda signature: mailbox_key(signature.email))
    country = "UA"
    language = "en"
    state = "confirmed"
    confirmed_at = factory.LazyAttribute(lambda row: timezone.now() if row.state == "confirmed" else None)


class ThresholdFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Threshold
        django_get_or_create = ["count"]

    count = 3
    consequence = "answer"


def signer(**fields):
    """A person with an account and a proven e-mail address."""
    user = UserFactory(**fields)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user

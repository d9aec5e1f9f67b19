import factory
from django.utils import timezone

from contributions.models import Contribution
from contributions.states import PUBLIC, State
from tests.factories.accounts import UserFactory
from tests.factories.topics import TopicFactory


class ContributionFactory(factory.django.DjangoModelFactory):
    """Published words of a citizen; the row of its kind is up to the caller."""

    class Meta:
        model = Contribution

    author = factory.SubFactory(UserFactory)
    topic = factory.SubFactory(TopicFactory)
    kind = "post"
    body = factory.Sequence(lambda n: f"I have something to say, number {n}.")
    language = "en"
    country = factory.LazyAttribute(lambda words: words.author.country if words.author else "")
    state = State.PUBLISHED
    published_at = factory.LazyAttribute(lambda words: timezone.now() if words.state in PUBLIC else None)


def trusted(user):
    """A person whose first contributions were approved, so that the next ones appear at once."""
    ContributionFactory.create_batch(2, author=user)
    return user

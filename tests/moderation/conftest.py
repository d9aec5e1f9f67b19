import pytest
from django.utils import translation

from tests.factories.accounts import UserFactory
from tests.factories.moderation import ReasonFactory


@pytest.fixture(autouse=True)
def _in_english():
    """Whatever language the page of an earlier test was in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _as_in_the_demonstration(settings):
    """Where a moderator needs no second factor."""
    settings.PORTAL_DEMO = True


@pytest.fixture
def moderator(db):
    return UserFactory(moderator=True, display_name="Marta", email="marta@example.org")


@pytest.fixture
def insult(db):
    """There already after the migrations, but not after a test that empties the tables."""
    return ReasonFactory()


@pytest.fixture
def at_desk(client, moderator):
    client.force_login(moderator)
    return client

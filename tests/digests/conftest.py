from datetime import timedelta

import pytest
from django.utils import translation

from digests.actions import waiting
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.digests import official, sent


@pytest.fixture(autouse=True)
def _in_english():
    """Whatever language the page of an earlier test was in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _recent(monkeypatch):
    """Whenever these tests run, their windows have just ended."""
    monkeypatch.setattr(waiting, "PAST", timedelta(days=36_500))


@pytest.fixture
def office(db):
    return OfficeFactory(slug="working-group", name_en="Working Group", desk_email="desk@example.org")


@pytest.fixture
def reader(office):
    return official(office, email="reader@example.org")


@pytest.fixture
def without_second_factors(settings):
    """As in the demonstration."""
    settings.PORTAL_DEMO = True


@pytest.fixture
def moderator(db):
    return UserFactory(moderator=True)


@pytest.fixture
def held(db):
    """A digest that waits for a moderator to release it."""
    return sent(OfficeFactory(releases_needed=1))

import pytest
from django.utils import translation

from tests.factories.accounts import OfficeFactory
from tests.factories.digests import official


@pytest.fixture(autouse=True)
def _in_english():
    """Whatever language the page of an earlier test was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def office(db):
    return OfficeFactory(slug="working-group", name_en="Working Group", desk_email="desk@example.org")


@pytest.fixture
def reader(office):
    return official(office, email="reader@example.org")

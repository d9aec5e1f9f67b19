"""The pages about the talks, for whoever comes."""

import pytest
from django.utils import translation

from tests.factories.topics import MilestoneFactory, PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """A request leaves its language behind."""
    with translation.override("en"):
        yield


def test_a_milestone_is_read_by_whoever_comes_with_a_session_that_has_ended(client):
    milestone = MilestoneFactory(state="done")
    client.cookies["sessionid"] = "ended-long-ago"

    page = client.get(milestone.get_absolute_url())

    assert page.status_code == 200
    assert milestone.title in page.content.decode()


@pytest.mark.parametrize(
    ("language", "names"),
    [("uk", ["Зоря", "Ірина", "Їжак", "Яр"]), ("ru", ["Егоров", "Ёлкин", "Жуков", "Яр"])],
)
def test_parties_stand_in_the_order_of_the_readers_alphabet(client, language, names):
    for name in reversed(names):
        PartyFactory(**{f"name_{language}": name})

    page = client.get(f"/{language}/talks/parties/")

    assert [party.name for party in page.context["parties"]] == names


@pytest.mark.parametrize("address", ["topics", "consultations", "petitions"])
def test_the_interface_has_no_row_of_a_nul(client, address):
    assert client.get(f"/api/v1/{address}/%00/").status_code == 404

"""Staff translate what people wrote, in the administration; readers find it one tap away."""

import pytest

from contributions.models import Translation
from tests.factories.accounts import UserFactory
from tests.factories.forums import ThreadFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/contributions/translation/add/"


@pytest.fixture
def thread():
    return ThreadFactory(title="Lists", proposition="Lists first.")


def add(client, thread, **changes):
    data = {
        "contribution": thread.pk, "language": "ru", "title": "Списки", "proposition": "Сначала списки.",
        "body": "Сначала нужны списки.", **changes,
    }  # fmt: skip
    return client.post(ADD, data)


def signed_in(client, role):
    client.force_login(UserFactory(role=role, is_staff=True), backend="accounts.backends.RoleBackend")
    return client


def test_a_moderators_translation_stands_on_the_page_of_its_language(client, thread, settings):
    settings.PORTAL_DEMO = True
    assert add(signed_in(client, "moderator"), thread).status_code == 302

    client.logout()
    page = client.get(f"/ru{thread.get_absolute_url().removeprefix('/en')}").content.decode()

    for words in ("Списки", "Сначала списки.", "Сначала нужны списки."):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"language": "en"}, "These words are in this language already."),
        ({"language": "de"}, "Select a valid choice"),
        ({"body": ""}, "This field is required"),
    ],
)
def test_a_translation_with_a_fault_comes_back(client, thread, settings, changes, fault):
    settings.PORTAL_DEMO = True

    page = add(signed_in(client, "moderator"), thread, **changes)

    assert fault in page.content.decode()
    assert not Translation.objects.exists()


@pytest.mark.parametrize("role", ["citizen", "official", "facilitator"])
def test_nobody_else_translates(client, thread, settings, role):
    settings.PORTAL_DEMO = True

    assert add(signed_in(client, role), thread).status_code in (302, 403)
    assert not Translation.objects.exists()

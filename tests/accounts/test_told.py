"""What the pages promise about cookies and about words that were taken back is what happens."""

from pathlib import Path

import pytest
from django.conf import settings

from contributions import actions
from contributions.states import WORDS_KEPT
from tests.factories.accounts import UserFactory
from tests.factories.forums import PostFactory

pytestmark = pytest.mark.django_db
READ_BY = {
    "en": "Moderators and the portal’s team can still read",
    "ru": "Модераторы и команда портала по-прежнему могут",
    "uk": "Модератори й команда порталу й надалі можуть",
}

GONE_AFTER = {
    "en": (f"for {WORDS_KEPT.days} days", "erased"),
    "ru": (f"{WORDS_KEPT.days} дней", "удаля"),
    "uk": (f"{WORDS_KEPT.days} днів", "видал"),
}


def text_of(client, path):
    return client.get(path).content.decode()


@pytest.mark.parametrize("language", READ_BY)
def test_every_cookie_is_named_where_cookies_are_told_of(language, client):
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")
    profile = {"display_name": "Olena", "country": "UA", "languages": ["uk"], "language": "uk"}
    client.post("/en/account/profile/", profile)
    cookies = set(client.cookies)
    client.post("/en/account/delete/", {"texts": "keep"})
    cookies |= set(client.cookies)

    page, docs = (
        text_of(client, f"/{language}/privacy/"),
        Path(settings.BASE_DIR, "docs/privacy.md").read_text(),
    )

    assert "messages" in cookies
    for name in cookies:
        assert f"<dt>{name}</dt>" in page
        assert f"`{name}`" in docs


@pytest.mark.parametrize("language", READ_BY)
@pytest.mark.parametrize("state", ["published", "pending"])
def test_who_takes_words_back_is_told_who_can_still_read_them(state, language, client):
    words = PostFactory(state=state).contribution
    client.force_login(words.author, backend="accounts.backends.RoleBackend")

    withdraw = text_of(client, f"/{language}/words/{words.pk}/withdraw/")
    privacy = text_of(client, f"/{language}/privacy/")
    closing = text_of(client, f"/{language}/account/delete/")
    assert READ_BY[language] in withdraw
    assert READ_BY[language] in privacy
    assert READ_BY[language][0].lower() + READ_BY[language][1:] in closing
    for page in (withdraw, privacy, closing):
        assert all(part in page.split(READ_BY[language][1:])[1] for part in GONE_AFTER[language])


@pytest.mark.parametrize("role", ["moderator", "operator"])
def test_whoever_is_named_can_read_them_and_nobody_else_can(role, client, settings):
    settings.PORTAL_DEMO = True
    words = PostFactory(body="I take this back.").contribution
    changed = actions.edit(words, by=words.author, body=f"{words.body} All of it.")
    actions.withdraw(changed, by=words.author)
    places = (f"/en/words/{words.pk}/history/", f"/admin/contributions/contribution/{words.pk}/change/")

    for person, may in ((None, False), (words.author, False), (UserFactory(role=role), True)):
        client.logout()
        if person:
            client.force_login(person, backend="accounts.backends.RoleBackend")
        assert [words.body in text_of(client, place) for place in places] == [may, may]
        assert words.body not in text_of(client, words.post.thread.get_absolute_url())

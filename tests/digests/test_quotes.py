"""Words that officials are shown, and for how long."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import people
from contributions import actions as words
from contributions.models import Contribution
from digests import actions, emails
from digests.models import Digest, Quote
from tests.factories.accounts import UserFactory
from tests.factories.digests import approve, digest_of
from tests.factories.insights import heard
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
BODIES = [
    "The lists of prisoners should be published every week, so that families know.",
    "Списки полонених треба публікувати щотижня, щоб родини знали про своїх рідних.",
]


@pytest.fixture(autouse=True)
def _without_second_factors(settings):
    settings.PORTAL_DEMO = True


@pytest.fixture
def moderator():
    return UserFactory(moderator=True)


@pytest.fixture
def digest(office):
    topic, at = TopicFactory(), timezone.now() - timedelta(hours=1)
    for n in range(12):
        author = UserFactory(display_name=f"Writer-{n:02}")
        said = {"body": f"{BODIES[n % 2]} {n}", "language": ("en", "uk")[n % 2]}
        approve(heard(topic=topic, published_at=at, author=author, **said))
    return digest_of(at - timedelta(days=1), timezone.now(), office=office)


@pytest.fixture
def quote(digest):
    return digest.content["quotes"][0]


def all_that_is_shown(digest, client):
    """Its page, its JSON as the page and the command hand it out, and both forms of its e-mail."""
    digest = Digest.objects.get(pk=digest.pk)
    page = reverse("digests:read", args=[emails.token_of(digest)])
    _subject, text, html, _picture = emails.render(digest)
    parts = [client.get(page).content.decode(), client.get(f"{page}?as=json").content.decode()]
    return [" ".join(unescape(part).split()) for part in (*parts, str(digest.whole()), text, html)]


def close(row, moderator):
    people.forget(row.author)


def close_and_look_again(row, moderator):
    """The same words, proposed and approved anew."""
    people.forget(row.author)
    row.refresh_from_db()
    Quote.objects.filter(contribution=row).update(touched_at=row.touched_at)


def change(row, moderator):
    words.edit(row, by=row.author, body="Something else altogether, which nobody has looked at yet.")


def change_and_look_again(row, moderator):
    change(row, moderator)
    Contribution.objects.filter(pk=row.pk).update(state="published")
    row.refresh_from_db()
    Quote.objects.filter(contribution=row).update(touched_at=row.touched_at)


def refuse(row, moderator):
    actions.decide(row.quote, by=moderator, approve=False)


def take_back(row, moderator):
    words.withdraw(row, by=row.author)


def hide(row, moderator):
    words.hide(row, by=moderator)


@pytest.mark.parametrize(
    "act",
    [take_back, hide, refuse, change, change_and_look_again, close, close_and_look_again],
    ids=lambda act: act.__name__,
)
def test_words_are_quoted_for_as_long_as_they_stand_unchanged_and_approved(
    act, digest, quote, moderator, client
):
    row = Contribution.objects.get(pk=quote["key"])
    for shown in all_that_is_shown(digest, client):
        assert quote["body"] in shown
        assert quote["name"] in shown

    act(row, moderator)

    for shown in all_that_is_shown(digest, client):
        assert quote["body"] not in shown
        assert quote["name"] not in shown


def test_what_it_said_and_its_seal_stay_when_a_quote_goes(digest, quote, moderator):
    refuse(Contribution.objects.get(pk=quote["key"]), moderator)

    kept = Digest.objects.get(pk=digest.pk)
    assert kept.content["quotes"][0] == quote
    assert kept.whole()["quotes"] == digest.content["quotes"][1:]
    assert kept.hash == kept.sealed() == digest.hash


def test_the_other_quotes_stay(digest, quote, moderator, client):
    (other, *_more) = digest.content["quotes"][1:]

    take_back(Contribution.objects.get(pk=quote["key"]), moderator)

    for shown in all_that_is_shown(digest, client):
        assert other["body"] in shown

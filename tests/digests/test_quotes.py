"""Words that officials are shown, and for how long."""

from datetime import timedelta
from html import unescape
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import people
from contributions import actions as words
from contributions.models import Contribution
from digests import actions, emails
from digests.models import Digest, Quote
from insights.actions import read_all
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.digests import approve, digest_of, sent
from tests.factories.insights import crowd, heard
from tests.factories.topics import TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factors")]
BODIES = [
    "The lists of prisoners should be published every week, so that families know.",
    "Списки полонених треба публікувати щотижня, щоб родини знали про своїх рідних.",
]


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


@pytest.mark.parametrize("role", ["official", "moderator"])
def test_words_stay_quoted_when_their_author_comes_to_work_for_others(role, digest, quote, client):
    people.change_role(Contribution.objects.get(pk=quote["key"]).author, role)

    for shown in all_that_is_shown(digest, client):
        assert quote["body"] in shown
        assert quote["name"] in shown


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


# == Chosen by people ==
def test_typical_words_are_proposed_once_and_quoted_when_they_are_approved(moderator):
    topic = TopicFactory()
    for n, body in product(range(2), ["We ask for the lists of prisoners to be published every week"]):
        crowd(8, topic=topic, published_at=timezone.now() - timedelta(hours=2), body=f"{body}, number {n}.")
    read_all()

    assert actions.propose() > 0
    assert actions.propose() == 0
    assert sent(OfficeFactory()).content["quotes"] == []

    quote = Quote.objects.to_decide().first()
    actions.decide(quote, by=moderator, approve=True)
    for other in Quote.objects.to_decide():
        actions.decide(other, by=moderator, approve=False)

    quotes = sent(OfficeFactory()).content["quotes"]
    assert [row["key"] for row in quotes] == [quote.contribution_id]


def test_words_that_were_changed_after_they_were_approved_are_not_quoted(moderator):
    (row, *_others) = crowd(12, topic=TopicFactory(), published_at=timezone.now())
    quote = Quote.objects.create(contribution=row, touched_at=row.touched_at)
    actions.decide(quote, by=moderator, approve=True)
    assert Quote.objects.approved().count() == 1

    words.edit(row, by=row.author, body="Something else altogether, which nobody has looked at yet.")

    assert not Quote.objects.approved().exists()


def test_a_moderator_decides_quotes_in_the_administration(moderator, client):
    rows = crowd(3, topic=TopicFactory())
    quotes = [Quote.objects.create(contribution=row, touched_at=row.touched_at) for row in rows]
    client.force_login(moderator)
    page = reverse("admin:digests_quote_changelist")
    assert rows[0].body in client.get(page).content.decode()

    client.post(page, {"action": "approve", "_selected_action": [quote.pk for quote in quotes[:2]]})

    assert set(Quote.objects.approved()) == set(quotes[:2])
    assert Quote.objects.get(pk=quotes[0].pk).by == moderator


def test_quotes_that_wait_stand_above_those_that_are_decided(moderator, client):
    states = ["refused", "approved", "proposed"]
    rows = crowd(3, topic=TopicFactory())
    for row, state in zip(rows, states, strict=True):
        Quote.objects.create(contribution=row, touched_at=row.touched_at, state=state)
    client.force_login(moderator)

    page = client.get(reverse("admin:digests_quote_changelist"))

    assert [quote.state for quote in page.context["cl"].result_list] == ["proposed", "approved", "refused"]

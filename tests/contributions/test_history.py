"""Strangers read in the history what was public, and nothing else."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from contributions import actions
from contributions.models import Contribution, Revision
from contributions.states import State
from tests.factories.accounts import UserFactory
from tests.factories.contributions import trusted
from tests.factories.forums import PostFactory

pytestmark = pytest.mark.django_db


def published(words):
    return actions.publish(Contribution.objects.get(pk=words.pk), by=UserFactory(moderator=True))


def hidden(words):
    return actions.hide(Contribution.objects.get(pk=words.pk), by=UserFactory(moderator=True))


def written(*bodies, words):
    for body in bodies:
        actions.edit(words, by=words.author, body=body)


def seen(client, words):
    page = client.get(f"/en/words/{words.pk}/history/").content.decode()
    return [body for body in ("alpha", "beta", "gamma", "delta") if body in page]


def waiting_between():
    """Public, then changed twice by a new author before a moderator reads it."""
    words = PostFactory(body="alpha").contribution
    written("beta", "gamma", words=words)
    published(words)
    return words, ["alpha", "gamma"]


def taken_down_between():
    words = PostFactory(body="alpha").contribution
    hidden(words)
    written("beta", "gamma", words=words)
    published(words)
    return words, ["gamma"]


def taken_down_after_a_change():
    """What gave a moderator cause to step in stood in the first version as well."""
    words = PostFactory(body="alpha", author=trusted(UserFactory())).contribution
    written("beta", words=words)
    hidden(words)
    written("gamma", words=words)
    published(words)
    written("delta", words=words)
    return words, ["gamma", "delta"]


def let_through_each_time():
    words = PostFactory(body="alpha").contribution
    written("beta", words=words)
    published(words)
    written("gamma", words=words)
    published(words)
    return words, ["alpha", "beta", "gamma"]


def of_a_trusted_author():
    words = PostFactory(body="alpha", state="pending").contribution
    written("beta", words=words)
    published(words)
    trusted(words.author)
    written("gamma", "delta", words=words)
    return words, ["beta", "gamma", "delta"]


def never_moved():
    words = PostFactory(body="alpha", author=trusted(UserFactory())).contribution
    written("beta", words=words)
    return words, ["alpha", "beta"]


LIVES = [
    waiting_between,
    taken_down_between,
    taken_down_after_a_change,
    let_through_each_time,
    of_a_trusted_author,
    never_moved,
]


@pytest.mark.parametrize("life", LIVES)
def test_a_stranger_reads_what_was_public_and_the_author_reads_all(life, client):
    words, public = life()

    assert seen(client, words) == public
    client.force_login(words.author)
    assert len(seen(client, words)) == words.revisions.count() + 1


@pytest.mark.parametrize("life", LIVES)
def test_which_words_of_before_were_public_is_found_in_the_trace(life, client):
    words, public = life()
    Revision.objects.update(was_public=False)

    import_module("contributions.migrations.0004_what_was_public").remember(apps, None)

    assert seen(client, words) == public


def test_words_that_a_moderator_restored_as_they_were_keep_their_history(client):
    words = PostFactory(body="alpha", author=trusted(UserFactory()), published_at=timezone.now()).contribution
    written("beta", words=words)
    hidden(words)
    published(words)
    written("gamma", words=words)

    words.refresh_from_db()
    assert (words.state, seen(client, words)) == (State.PUBLISHED, ["alpha", "beta", "gamma"])

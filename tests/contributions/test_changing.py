"""Words that others have signed or voted on stay as they are; how often others may be changed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from accounts.actions import forget
from accounts.models import User
from contributions import actions
from contributions.models import Contribution
from contributions.permissions import may_edit
from core.verdict import Refused
from petitions.actions import open_for_signatures, reject
from tests.factories.accounts import UserFactory
from tests.factories.consultations import StatementFactory, VoteFactory, imported_people, votes_on
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.petitions import PetitionFactory, SignatureFactory
from tests.races import refusals, wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db
RESTORED = "a moderator can still restore them"


def test_a_petition_that_people_signed_is_restored_as_it_was_or_not_at_all():
    petition, moderator = PetitionFactory(), UserFactory(moderator=True)
    SignatureFactory.create_batch(3, petition=petition)
    before = petition.contribution.body
    reject(petition, by=moderator, code="offensive")

    with pytest.raises(Refused, match=RESTORED):
        actions.edit(petition.contribution, by=petition.contribution.author, body="Quite another thing.")
    open_for_signatures(petition, by=moderator)

    petition.contribution.refresh_from_db()
    assert (petition.contribution.body, petition.contribution.state) == (before, "published")
    assert not petition.contribution.revisions.exists()


@pytest.mark.parametrize("state", ["hidden", "pending"])
@pytest.mark.parametrize("kind", ["petition", "statement"])
def test_words_that_were_public_change_only_while_nobody_signed_or_voted(kind, state):
    row = PetitionFactory() if kind == "petition" else StatementFactory()
    words = row.contribution
    Contribution.objects.filter(pk=words.pk).update(state=state)
    words.refresh_from_db()
    assert may_edit(words.author, words)

    if kind == "petition":
        SignatureFactory(petition=row)
    else:
        VoteFactory(statement=row)

    verdict = may_edit(words.author, words)
    assert not verdict
    assert RESTORED in verdict.reason


def test_ones_own_name_or_vote_and_links_that_nobody_opened_are_nobody_elses():
    petition, statement = PetitionFactory(), StatementFactory()
    SignatureFactory(petition=petition, user=petition.contribution.author)
    SignatureFactory(petition=petition, state="pending")
    SignatureFactory(petition=petition, state="invalidated")
    VoteFactory(statement=statement, participant__user=statement.contribution.author)
    for row in (petition, statement):
        row.contribution.move("hidden")

        assert may_edit(row.contribution.author, row.contribution)


def test_imported_people_who_voted_are_others():
    statement = StatementFactory()
    votes_on(statement, imported_people(statement.consultation, 1), agree=1)
    statement.contribution.move("hidden")

    assert not may_edit(statement.contribution.author, statement.contribution)


def test_words_are_changed_so_often_and_no_more():
    words = ContributionFactory(author=trusted(UserFactory()))
    other = ContributionFactory(author=trusted(UserFactory()))
    for number in range(20):
        actions.edit(words, by=words.author, body=f"Version {number}.")

    with pytest.raises(Refused, match="a lot in ten minutes"):
        actions.edit(words, by=words.author, body="One too many.")
    actions.edit(words, by=words.author, body="Version 19.")
    actions.edit(other, by=other.author, body="Of somebody else.")

    words.refresh_from_db()
    assert (words.body, words.revisions.count()) == ("Version 19.", 20)


# == While the account closes ==
def test_words_are_not_changed_by_whoever_closed_the_account():
    words = ContributionFactory()
    loaded_before = User.objects.get(pk=words.author_id)
    forget(words.author)

    with pytest.raises(Refused, match="closed"):
        actions.edit(words, by=loaded_before, body="My name is still in here.")

    words.refresh_from_db()
    assert not words.edited_at


@pytest.mark.django_db(transaction=True)
def test_words_that_are_changed_while_the_account_closes_stay_as_they_were():
    words = ContributionFactory()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        forget(User.objects.get(pk=words.author_id), takes_words_back=True)
        changing = pool.submit(
            refusals, lambda: actions.edit(words, by=words.author, body="My name is still in here.")
        )
        wait_until_somebody_waits_for_a_lock()

    assert changing.result() == ["This account is closed."]

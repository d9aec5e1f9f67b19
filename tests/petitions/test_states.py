from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contributions.states import State as Words
from core.models import StateChange
from core.states import MoveNotAllowed
from core.verdict import Refused
from petitions import actions
from petitions.models import Petition, Signature
from petitions.states import MOVES, SIGNATURE_MOVES, SignatureState, State
from tests.factories.accounts import UserFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory

pytestmark = pytest.mark.django_db
PAIRS = list(product(State, State))


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[1] not in MOVES[pair[0]]])
def test_a_move_outside_the_table_changes_nothing(before, after):
    petition = PetitionFactory(state=before)

    with pytest.raises(MoveNotAllowed):
        petition.move(after, by=UserFactory())

    petition.refresh_from_db()
    assert petition.state == before
    assert not StateChange.objects.exists()


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if pair[1] in MOVES[pair[0]]])
def test_a_move_of_the_table_leaves_a_trace(before, after):
    petition, moderator = PetitionFactory(state=before), UserFactory(moderator=True)
    now = timezone.now()

    petition.move(after, by=moderator, why="so", opened_at=now, closes_at=now, rejection_code="local")

    petition.refresh_from_db()
    assert petition.state == after
    trace = StateChange.objects.get()
    assert (trace.by, trace.before, trace.after, trace.why) == (moderator, before, after, "so")


@pytest.mark.parametrize("before", SignatureState)
def test_a_signature_moves_only_by_its_table(before):
    signature = SignatureFactory(state=before)
    operator = UserFactory(operator=True)

    if SignatureState.INVALIDATED in SIGNATURE_MOVES[before]:
        actions.invalidate(signature, by=operator, why="false")
        assert StateChange.objects.get().before == before
    else:
        with pytest.raises(Refused):
            actions.invalidate(signature, by=operator, why="false")

    signature.refresh_from_db()
    assert signature.state == SignatureState.INVALIDATED


# == What the database itself refuses ==
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "flying"},
        {"opened_at": None},
        {"closes_at": None},
        {"action": ""},
        {"state": "rejected", "rejection_code": ""},
        {"signature_count": -1},
    ],
)
def test_the_database_refuses_a_petition_that_cannot_be(wrong):
    petition = PetitionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "maybe"},
        {"confirmed_at": None},
        {"state": "pending", "counted_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_signature_that_cannot_be(wrong):
    signature = SignatureFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(**wrong)


def test_the_database_keeps_one_signature_for_a_mailbox_and_for_an_account():
    user = UserFactory()
    first = SignatureFactory(user=user)

    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureFactory(petition=first.petition, email_key=first.email_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignatureFactory(petition=first.petition, user=user)
    SignatureFactory(email_key=first.email_key, user=user)  # another petition


# == Read rules ==
def test_public_lists_show_open_closed_and_rejected_ones_whose_text_may_be_read():
    open_, closed = PetitionFactory(), PetitionFactory(state="closed")
    readable = PetitionFactory(state="rejected")
    PetitionFactory(state="waiting")
    PetitionFactory(state="rejected", rejection_shows_text=False)
    PetitionFactory(contribution__state=Words.HIDDEN)
    PetitionFactory(contribution__state=Words.WITHDRAWN)
    PetitionFactory(state="rejected", contribution__state=Words.PENDING)
    over = PetitionFactory(closes_at=timezone.now() - timedelta(minutes=1))

    assert set(Petition.objects.shown()) == {open_, closed, readable, over}
    assert set(Petition.objects.open()) == {open_}
    assert set(Petition.objects.closed()) == {closed, over}
    assert set(Petition.objects.rejected()) == {readable}
    assert set(Petition.objects.shown()) == {row for row in Petition.objects.all() if row.is_shown}


def test_the_author_and_moderators_see_more():
    author = UserFactory()
    waiting = PetitionFactory(state="waiting", contribution__author=author)
    gone = PetitionFactory(contribution__author=author, contribution__state=Words.WITHDRAWN)
    hidden = PetitionFactory(state="rejected", rejection_shows_text=False, contribution__author=author)

    assert set(Petition.objects.visible_to(None)) == set()
    assert set(Petition.objects.visible_to(UserFactory())) == set()
    assert set(Petition.objects.visible_to(author)) == {waiting, hidden}
    assert set(Petition.objects.visible_to(UserFactory(moderator=True))) == {waiting, gone, hidden}
    for viewer in (None, UserFactory(), author, UserFactory(moderator=True)):
        readable = {row for row in Petition.objects.all() if row.is_readable_by(viewer)}
        assert set(Petition.objects.visible_to(viewer)) == readable


def test_similar_petitions_come_first_in_any_of_the_languages():
    lists = PetitionFactory(action="Publish the lists of people held every week")
    maps = PetitionFactory(action="Опублікуйте карти мінних полів")
    PetitionFactory(action="Repair the bridge")

    assert list(Petition.objects.shown().similar_to("publish lists of held people")) == [lists]
    assert list(Petition.objects.shown().similar_to("Опублікувати карти мінних полів")) == [maps]


def test_words_are_found_whatever_their_endings():
    petition = PetitionFactory(action="Верните всех пленных домой", details="И пропавших без вести.")
    PetitionFactory()

    assert list(Petition.objects.matching("пленные пропавшие")) == [petition]
    assert list(Petition.objects.matching("пленные мосты")) == []
    assert Petition.objects.matching(" %, ").count() == 2

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.models import Contribution
from contributions.states import State as Words
from core.states import MoveNotAllowed, StateChange
from core.verdict import Refused
from petitions import actions
from petitions.models import Petition
from petitions.permissions import may_check_signatures, may_close, may_decide, may_sign, may_start
from petitions.states import State
from tests.factories.accounts import UserFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
ROLES = ["citizen", "moderator", "facilitator", "official", "operator"]


@pytest.fixture
def moderator():
    return UserFactory(moderator=True)


def start(author=None, **changes):
    asked = {
        "action": "Publish the lists of people held",
        "background": "Families wait for one line of certainty.",
        "details": "",
        "reader": "en",
    }
    return actions.start(author=author or UserFactory(), topic=TopicFactory(), **asked | changes)


# == Starting ==
def test_a_new_petition_waits_for_a_moderator():
    petition = start(background="Родина може рік чекати одного рядка, не знаючи нічого.")

    petition = Petition.objects.get(pk=petition.pk)
    assert petition.state == State.WAITING
    assert petition.contribution.state == Words.PENDING
    assert petition.contribution.kind == "petition"
    assert petition.contribution.language == "uk"
    assert petition.slug == f"publish-the-lists-of-people-held-{petition.pk}"
    assert list(Petition.objects.awaiting_moderation()) == [petition]


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("Верните пленных домой", "vernite-plennykh-domoi"),
        ("Поверніть полонених, щоб їх не чекали роками", "povernit-polonenykh-shchob-ikh-ne-chekaly-rokamy"),
        ("Обмін у Гаазі", "obmin-u-haazi"),
        ("???", "petition"),
    ],
)
def test_a_title_in_cyrillic_gets_a_readable_address(action, words):
    petition = start(action=action)

    assert petition.slug == f"{words}-{petition.pk}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"action": "   "}, "Write in one sentence what shall be done."),
        ({"action": "x" * 81}, "The text is 1 character too long; at most 80 fit."),
        ({"background": " "}, "Write something first."),
        ({"background": "x" * 303}, "The text is 3 characters too long; at most 300 fit."),
        ({"details": "x" * 802}, "The text is 2 characters too long; at most 800 fit."),
    ],
)
def test_what_is_missing_or_too_long_is_said_and_leaves_no_row(wrong, sentence):
    with pytest.raises(Refused) as refused:
        start(**wrong)

    assert refused.value.reason == sentence
    assert not Petition.objects.exists()
    assert not Contribution.objects.exists()


def test_line_ends_of_a_browser_count_as_one_character():
    petition = start(background="\r\n".join(["x" * 49] * 6), details="\r\n".join(["y" * 99] * 8))

    assert len(petition.contribution.body) == 299
    assert len(petition.details) == 799


def test_three_petitions_of_one_person_wait_at_most():
    author = UserFactory()
    PetitionFactory.create_batch(3, state="waiting", contribution__author=author)

    with pytest.raises(Refused) as refused:
        start(author)

    assert refused.value.reason.startswith("Three of your petitions wait")


# == Deciding ==
def test_a_moderator_opens_a_petition_for_half_a_year(moderator, settings):
    petition = start()

    actions.open_for_signatures(petition, by=moderator)

    petition = Petition.objects.get(pk=petition.pk)
    assert petition.state == State.OPEN
    assert petition.contribution.state == Words.PUBLISHED
    assert petition.closes_at - petition.opened_at == timedelta(days=settings.PETITION_OPEN_DAYS)
    assert list(Petition.objects.open()) == [petition]


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ({"code": "local"}, True),
        ({"code": "libellous"}, False),
        ({"code": "of-our-own"}, False),
        ({"code": "of-our-own", "shows_text": True}, True),
        ({"code": "local", "shows_text": False}, False),
    ],
)
def test_a_rejected_petition_is_shown_when_its_reason_lets_it(moderator, reason, shown):
    petition = start()

    actions.reject(petition, by=moderator, note="Sorry.", **reason)

    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.contribution.state) == (State.REJECTED, Words.REJECTED)
    assert petition.rejection_note == "Sorry."
    assert Petition.objects.shown().exists() == shown


def test_the_reason_is_read_in_the_readers_language_or_the_one_there_is(moderator):
    petition = start()
    assert actions.reject(petition, by=moderator, code="local").why_rejected == "It is for a local authority."

    petition = start()
    actions.reject(petition, by=moderator, code="own", reason={"en": "", "ru": "Не сюда."})
    assert petition.why_rejected == "Не сюда."


def test_a_petition_taken_down_and_restored_gets_back_the_days_it_lost(moderator):
    opened = timezone.now() - timedelta(days=100)
    petition = PetitionFactory(opened_at=opened)
    actions.reject(petition, by=moderator, code="personal")
    assert petition.contribution.state == Words.HIDDEN
    ten_days_ago = timezone.now() - timedelta(days=10)
    StateChange.objects.filter(kind="petitions.petition").update(at=ten_days_ago)
    was_left = petition.closes_at - ten_days_ago

    actions.open_for_signatures(petition, by=moderator)

    petition = Petition.objects.get()
    assert (petition.state, petition.contribution.state) == (State.OPEN, Words.PUBLISHED)
    assert petition.opened_at == opened
    assert abs(petition.closes_at - timezone.now() - was_left) < timedelta(minutes=1)
    assert (petition.rejection_code, petition.rejection_shows_text) == ("", False)


def test_an_appeal_gives_back_the_days_from_the_moment_it_was_taken_down(moderator):
    petition = PetitionFactory(opened_at=timezone.now() - timedelta(days=100))
    actions.reject(petition, by=moderator, code="personal")
    ten_days_ago = timezone.now() - timedelta(days=10)
    StateChange.objects.filter(kind="petitions.petition").update(at=ten_days_ago)
    was_left = petition.closes_at - ten_days_ago
    petition.contribution.move(Words.PENDING, by=petition.contribution.author)
    petition.move(State.WAITING, by=petition.contribution.author, why="written anew")

    actions.open_for_signatures(petition, by=moderator)

    assert abs(petition.closes_at - timezone.now() - was_left) < timedelta(minutes=1)


def test_a_rejected_petition_written_anew_waits_again_and_can_be_rejected_again(moderator):
    petition = start()
    actions.reject(petition, by=moderator, code="no-action")
    petition.contribution.move(Words.PENDING, by=petition.contribution.author)
    assert list(Petition.objects.awaiting_moderation()) == [petition]
    assert not Petition.objects.shown().exists()

    actions.reject(petition, by=moderator, code="local")

    assert petition.rejection_code == "local"
    assert not Petition.objects.awaiting_moderation().exists()


def test_a_closed_petition_stays_closed(moderator):
    petition = PetitionFactory(state="closed")

    for decide in (actions.open_for_signatures, actions.close):
        with pytest.raises(MoveNotAllowed):
            decide(petition, by=moderator)
    with pytest.raises(MoveNotAllowed):
        actions.reject(petition, by=moderator, code="local")

    petition.refresh_from_db()
    assert (petition.state, petition.contribution.state) == (State.CLOSED, Words.PUBLISHED)


def test_the_clock_closes_what_is_over_and_nothing_else(moderator):
    due = PetitionFactory(closes_at=timezone.now() - timedelta(seconds=1))
    PetitionFactory()

    assert actions.close_due() == 1
    assert actions.close_due() == 0

    due.refresh_from_db()
    assert (due.state, due.closed_at) == (State.CLOSED, due.closes_at)
    with pytest.raises(Refused):
        actions.close(PetitionFactory())
    early = actions.close(PetitionFactory(), by=moderator)
    assert early.closed_at == early.closes_at


def test_a_petition_that_was_given_more_time_meanwhile_is_not_closed(moderator):
    petition = PetitionFactory(closes_at=timezone.now() - timedelta(seconds=1))
    Petition.objects.update(closes_at=timezone.now() + timedelta(days=1))

    with pytest.raises(Refused):
        actions.close(petition)

    petition.refresh_from_db()
    assert petition.state == State.OPEN


# == Who may ==
@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("state", State)
def test_who_may_do_what(role, state):
    user = UserFactory(role=role) if role else None
    petition = PetitionFactory(state=state)
    moderates = role in ("moderator", "operator")

    assert bool(may_sign(user, petition)) == (state == State.OPEN and role in (None, "citizen"))
    assert bool(may_start(user)) == (role == "citizen")
    for may in (may_decide, may_close):
        assert bool(may(user)) == moderates
        assert bool(may(user).reason) != moderates
    assert bool(may_check_signatures(user)) == (role == "operator")
    assert bool(may_check_signatures(user).reason) == (role != "operator")


@pytest.mark.parametrize("role", ROLES)
def test_only_moderators_decide(role):
    user = UserFactory(role=role)
    decisions = [
        lambda: actions.open_for_signatures(PetitionFactory(state="waiting"), by=user),
        lambda: actions.reject(PetitionFactory(state="waiting"), by=user, code="local"),
        lambda: actions.close(PetitionFactory(), by=user),
    ]

    for decide in decisions:
        if role in ("moderator", "operator"):
            decide()
        else:
            with pytest.raises(Refused):
                decide()


@pytest.mark.parametrize("role", ROLES)
def test_only_operators_take_signatures_out_and_put_them_back(role):
    user, signature = UserFactory(role=role), SignatureFactory()

    if role == "operator":
        assert actions.invalidate(signature, by=user, why="false").state == "invalidated"
        assert actions.put_back(signature, by=user, why="not false").state == "confirmed"
    else:
        for act in (actions.invalidate, actions.put_back):
            with pytest.raises(Refused):
                act(signature, by=user, why="false")


@pytest.mark.parametrize(
    ("petition", "sentence"),
    [
        ({"state": "waiting"}, "waits for a moderator"),
        ({"state": "rejected"}, "A moderator took this petition down"),
        ({"contribution__state": "hidden"}, "A moderator took this petition down"),
        ({"contribution__state": "withdrawn"}, "Its author has withdrawn"),
        ({"state": "closed"}, "This petition closed on"),
        ({"closes_at": timezone.now()}, "This petition closed on"),
    ],
)
def test_why_one_cannot_sign_is_said(petition, sentence):
    assert sentence in may_sign(None, PetitionFactory(**petition)).reason


def test_a_closed_account_signs_nothing():
    assert may_sign(UserFactory(is_active=False), PetitionFactory()).reason == "This account is closed."


# == Waiting for an answer ==
def test_what_waits_for_an_answer_is_listed_by_the_longest_wait():
    ThresholdFactory(count=2)
    ThresholdFactory(count=5, consequence="hearing")
    late, early, short = PetitionFactory.create_batch(3)
    for petition in (early, late):
        SignatureFactory.create_batch(2, petition=petition)
        actions.count_signatures()
    SignatureFactory(petition=short)
    imported = PetitionFactory(imported_response="It is being done.")
    SignatureFactory.create_batch(2, petition=imported)
    actions.count_signatures()

    assert list(Petition.objects.awaiting_answer()) == [early, late]
    assert list(Petition.objects.answered()) == [imported]

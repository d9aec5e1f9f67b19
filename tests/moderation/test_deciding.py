from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from contributions.actions import edit
from contributions.models import Contribution
from contributions.states import State as Words
from core.models import OutgoingEmail, StateChange
from core.verdict import Refused
from moderation.actions import claim, decide, release
from moderation.models import Case, Decision, Reason
from moderation.permissions import may_decide
from moderation.states import POSSIBLE, TAKES_DOWN, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.moderation import CaseFactory, DecisionFactory, ReasonFactory, ReportFactory
from tests.factories.petitions import PetitionFactory
from tests.races import refusals, wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db

AFTER = {"approve": "published", "restore": "published", "hide": "hidden", "reject": "rejected"}
ROLES = ["citizen", "moderator", "facilitator", "official", "operator"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verdict", Verdict)
def test_only_moderators_and_operators_decide(role, verdict, insult):
    before = next(state for state, verdicts in POSSIBLE.items() if verdict in verdicts)
    case = CaseFactory(contribution__state=before)
    user = UserFactory(role=role)

    def act():
        return decide(case, by=user, verdict=verdict, reason=insult, version=case.version)

    if role in ("moderator", "operator"):
        assert act().verdict == verdict
    else:
        with pytest.raises(Refused, match="Only moderators can do this"):
            act()
        assert not Decision.objects.exists()


@pytest.mark.parametrize(("state", "verdict"), list(product(Words, Verdict)))
def test_every_state_and_every_verdict(state, verdict, moderator, insult):
    case = CaseFactory(contribution__state=state)

    if verdict in POSSIBLE[state]:
        decide(case, by=moderator, verdict=verdict, reason=insult, version=1)
        expected = AFTER[verdict]
    else:
        with pytest.raises(Refused, match="look at the case again"):
            decide(case, by=moderator, verdict=verdict, reason=insult, version=1)
        expected = state

    assert Contribution.objects.get().state == expected
    assert Decision.objects.exists() == (verdict in POSSIBLE[state])


def test_a_moderator_without_a_second_factor_decides_nothing(settings, moderator):
    settings.PORTAL_DEMO = False

    with pytest.raises(Refused, match="Set up a second factor first"):
        decide(CaseFactory(), by=moderator, verdict="approve", version=1)


def test_nobody_decides_about_their_own_words(moderator):
    case = CaseFactory(contribution__author=moderator)

    with pytest.raises(Refused, match="another moderator decides"):
        decide(case, by=moderator, verdict="approve", version=1)


def test_everything_is_in_the_trace(moderator, insult):
    case = CaseFactory(contribution__state="published")

    decision = decide(
        case, by=moderator, verdict="hide", reason=insult, note="The second sentence.", version=1
    )

    assert list(StateChange.objects.order_by("pk").values_list("kind", "by", "before", "after", "why")) == [
        ("contributions.contribution", moderator.pk, "published", "hidden", "insult · The second sentence."),
        ("moderation.case", moderator.pk, "open", "closed", "hide"),
    ]
    assert (
        Decision.objects.filter(
            case=case,
            contribution=case.contribution,
            moderator=moderator,
            verdict="hide",
            reason=insult,
            version=1,
        ).get()
        == decision
    )


def test_reports_are_settled_by_the_decision(moderator):
    report = ReportFactory()
    case = CaseFactory(contribution=report.contribution, why="reported")

    decision = decide(case, by=moderator, verdict="approve", version=1)

    report.refresh_from_db()
    assert report.decision == decision


@pytest.mark.parametrize("verdict", sorted(TAKES_DOWN))
def test_taking_down_needs_a_reason_that_fits(verdict, moderator, insult):
    before = "pending" if verdict == "reject" else "published"
    case = CaseFactory(contribution__state=before, contribution__kind="post")
    for_petitions = ReasonFactory(code="only-petitions", kinds=["petition"])

    for reason in (None, for_petitions):
        with pytest.raises(Refused, match="Choose the reason that the author will read"):
            decide(case, by=moderator, verdict=verdict, reason=reason, version=1)

    case.contribution.refresh_from_db()
    assert case.contribution.state == before


def test_the_database_itself_wants_a_reason_for_taking_down():
    with pytest.raises(IntegrityError, match="taking_down_has_a_reason"), transaction.atomic():
        DecisionFactory(reason=None)


def test_a_used_reason_cannot_be_deleted():
    reason = DecisionFactory().reason

    with pytest.raises(ProtectedError):
        reason.delete()

    assert Reason.objects.filter(pk=reason.pk).exists()


def test_an_old_version_is_told_that_somebody_was_faster(moderator):
    case = CaseFactory()
    decide(case, by=moderator, verdict="approve", version=1)

    with pytest.raises(Refused, match="Somebody decided this a moment ago"):
        decide(Case.objects.get(), by=UserFactory(moderator=True), verdict="reject", version=1)

    assert Decision.objects.get().verdict == "approve"


def test_words_changed_since_the_moderator_read_them_are_read_again_first(moderator):
    seen = timezone.now() - timedelta(minutes=1)
    case = CaseFactory(contribution__edited_at=timezone.now())

    for edited_at in (None, seen):
        with pytest.raises(Refused, match="The author changed these words a moment ago"):
            decide(case, by=moderator, verdict="approve", version=1, edited_at=edited_at)

    assert decide(case, by=moderator, verdict="approve", version=1, edited_at=case.contribution.edited_at).pk


def test_a_decided_case_can_be_decided_anew(moderator, insult):
    case = CaseFactory()
    decide(case, by=moderator, verdict="reject", reason=insult, version=1)

    decide(case, by=UserFactory(moderator=True), verdict="restore", version=2)

    assert Contribution.objects.get().state == "published"
    assert [decision.verdict for decision in case.contribution.decisions.all()] == ["restore", "reject"]


# == Claims ==
def test_a_claimed_case_is_decided_by_nobody_else(moderator):
    case = claim(CaseFactory(), by=moderator)
    other = UserFactory(moderator=True)

    with pytest.raises(Refused, match="Marta has this case until"):
        decide(case, by=other, verdict="approve", version=1)
    with pytest.raises(Refused, match="Marta has this case until"):
        claim(case, by=other)

    assert decide(case, by=moderator, verdict="approve", version=1)


def test_a_claim_ends_by_itself_and_can_be_given_back(moderator):
    case = claim(CaseFactory(), by=moderator)
    other = UserFactory(moderator=True)

    Case.objects.update(claimed_until=timezone.now())
    assert may_decide(other, Case.objects.get())

    claim(case, by=other)
    release(case, by=moderator)  # not theirs to give
    assert Case.objects.get().claimed_by == other
    release(case, by=other)
    assert Case.objects.get().holder is None


def test_a_decided_case_cannot_be_claimed(moderator):
    case = CaseFactory(state="closed")

    with pytest.raises(Refused, match="Somebody decided this"):
        claim(case, by=moderator)


# == Races ==
@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_who_decide_at_once_exactly_one_wins(insult):
    case = CaseFactory()
    moderators = UserFactory.create_batch(4, moderator=True)

    def act(user, verdict):
        return lambda: decide(
            Case.objects.get(pk=case.pk), by=user, verdict=verdict, reason=insult, version=1
        )

    answers = refusals(*[act(user, ("approve", "reject")[i % 2]) for i, user in enumerate(moderators)])

    decision = Decision.objects.get()
    assert (
        sorted(filter(None, answers))
        == ["Somebody decided this a moment ago. Nothing is left to do here."] * 3
    )
    assert Contribution.objects.get().state == AFTER[decision.verdict]
    assert OutgoingEmail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_moderators_who_claim_at_once_exactly_one_gets_the_case():
    case = CaseFactory()
    moderators = UserFactory.create_batch(4, moderator=True)

    answers = refusals(*[lambda user=user: claim(Case.objects.get(), by=user) for user in moderators])

    assert answers.count(None) == 1
    assert Case.objects.get(pk=case.pk).holder == moderators[answers.index(None)]


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_is_not_committed_yet_is_waited_for_and_its_words_are_not_published_unread():
    case = CaseFactory()
    moderator = UserFactory(moderator=True)

    def act():
        case = Case.objects.get()
        decide(case, by=moderator, verdict="approve", version=1)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            edit(case.contribution, by=case.contribution.author, body="Other words, which nobody has read.")
            decided = pool.submit(refusals, act)
            wait_until_somebody_waits_for_a_lock()
        (refusal,) = decided.result()

    assert refusal.startswith("The author changed these words a moment ago.")
    assert Contribution.objects.get().state == "pending"
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_words_shown_while_an_edit_was_on_its_way_are_not_taken_for_the_new_ones(client):
    """The edit began before the page was drawn, and was there for others only after it."""
    case, moderator = CaseFactory(), UserFactory(moderator=True)
    client.force_login(moderator)

    def draw():
        try:
            return client.get("/admin/moderation/case/").context["rows"][0]
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        edit(case.contribution, by=case.contribution.author, body="Other words, which nobody has read.")
        row = pool.submit(draw).result()
    seen = {name: row["form"][name].value() for name in ("version", "edited_at")}
    url = reverse("admin:moderation_case_decide", args=[case.pk])
    answer = client.post(url, {"verdict": "approve", **seen})

    assert row["case"].contribution.body == case.contribution.body
    assert answer.status_code == 422
    assert Contribution.objects.get().state == "pending"
    assert not Decision.objects.exists()


# == Petitions ==
def test_an_approved_petition_opens_for_signatures(moderator):
    petition = PetitionFactory(state="waiting", contribution__state="pending")
    case = CaseFactory(contribution=petition.contribution, why="petition")

    decide(case, by=moderator, verdict="approve", version=1)

    petition.refresh_from_db()
    assert (petition.state, petition.contribution.state) == ("open", "published")


def test_a_rejected_petition_keeps_the_reason_in_each_language(moderator):
    petition = PetitionFactory(state="waiting", contribution__state="pending")
    case = CaseFactory(contribution=petition.contribution, why="petition")
    reason = ReasonFactory(code="duplicate-here", text_uk="Така вже є.", shows_text=True)

    decide(case, by=moderator, verdict="reject", reason=reason, note="See the one about lists.", version=1)

    petition.refresh_from_db()
    assert (petition.state, petition.contribution.state) == ("rejected", "rejected")
    assert (petition.rejection_code, petition.rejection_shows_text) == ("duplicate-here", True)
    assert petition.rejection_reason["uk"] == "Така вже є."


def test_an_open_petition_that_is_hidden_can_be_made_public_again(moderator, insult):
    petition = PetitionFactory(state="open", contribution__state="published")
    case = CaseFactory(contribution=petition.contribution, why="reported")

    decide(case, by=moderator, verdict="hide", reason=insult, version=1)
    petition.refresh_from_db()
    assert (petition.state, petition.contribution.state) == ("rejected", "hidden")

    decide(case, by=moderator, verdict="restore", version=2)
    petition.refresh_from_db()
    assert (petition.state, petition.contribution.state) == ("open", "published")


def test_words_stay_as_they_were_when_a_decision_breaks_in_the_middle(moderator, monkeypatch):
    from moderation import emails

    case = CaseFactory()

    def broken(decision):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(emails, "tell_author", broken)
    with pytest.raises(RuntimeError):
        decide(case, by=moderator, verdict="approve", version=1)

    assert Contribution.objects.get().state == "pending"
    assert Case.objects.get().state == "open"
    assert not Decision.objects.exists()
    assert not StateChange.objects.exists()


def test_unused_words_of_nobody_are_decided_without_an_email(moderator):
    case = CaseFactory(contribution=ContributionFactory(author=None, state="pending"))

    decide(case, by=moderator, verdict="approve", version=1)

    assert not OutgoingEmail.objects.exists()

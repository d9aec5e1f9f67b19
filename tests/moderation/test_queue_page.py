import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contributions.actions import edit
from contributions.models import Contribution
from moderation.actions import claim
from moderation.models import Case, Decision
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.forums import ThreadFactory
from tests.factories.moderation import CaseFactory, DecisionFactory, ReasonFactory, ReportFactory
from tests.factories.petitions import PetitionFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
QUEUE = "/admin/moderation/case/"


def decide(client, case, query="", **fields):
    url = reverse("admin:moderation_case_decide", args=[case.pk]) + query
    return client.post(url, {"version": case.version, "edited_at": "", **fields})


def shown(response):
    return [row["case"].contribution for row in response.context["rows"]]


# == Who ==
@pytest.mark.parametrize(
    ("role", "status"),
    [("citizen", 403), ("moderator", 200), ("facilitator", 403), ("official", 403), ("operator", 200)],
)
def test_who_sees_the_queue(role, status, client):
    client.force_login(UserFactory(role=role))

    response = client.get(QUEUE, follow=True)

    assert response.status_code == status


def test_a_stranger_is_led_to_the_portal_s_own_sign_in_page(client):
    response = client.get(QUEUE, follow=True)

    assert response.redirect_chain[-1][0] == f"/en/account/login/?next={QUEUE}"


def test_outside_the_demonstration_a_second_factor_comes_first(settings, client):
    settings.PORTAL_DEMO = False
    client.force_login(UserFactory(moderator=True))

    response = client.get(QUEUE)

    assert response.status_code == 302
    assert "second-factor" in response["Location"]


@pytest.mark.parametrize("name", ["decide", "claim"])
def test_a_citizen_cannot_post_to_the_queue(name, client):
    case = CaseFactory()
    client.force_login(UserFactory())

    response = client.post(reverse(f"admin:moderation_case_{name}", args=[case.pk]), {"verdict": "approve"})

    assert response.status_code in (302, 403)
    assert Contribution.objects.get(pk=case.contribution_id).state == "pending"


# == What ==
def test_the_queue_opens_cases_by_itself_and_shows_what_a_moderator_needs(at_desk):
    author = UserFactory(date_joined=timezone.now() - timedelta(days=41), country="PL")
    ContributionFactory(author=author)
    ContributionFactory(author=author, state="hidden")
    words = ContributionFactory(author=author, body="Look **here**.", language="ru", country="PL")
    words.translations.create(language="en", body="A translation of it.")
    ReportFactory(contribution=words, reason="threat", note="It frightens me.", weight=2.0)

    page = at_desk.get(QUEUE).content.decode()

    for part in (
        "Reported",
        "Look first",
        "Look <strong>here</strong>.",
        "A translation of it.",
        "Account 41 days old",
        "Poland",
        "2 earlier contributions",
        "1 taken down",
        "It threatens somebody or calls for violence",
        "It frightens me.",
        "weight 2.0",
        "Leave it up",
    ):
        assert part in page


def test_a_petition_to_check_shows_petitions_that_ask_for_nearly_the_same(at_desk):
    PetitionFactory(action="Open a crossing for families before Christmas", state="open")
    PetitionFactory(action="Plant more trees in every city", state="open")
    PetitionFactory(
        action="Open a crossing for families before winter", state="waiting", contribution__state="pending"
    )

    page = at_desk.get(QUEUE).content.decode()

    assert "Open a crossing for families before Christmas" in page
    assert "alike" in page
    assert "Plant more trees" not in page


def test_the_proposition_of_a_discussion_is_shown_and_its_translation(at_desk):
    thread = ThreadFactory(state="pending", language="uk", proposition="Списки мають бути публічними.")
    thread.contribution.translations.create(
        language="en", title="Lists", proposition="The lists should be public.", body="Why."
    )

    page = as_seen(at_desk.get(QUEUE))

    assert 'The proposition: <b lang="uk">Списки мають бути публічними.</b>' in page
    assert "“The lists should be public.”" in page


def test_no_decision_is_chosen_beforehand(at_desk, insult):
    CaseFactory()

    page = at_desk.get(QUEUE).content.decode()

    assert " checked" not in page
    assert page.count("selected") == page.count('<option value="" selected')


def test_words_that_are_script_arrive_as_words(at_desk):
    CaseFactory(contribution__body="<script>alert(1)</script> and [a](javascript:alert(1))")

    page = at_desk.get(QUEUE).content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"report", "new", "statement"}),
        ("?why=reported", {"report"}),
        ("?why=new&kind=post", {"new"}),
        ("?kind=statement", {"statement"}),
        ("?language=uk", {"statement"}),
        ("?language=uk&why=reported", set()),
        ("?show=closed", {"decided"}),
        ("?why=nonsense&language=xx&after=forged", {"report", "new", "statement"}),
    ],
)
def test_filters(query, expected, at_desk):
    words = {
        "report": ReportFactory().contribution,
        "new": ContributionFactory(state="pending"),
        "statement": ContributionFactory(state="pending", kind="statement", language="uk"),
        "decided": DecisionFactory().contribution,
    }

    response = at_desk.get(QUEUE + query)

    assert set(shown(response)) == {words[name] for name in expected}


def test_what_was_decided_is_shown_the_latest_first(at_desk):
    old, new = CaseFactory.create_batch(2, state="closed", contribution__state="published")
    Case.objects.filter(pk=old.pk).update(state_changed_at=timezone.now() - timedelta(days=2))

    response = at_desk.get(QUEUE + "?show=closed")

    assert shown(response) == [new.contribution, old.contribution]


def test_one_case_can_be_asked_for(at_desk):
    case, _other = CaseFactory(), CaseFactory()

    response = at_desk.get(reverse("admin:moderation_case_change", args=[case.pk]), follow=True)

    assert shown(response) == [case.contribution]


def test_twenty_cases_and_then_the_next_ones(at_desk):
    ContributionFactory.create_batch(23, state="pending")

    first = at_desk.get(QUEUE)
    second = at_desk.get(QUEUE, {"after": first.context["page"].next_cursor})

    assert (len(shown(first)), len(shown(second))) == (20, 3)
    assert not set(shown(first)) & set(shown(second))


def test_an_empty_queue_says_so(at_desk):
    assert "Nothing waits here" in at_desk.get(QUEUE).content.decode()


def queries_of(client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(QUEUE).status_code == 200
    return [query["sql"] for query in queries]


def test_the_number_of_queries_does_not_grow_with_the_cases(at_desk, insult):
    petition = PetitionFactory(
        state="waiting", contribution__state="pending", action="Mend the bridge of Foo"
    )
    PetitionFactory(state="open", action="Mend the bridge of Bar")
    ReportFactory()
    at_desk.get(QUEUE)
    few = queries_of(at_desk)

    for n in range(8):
        PetitionFactory(state="waiting", contribution__state="pending", action=f"Mend the bridge of {n}")
        words = ContributionFactory(state="pending")
        words.translations.create(language="en", body="In English.")
        ReportFactory.create_batch(3, contribution=ContributionFactory())
    at_desk.get(QUEUE)
    many = queries_of(at_desk)

    assert len(many) == len(few) <= 20, "\n".join(many)
    assert petition.pk


# == Deciding ==
def test_a_decision_goes_back_to_the_queue_as_it_was_filtered(at_desk, moderator):
    case = CaseFactory()

    response = decide(at_desk, case, "?kind=post", verdict="approve")

    assert response["Location"] == f"{QUEUE}?kind=post"
    decision = Decision.objects.get()
    assert (decision.verdict, decision.moderator) == ("approve", moderator)


def test_a_refused_decision_comes_back_filled_in(at_desk, insult):
    case = CaseFactory()

    response = decide(at_desk, case, verdict="reject", note="Two words of mine.")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose the reason that the author will read." in page
    assert "Two words of mine." in page
    assert not Decision.objects.exists()


def test_the_second_of_two_moderators_reads_what_happened(at_desk, client):
    case = CaseFactory()
    decide(at_desk, case, verdict="approve")

    response = decide(at_desk, case, verdict="approve")

    assert "Somebody decided this a moment ago." in response.content.decode()
    assert Decision.objects.count() == 1


def test_once_the_author_s_change_has_been_told_the_same_form_can_be_sent_again(at_desk):
    case = CaseFactory()
    edit(case.contribution, by=case.contribution.author, body="What I meant to say is this.")

    refused = decide(at_desk, case, verdict="approve", note="Mine.")
    sent = refused.context["rows"][0]["form"]
    page = refused.content.decode()
    again = decide(
        at_desk, case, verdict="approve", **{name: sent[name].value() for name in ("version", "edited_at")}
    )

    assert "The author changed these words a moment ago." in page
    assert "What I meant to say is this." in page
    assert "Mine." in page
    assert again.status_code == 302
    assert Contribution.objects.get().state == "published"


def test_a_form_that_lacks_a_reason_does_not_take_unread_words_for_read(at_desk):
    case = CaseFactory()
    edit(case.contribution, by=case.contribution.author, body="What I meant to say is this.")

    refused = decide(at_desk, case, verdict="burn")

    assert refused.context["rows"][0]["form"]["edited_at"].value() == ""


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verdict": "burn"},
        {"verdict": "approve", "version": "x"},
        {"verdict": "approve", "edited_at": "soon"},
        {"verdict": "reject", "reason": "999999"},
        {"verdict": "reject", "reason": "x"},
        {"verdict": "approve", "note": "a" * 2001},
    ],
)
def test_a_forged_form_decides_nothing(fields, at_desk):
    case = CaseFactory()

    response = decide(at_desk, case, **fields)

    assert response.status_code == 422
    assert Contribution.objects.get().state == "pending"
    assert not Decision.objects.exists()


def test_a_case_of_somebody_else_offers_no_buttons(at_desk):
    claim(CaseFactory(), by=UserFactory(moderator=True, display_name="Ivan"))

    page = at_desk.get(QUEUE).content.decode()

    assert "Ivan has this case until" in page
    assert 'name="verdict"' not in page


def test_taking_a_case_and_giving_it_back(at_desk, moderator):
    case = CaseFactory()
    url = reverse("admin:moderation_case_claim", args=[case.pk])

    at_desk.post(url, {"do": "claim"})
    assert Case.objects.get().holder == moderator
    assert "You have this case until" in at_desk.get(QUEUE).content.decode()

    at_desk.post(url, {"do": "release"})
    assert Case.objects.get().holder is None


# == Many at once ==
def test_the_chosen_ones_are_published_together(at_desk):
    picked, left = CaseFactory.create_batch(2), CaseFactory()

    response = at_desk.post(
        reverse("admin:moderation_case_chosen"),
        {"do": "approve", "pick": [f"{case.pk}:{case.version}" for case in picked]},
        follow=True,
    )

    assert "2 cases are decided." in response.content.decode()
    assert set(Contribution.objects.public()) == {case.contribution for case in picked}
    assert shown(response) == [left.contribution]


def test_the_chosen_ones_are_taken_down_for_one_reason(at_desk):
    reason = ReasonFactory(code="same-for-all")
    waiting, public = CaseFactory(), CaseFactory(contribution__state="published", why="reported")
    ReportFactory(contribution=public.contribution)

    at_desk.post(
        reverse("admin:moderation_case_chosen"),
        {
            "do": "take_down",
            "reason": reason.pk,
            "pick": [f"{waiting.pk}:1", f"{public.pk}:1"],
        },
    )

    assert set(Decision.objects.values_list("contribution", "verdict", "reason")) == {
        (waiting.contribution_id, "reject", reason.pk),
        (public.contribution_id, "hide", reason.pk),
    }


def test_of_the_chosen_ones_each_refusal_is_told(at_desk):
    good, stale = CaseFactory(), CaseFactory(version=4)

    response = at_desk.post(
        reverse("admin:moderation_case_chosen"),
        {"do": "approve", "pick": [f"{good.pk}:1", f"{stale.pk}:3", "x:y", "7"]},
        follow=True,
    )

    page = response.content.decode()
    assert "1 case is decided." in page
    assert f"Case {stale.pk}: Somebody decided this a moment ago." in page


def test_of_the_chosen_ones_those_edited_since_they_were_shown_are_read_again_first(at_desk):
    same, edited = CaseFactory.create_batch(2, contribution__edited_at=timezone.now() - timedelta(days=1))
    page = at_desk.get(QUEUE).content.decode()
    picked = re.findall(r'name="pick"[^>]* value="(.*?)"', " ".join(page.split()))
    edit(edited.contribution, by=edited.contribution.author, body="What I meant to say is this.")

    response = at_desk.post(
        reverse("admin:moderation_case_chosen"), {"do": "approve", "pick": picked}, follow=True
    )

    assert len(picked) == 2
    assert f"Case {edited.pk}: The author changed these words a moment ago." in response.content.decode()
    assert list(Contribution.objects.public()) == [same.contribution]


@pytest.mark.parametrize("picked", [[], ["²:1"], ["1:²"], ["9" * 5000 + ":1"], ["1:2:3"], ["1:2:soon"]])
def test_choosing_nothing_is_told(picked, at_desk):
    response = at_desk.post(
        reverse("admin:moderation_case_chosen"),
        {"do": "approve", "pick": picked},
        follow=True,
    )

    assert "Choose at least one case." in response.content.decode()

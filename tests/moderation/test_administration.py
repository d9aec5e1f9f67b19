from datetime import datetime, timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingEmail, StateChange, Urgency
from digests.models import Quote
from moderation.models import Decision, Report
from tests.factories.accounts import OfficeFactory, UserFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.digests import digest_of, sent
from tests.factories.moderation import CaseFactory, DecisionFactory, ReasonFactory, ReportFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator_s(client):
    client.force_login(UserFactory(operator=True))
    return client


def test_the_first_page_tells_a_moderator_what_waits(at_desk):
    CaseFactory.create_batch(3)

    page = at_desk.get("/admin/").content.decode()

    assert "3 cases wait for a moderator." in page
    assert 'href="/admin/moderation/case/"' in page


def test_the_first_page_asks_the_database_little(at_desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # session, person, permissions, what waits: cases, digests, quotes
        at_desk.get("/admin/")


def test_the_first_page_tells_of_digests_and_quotes_that_wait(at_desk):
    Quote.objects.create(contribution=(words := ContributionFactory()), touched_at=words.touched_at)
    sent(OfficeFactory(releases_needed=1))
    until = timezone.now()
    digest_of(until - timedelta(days=1), until, office=OfficeFactory(releases_needed=1))  # for nobody

    page = at_desk.get("/admin/").content.decode()

    assert "1 digest waits for its release" in page
    assert "1 quote waits for your word" in page


def test_the_first_page_for_a_facilitator_has_no_queue(client):
    client.force_login(UserFactory(facilitator=True))

    page = client.get("/admin/").content.decode()

    assert "/admin/moderation/case/" not in page
    assert "/admin/topics/topic/" in page


@pytest.mark.parametrize("role", ["citizen", "official"])
def test_the_administration_is_not_for(role, client):
    client.force_login(UserFactory(role=role))

    assert client.get("/admin/", follow=True).status_code == 403


def test_signing_in_never_leads_to_another_site(client):
    client.force_login(UserFactory(moderator=True))

    assert client.get("/admin/login/?next=https://example.com/")["Location"] == "/admin/"


def test_signing_out_leads_home(at_desk):
    assert at_desk.post("/admin/logout/").status_code == 302
    assert "_auth_user_id" not in at_desk.session


@pytest.mark.parametrize("model", [Decision, Report, StateChange, OutgoingEmail])
def test_what_happened_is_never_changed_or_deleted_by_hand(model, rf):
    request = rf.get("/")
    request.user = UserFactory(operator=True)
    desk = admin.site._registry[model]

    assert not desk.has_add_permission(request)
    assert not desk.has_change_permission(request)
    assert not desk.has_delete_permission(request)
    assert desk.has_view_permission(request)


def test_every_list_and_form_of_the_administration_opens(operator_s):
    rows = [
        DecisionFactory(), ReportFactory(), ReasonFactory(), UserFactory(), OfficeFactory(), TopicFactory(),
        StateChange.objects.create(kind="x", object_id=1, before="a", after="b"),
        OutgoingEmail.objects.create(key="k", to="a@example.org", subject="s", text="t", language="en"),
    ]  # fmt: skip
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        assert operator_s.get(reverse(f"{name}_changelist"), {"q": "a"}).status_code == 200
        assert operator_s.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def test_a_moderator_never_reads_the_outbox(at_desk):
    email = OutgoingEmail.objects.create(
        key="k", to="a@example.org", subject="s", text="code 123", language="en"
    )

    assert at_desk.get(reverse("admin:core_outgoingemail_changelist")).status_code == 403
    assert at_desk.get(reverse("admin:core_outgoingemail_change", args=[email.pk])).status_code == 403


def test_an_operator_never_reads_a_sign_in_code(operator_s):
    email = OutgoingEmail.objects.create(
        key="k", to="a@example.org", subject="s", text="code 123", language="en", urgency=Urgency.CONFIRM
    )

    page = operator_s.get(reverse("admin:core_outgoingemail_change", args=[email.pk])).content.decode()

    assert "code 123" not in page


def test_failed_emails_can_be_sent_again(operator_s):
    from django.utils import timezone

    failed = OutgoingEmail.objects.create(
        key="k",
        to="a@example.org",
        subject="s",
        text="t",
        language="en",
        failed_at=timezone.now(),
        attempts=12,
    )
    sent = OutgoingEmail.objects.create(
        key="l", to="a@example.org", subject="s", text="t", language="en", sent_at=timezone.now()
    )

    operator_s.post(
        reverse("admin:core_outgoingemail_changelist"),
        {"action": "send_again", "_selected_action": [failed.pk, sent.pk]},
    )

    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.failed_at, failed.attempts) == (None, 0)
    assert sent.sent_at is not None


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "5 March 2026, 17:05"),
        ("ru", "5 марта 2026 г., 17:05"),
        ("uk", "5 березня 2026 р., 17:05"),
    ],
)
def test_the_administration_writes_days_and_hours_as_other_pages_do(language, shown, operator_s, settings):
    settings.PORTAL_DEMO = True
    at = timezone.make_aware(datetime(2026, 3, 5, 17, 5))
    StateChange.objects.create(kind="petition", object_id=1, before="open", after="closed", at=at)
    operator_s.cookies["language"] = language

    page = operator_s.get(reverse("admin:core_statechange_changelist")).content.decode()

    assert shown in page


def test_a_person_made_by_an_operator_has_no_password(operator_s):
    from accounts.models import User

    operator_s.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "new@example.org",
            "display_name": "New",
            "language": "en",
            "languages": "en,uk",
            "role": "moderator",
            "is_active": "on",
        },
    )

    assert not User.objects.get(email="new@example.org").has_usable_password()


def test_a_used_reason_offers_no_delete_and_keeps_its_code(operator_s):
    used, free = DecisionFactory().reason, ReasonFactory(code="never-used")

    def page_of(reason):
        return operator_s.get(reverse("admin:moderation_reason_change", args=[reason.pk])).content.decode()

    assert "deletelink" not in page_of(used)
    assert 'name="code"' not in page_of(used)
    assert "deletelink" in page_of(free)

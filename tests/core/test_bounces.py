"""Addresses that mail comes back from."""

import io
import smtplib
import sys
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import emails
from core.emails import bounces, faults
from core.emails.claiming import take
from core.emails.faults import Fault
from core.models import BouncingAddress, OutgoingEmail, Urgency
from core.tasks import tidy
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def queue(key="one", to="gone@example.org", **fields):
    return emails.queue(to=to, subject="News", text="Some.", key=key, language="en", **fields)


def dsn(message_id, *, action="failed", status="5.1.1", says="no such", headers_only=False):
    """A report as RFC 3464 has it."""
    about = "message/delivery-status"
    original = "text/rfc822-headers" if headers_only else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: portal@example.org\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
        'boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI am sorry.\r\n"
        f"--b\r\nContent-Type: {about}\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@else.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {says}\r\n mailbox\r\n\r\n"
        f"--b\r\nContent-Type: {original}\r\n\r\nSubject: News\r\nMessage-ID: {message_id}\r\n\r\n"
        f"{'' if headers_only else 'Some.'}\r\n--b--\r\n"
    ).encode()


def come_back(monkeypatch, data):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    out = io.StringIO()
    call_command("take_bounces", stdout=out)
    return out.getvalue().strip()


def addresses():
    return list(BouncingAddress.objects.values_list("email", "count"))


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_marks_the_address_that_our_own_row_names_and_counts_once(monkeypatch, headers_only):
    email = queue(to="Gone@example.org")
    report = dsn(email.message_id, headers_only=headers_only)

    first, second = come_back(monkeypatch, report), come_back(monkeypatch, report)

    assert first == second == "1 reports of e-mails that the portal had sent."
    assert addresses() == [("gone@example.org", 1)]
    email.refresh_from_db()
    assert email.fault == "Came back: 5.1.1 smtp; 550 no such mailbox"


@pytest.mark.parametrize(
    ("action", "status", "marked"),
    [
        ("failed", "5.1.1", True),
        ("failed", "5.0.0", True),
        ("failed", "5.2.2", False),  # full
        ("failed", "5.7.1", False),  # policy
        ("failed", "4.4.7", False),  # given up after days
        ("delayed", "4.4.7", False),
        ("delivered", "2.0.0", False),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_marked(action, status, marked, monkeypatch):
    come_back(monkeypatch, dsn(queue().message_id, action=action, status=status))

    assert bool(addresses()) is marked


def test_a_whole_mailbox_is_read_and_other_mail_in_it_is_left_alone(monkeypatch):
    lost, other = queue(), queue("two", to="fine@example.org")
    letter = EmailMessage()
    letter["Message-ID"] = other.message_id
    letter.set_content("Out of office.")
    parts = [dsn(lost.message_id), letter.as_bytes(), dsn("<nobody@knows>")]

    assert come_back(monkeypatch, mbox(*parts)) == "1 reports of e-mails that the portal had sent."
    assert addresses() == [("gone@example.org", 1)]


def mbox(*mail):
    return b"".join(b"From x Sun Nov 22 2026\n" + part.replace(b"\r\n", b"\n") + b"\n" for part in mail)


@pytest.mark.parametrize("headers_only", [False, True])
def test_characters_that_the_database_does_not_take_are_left_out_of_a_report(monkeypatch, headers_only):
    email = queue()
    name = email.message_id.replace("@", "\x00@")

    come_back(monkeypatch, dsn(name, status="5.1.1\x00", says="no\x00 such", headers_only=headers_only))

    email.refresh_from_db()
    assert email.fault == "Came back: 5.1.1 smtp; 550 no such mailbox"
    assert addresses() == [("gone@example.org", 1)]


def nested(depth):
    """Many mails in one another."""
    heads = "".join(f'Content-Type: multipart/report; boundary="{n}"\n\n--{n}\n' for n in range(depth))
    return f"{heads}Content-Type: text/plain\n\nno\n".encode()


def test_what_cannot_be_read_does_not_stop_the_reports_after_it(monkeypatch, caplog):
    lost = queue()
    unknown = dsn("<é>", headers_only=True).replace(b"rfc822-headers", b'rfc822-headers; charset="a\x00"')
    strange = mbox(unknown, nested(2000)) + "From é Sun Nov 22 2026\n\nHello.\n\n".encode()

    told = come_back(monkeypatch, strange + mbox(dsn(lost.message_id)))

    assert told == "1 reports of e-mails that the portal had sent."
    assert addresses() == [("gone@example.org", 1)]
    assert "A mail that came back cannot be read" in caplog.text


def test_what_goes_to_an_address_that_bounces_is_held_back_but_not_what_a_person_asked_for():
    bounces.remember("gone@example.org", "550")
    held, other = queue("held", to="Gone@example.org"), queue("other", to="fine@example.org")
    asked = queue("asked", urgency=Urgency.CONFIRM)

    assert [email.pk for email in take(1, 10)] == [asked.pk, other.pk]
    held.refresh_from_db()
    assert held.held_at
    assert take(2, 10) == []


def test_any_number_of_e_mails_is_held_back_before_one_that_may_go():
    bounces.remember("gone@example.org", "550")
    OutgoingEmail.objects.bulk_create(
        OutgoingEmail(key=f"{n}", message_id=f"<{n}@x>", to="gone@example.org", subject="News")
        for n in range(sys.getrecursionlimit())
    )
    other = queue("other", to="fine@example.org")

    assert take(1, 1) == [other]
    assert not OutgoingEmail.objects.filter(to="gone@example.org", held_at=None).exists()


@pytest.mark.parametrize("ended", ["sent_at", "held_at", "failed_at"])
def test_nothing_of_an_e_mail_stays_a_month_after_it_was_sent_held_back_or_given_up(ended):
    for days in (29, 31):
        email = queue(f"{days}")
        OutgoingEmail.objects.filter(pk=email.pk).update(**{ended: timezone.now() - timedelta(days=days)})
    queue("waits")

    tidy()

    assert set(OutgoingEmail.objects.values_list("key", flat=True)) == {"29", "waits"}


def test_an_address_is_forgotten_a_year_after_the_last_e_mail_came_back():
    for days in (364, 366):
        row = bounces.remember(f"{days}@example.org", "550")
        BouncingAddress.objects.filter(pk=row.pk).update(last_at=timezone.now() - timedelta(days=days))

    tidy()

    assert addresses() == [("364@example.org", 1)]


def test_an_operator_tries_an_address_again_and_what_was_held_back_is_sent(client, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(operator=True))
    row, still = bounces.remember("gone@example.org", "550"), bounces.remember("other@example.org", "550")
    held, stays = queue(to="Gone@example.org"), queue("two", to="other@example.org")
    take(1, 10)

    client.post(
        reverse("admin:core_bouncingaddress_changelist"),
        {"action": "try_again", "_selected_action": [row.pk]},
    )

    assert [email.pk for email in take(2, 10)] == [held.pk]
    stays.refresh_from_db()
    assert stays.held_at
    assert addresses() == [(still.email, 1)]


@pytest.mark.parametrize("role", ["citizen", "moderator", "facilitator", "official"])
def test_nobody_else_sees_the_addresses(role, client, settings):
    settings.PORTAL_DEMO = True
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("admin:core_bouncingaddress_changelist"), follow=True).status_code == 403


def refused(code, words=b"no"):
    return smtplib.SMTPRecipientsRefused({"a@example.org": (code, words)})


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (refused(450), Fault.LATER),
        (refused(451, b"4.3.0 not now"), Fault.LATER),
        (refused(421), Fault.SERVER),
        (refused(550), Fault.ADDRESS),
        (refused(550, b"5.1.1 no such user"), Fault.ADDRESS),
        (refused(552, b"5.2.2 full"), Fault.LATER),
        (refused(554, b"5.7.1 relay access denied"), Fault.LATER),
        (refused(530, b"5.7.0 log in first"), Fault.SERVER),
        (smtplib.SMTPSenderRefused(550, b"who are you", "portal@example.org"), Fault.SERVER),
        (smtplib.SMTPSenderRefused(552, b"too large", "portal@example.org"), Fault.NEVER),
        (smtplib.SMTPDataError(451, b"later"), Fault.LATER),
        (smtplib.SMTPDataError(554, b"spam"), Fault.NEVER),
        (smtplib.SMTPServerDisconnected("gone"), Fault.LATER),
        (smtplib.SMTPNotSupportedError("letters"), Fault.NEVER),
        (faults.NoEntry("535 wrong password"), Fault.SERVER),
        (TimeoutError(), Fault.LATER),
        (ValueError("a line break"), Fault.NEVER),
    ],
)
def test_what_a_refusal_means(fault, what):
    assert faults.meaning(fault) is what


@pytest.mark.parametrize(
    ("fault", "fails", "counts"),
    [
        (refused(550), True, True),
        (smtplib.SMTPDataError(554, b"spam"), True, True),
        (smtplib.SMTPDataError(451, b"later"), False, True),
        (faults.NoEntry("535 wrong password"), False, False),
    ],
)
def test_a_temporary_fault_never_ends_a_young_e_mail_and_the_servers_own_never_any(fault, fails, counts):
    young = OutgoingEmail(attempts=50, queued_at=timezone.now())

    changes = faults.after(young, fault)

    assert ("failed_at" in changes) is fails
    assert ("attempts" in changes) is counts


def test_after_two_days_and_twelve_tries_a_temporary_fault_ends_it():
    old = OutgoingEmail(attempts=11, queued_at=timezone.now() - faults.GIVE_UP_AFTER - faults.YOUNG)

    assert "failed_at" in faults.after(old, refused(451))
    assert "failed_at" not in faults.after(old, faults.NoEntry("away"))

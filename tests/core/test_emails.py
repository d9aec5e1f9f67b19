import os
import smtplib
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as ReceivedEmail

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from core import emails
from core.emails import carrier, claiming, crossing, messages
from core.emails.receipts import Receipts, of
from core.models import OutgoingEmail

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """A mail server that keeps what it gets, and refuses who or when it is told to."""

    def __init__(self):
        self.received: list[ReceivedEmail] = []
        self.answer = "250 taken"
        self.unknown = "nobody@example.org"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def sink(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    sink = Sink()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield sink
    controller.stop()


def queue(key="one", to="olena@example.org", **fields):
    return emails.queue(to=to, subject="Вітання", text="Привіт", key=key, language="uk", **fields)


def test_an_e_mail_goes_out_once_with_a_message_id_that_depends_on_its_key(sink):
    first = queue()
    again = queue()

    assert first.pk == again.pk
    assert emails.send_due() == 1
    assert emails.send_due() == 0
    (received,) = sink.received
    assert received["Subject"] == "Вітання"
    assert received["Message-ID"] == first.message_id
    assert received["Content-Language"] == "uk"


def test_lines_that_begin_with_a_dot_arrive_with_it(sink):
    emails.queue(to="olena@example.org", subject="Dots", text=".\n..two\n.\nEnd\n", key="dots", language="en")

    assert emails.send_due() == 1

    (received,) = sink.received
    assert received.get_content().replace("\r\n", "\n") == ".\n..two\n.\nEnd\n"


def test_a_mail_server_that_is_away_delays_and_never_drops(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    email = queue()

    assert emails.send_due() == 0

    email.refresh_from_db()
    assert email.sent_at is None
    assert email.failed_at is None
    assert email.claim is None
    assert email.attempts == 0  # not its fault


def test_a_temporary_refusal_is_tried_again_and_arrives(sink):
    email = queue()
    sink.answer = "451 try later"
    emails.send_due()
    OutgoingEmail.objects.update(due_at=timezone.now())
    sink.answer = "250 taken"

    assert emails.send_due() == 1

    email.refresh_from_db()
    assert (email.attempts, email.fault) == (2, "")
    assert email.sent_at is not None


@pytest.mark.parametrize(("answer", "tried"), [("554 not this one", 1), ("421 too busy", 0)])
def test_what_the_server_says_of_the_text_is_of_this_e_mail_unless_it_takes_its_leave(sink, answer, tried):
    email = queue()
    sink.answer = answer

    assert emails.send_due() == 0

    email.refresh_from_db()
    assert (email.attempts, email.failed_at is not None) == (tried, tried == 1)
    assert smtplib.SMTPDataError.__name__ in email.fault
    sink.answer = "250 taken"
    queue("another")
    assert emails.send_due() == 2 - tried


def test_an_address_that_does_not_exist_ends_the_e_mail_and_holds_up_nobody(sink):
    lost = queue("lost", to=sink.unknown)
    queue("kept")

    assert emails.send_due() == 1

    lost.refresh_from_db()
    assert lost.failed_at is not None
    assert smtplib.SMTPRecipientsRefused.__name__ in lost.fault


def test_a_claim_whose_worker_died_is_taken_up_and_that_of_a_living_one_is_not(sink):
    email, other = queue("one"), queue("two")
    died = timezone.now() - claiming.GRACE - timedelta(seconds=1)
    OutgoingEmail.objects.update(claimed_at=died)
    ready, over = threading.Event(), threading.Event()

    def live():
        with claiming.held() as claim:
            OutgoingEmail.objects.filter(pk=other.pk).update(claim=claim)
            ready.set()
            over.wait(30)
        connection.close()

    OutgoingEmail.objects.filter(pk=email.pk).update(claim=7)
    worker = threading.Thread(target=live)
    worker.start()
    ready.wait(30)

    assert emails.send_due() == 1
    over.set()
    worker.join()
    assert [mail["Message-ID"] for mail in sink.received] == [email.message_id]
    assert emails.send_due() == 1
    assert [mail["Message-ID"] for mail in sink.received] == [email.message_id, other.message_id]


def test_what_a_dead_worker_noted_as_taken_is_not_sent_again(sink):
    taken, other, dead = queue("taken"), queue("other"), 7
    with suppress(KeyboardInterrupt), Receipts(dead) as receipts:
        carrier.note(receipts.file, taken.pk)
        raise KeyboardInterrupt
    with of(dead).open("ab") as file:
        file.write(str(other.pk).encode())  # a line that was cut short
    died = timezone.now() - claiming.GRACE - timedelta(seconds=1)
    OutgoingEmail.objects.update(claim=dead, claimed_at=died)

    assert emails.send_due() == 1

    assert [mail["Message-ID"] for mail in sink.received] == [other.message_id]
    taken.refresh_from_db()
    assert taken.sent_at is not None
    assert (taken.attempts, taken.claim) == (1, None)
    assert list(of(dead).parent.iterdir()) == []


def test_a_carrier_that_is_killed_is_replaced(sink):
    email = queue("one")
    across = crossing.chosen(-1, -1)
    across.open()
    across.process.kill()

    with pytest.raises(smtplib.SMTPServerDisconnected):
        across.hand_over(email, messages.raw(email))
    across.open()
    across.hand_over(email, messages.raw(email))
    across.end()

    assert [mail["Message-ID"] for mail in sink.received] == [email.message_id]


def test_notes_nobody_needed_go_after_a_week(sink):
    with suppress(KeyboardInterrupt), Receipts(7):
        raise KeyboardInterrupt
    with suppress(KeyboardInterrupt), Receipts(8):
        raise KeyboardInterrupt
    os.utime(of(7), times=(0, 0))
    queue("one")

    emails.send_due()

    assert [path.name for path in of(7).parent.iterdir()] == ["8"]


def test_e_mails_leave_where_nothing_can_be_noted(sink, settings, tmp_path, caplog):
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file"
    queue("one")

    assert emails.send_due() == 1

    assert len(sink.received) == 1
    assert "cannot be noted" in caplog.text


def test_four_workers_send_each_e_mail_once(sink):
    for number in range(60):
        queue(f"key {number}")

    def work():
        while emails.send_due(batch=7):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sink.received) == 60
    assert len({email["Message-ID"] for email in sink.received}) == 60


@pytest.mark.parametrize(
    ("configured", "language", "sender"),
    [
        ("Common Ground <portal@example.org>", "en", "Common Ground <portal@example.org>"),
        ("Common Ground <portal@example.org>", "ru", "Точки согласия <portal@example.org>"),
        ("Peace desk <desk@example.org>", "ru", "Peace desk <desk@example.org>"),
        ("desk@example.org", "uk", "desk@example.org"),
    ],
)
def test_the_sender_has_a_name_in_the_readers_language(settings, configured, language, sender):
    settings.DEFAULT_FROM_EMAIL = configured

    assert emails.sender(language) == sender

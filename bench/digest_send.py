"""How fast the outbox hands digests to a mail server, beside smtplib alone, in the same run.

The rival has nothing to do but to hand over: its messages are bytes already, made of the same e-mails
before the clock starts, and it keeps no record. Ours claims, builds, sends and stamps each. One connection
each, in turns.
"""

import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep
from typing import Any

from bench import database

EMAILS, TURNS = 1_000, 5


def digest_send() -> Iterable[dict[str, Any]]:
    """E-mails of a full digest in HTML and text, with its picture (about 90 KB each), 1,000 at a time."""
    with database(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        from tests.running import free_port

        port, ledger = free_port(), Path(folder) / "ledger"
        sink = subprocess.Popen([sys.executable, "-m", "faults.sink", str(port), str(ledger)])
        try:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
            wait_for(port)
            ours, theirs = [], []
            for turn in range(TURNS):
                theirs.append(alone(port, turn))
                ours.append(outbox(turn))
            arrived = len(ledger.read_text().split("\n")) - 1
        finally:
            sink.kill()
            sink.wait()
        value, rival = (median(wall for wall, _ in turns) for turns in (ours, theirs))
        yield {
            "name": "digests handed to SMTP by one worker",
            "value": float(f"{EMAILS / value:.4g}"),
            "unit": "e-mails per second",
            "rival": "smtplib alone, messages made before",
            "rival_value": float(f"{EMAILS / rival:.4g}"),
            "ratio": round(rival / value, 3),
            "ratios_by_turn": [round(t[0] / o[0], 3) for o, t in zip(ours, theirs, strict=True)],
            "cpu_ms_each": [round(median(c for _, c in side) * 1000 / EMAILS, 3) for side in (ours, theirs)],
            "arrived": arrived,
            "sent": 2 * TURNS * EMAILS,
        }


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            smtplib.SMTP("127.0.0.1", port).close()
            return
        except OSError:
            sleep(0.1)


def fill(turn: str) -> None:
    """One shared text, as long as a full digest, to many."""
    from core import emails
    from core.models import Urgency

    words = "Ми хочемо списки полонених щотижня, бо родини втомилися чекати і сподіваються на мир. "
    text = "Stop: [stop]\n\n" + f"{words}\n" * 40
    html = (
        "<html><body>"
        + f'<p style="margin:0 0 12px;color:#1c2230">{words}</p>\n' * 220
        + "[stop]</body></html>"
    )
    picture = bytes(range(256)) * 80
    shared = emails.share(
        key=f"bench:{turn}", subject="Тон спокійніший", text=text, html=html, picture=picture
    )
    numbers = emails.reserve(EMAILS)
    address = "https://portal.example/uk/digests/unsubscribe"
    emails.queue_all(
        [
            emails.Personal(number, f"reader{n}@example.org", f"bench:{turn}:{n}", f"{address}/{n}/")
            for n, number in enumerate(numbers)
        ],
        shared=shared,
        mark="[stop]",
        language="uk",
        urgency=Urgency.DIGEST,
        headers={"List-Id": "<digest.example.org>", "List-Unsubscribe": "<[stop]>"},
        reply_to="desk@example.org",
    )


def outbox(turn: int) -> tuple[float, float]:
    from core import emails

    fill(f"ours {turn}")
    start, cpu = perf_counter(), process_time()
    sent = 0
    while sent < EMAILS:
        sent += emails.send_due()
    return perf_counter() - start, process_time() - cpu


def alone(port: int, turn: int) -> tuple[float, float]:
    from core.emails.messages import raw
    from core.models import OutgoingEmail

    fill(f"theirs {turn}")
    rows = OutgoingEmail.objects.filter(sent_at=None).select_related("shared")
    ready = [(row.to, raw(row)) for row in rows]
    rows.delete()
    start, cpu = perf_counter(), process_time()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for to, message in ready:
            smtp.sendmail("portal@localhost", [to], message)
    return perf_counter() - start, process_time() - cpu


BENCHES = {"digest_send": digest_send}

"""Starts the whole portal: PostgreSQL unless there is one, then web, worker and beat."""

import errno
import io
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections

from accounts.context import DEMO_PASSWORD, DEMO_PEOPLE
from portal import broker, data_folder, health, postgres, translations
from portal.celery import QUEUES
from portal.example.load import is_loaded
from portal.supervisor import ChildEnded, Stopped, Supervisor

READY_WITHIN = 60  # seconds
DATABASE_WITHIN = 30
# Two processes of eight threads: as many as connections in DATABASE_POOL.
WEB = "granian --interface=wsgi --no-ws --workers=2 --blocking-threads=8 portal.wsgi:application"
ALONE = "--without-gossip --without-mingle --without-heartbeat"
POLITELY = ["nice", "-n", "10"]  # people who wait for a page go first
WORKER = f"celery -A portal -q worker --loglevel=warning --concurrency=2 {ALONE} --queues={','.join(QUEUES)}"
BEAT = "celery -A portal -q beat --loglevel=warning"


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.host = os.environ.get("PORTAL_HOST") or "127.0.0.1"
        try:
            with data_folder.held() as folder, Supervisor(folder / "log") as supervisor:
                self.refuse_a_taken_port()
                self.prepare(supervisor)
                self.start(supervisor)
                self.greet()
                supervisor.watch()
        except Stopped:
            self.stdout.write("\nStopped.")
        except (data_folder.Unusable, postgres.PostgresError, ChildEnded) as fault:
            raise CommandError(str(fault)) from None

    def refuse_a_taken_port(self) -> None:
        try:
            family, *_others, where = socket.getaddrinfo(self.host, settings.PORT, type=socket.SOCK_STREAM)[0]
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((where[0], settings.PORT, *where[2:]))
        except (OSError, OverflowError) as fault:
            if getattr(fault, "errno", None) == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {settings.PORT} is in use by another program. Choose another: PORT=8010 make run"
                ) from None
            reason = getattr(fault, "strerror", None) or fault
            raise CommandError(
                f"The portal cannot listen on {self.host}, port {settings.PORT}: {reason}."
            ) from None

    def prepare(self, supervisor: Supervisor) -> None:
        if not os.environ.get("DATABASE_URL"):
            self.step("Starting PostgreSQL", lambda: self.start_postgres(supervisor))
        self.wait_for_database()
        self.step("Preparing the database", self.prepare_database)
        translations.compile_all()
        self.step(
            "Collecting static files", lambda: call_command("collectstatic", verbosity=0, interactive=False)
        )
        if settings.PORTAL_DEMO and not is_loaded():
            self.step("Loading the example", lambda: call_command("load_example", stdout=io.StringIO()))
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL has one

    def step(self, what: str, do: Callable[[], object]) -> None:
        self.stdout.write(f"{what} …", ending=" ")
        self.stdout.flush()
        started = time.monotonic()
        do()
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def start_postgres(self, supervisor: Supervisor) -> None:
        cluster = postgres.Cluster(settings.DATA_DIR / "postgres")
        with supervisor.log("postgres") as log:
            supervisor.adopt("postgres", cluster.start(log), signal.SIGINT)

    def wait_for_database(self) -> None:
        deadline = time.monotonic() + DATABASE_WITHIN
        while True:
            try:
                connection.ensure_connection()
                return
            except OperationalError as fault:
                if time.monotonic() > deadline:
                    raise CommandError(f"The database does not answer: {fault}") from None
                time.sleep(1)

    def prepare_database(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not settings.REDIS_URL:
            call_command("createcachetable", verbosity=0)
            broker.prepare()

    def start(self, supervisor: Supervisor) -> None:
        python = [sys.executable, "-m"]
        supervisor.start("web", [*python, *WEB.split(), f"--host={self.host}", f"--port={settings.PORT}"])
        self.step("Starting the portal", lambda: self.wait_until_ready(supervisor))
        supervisor.start("worker", [*POLITELY, *python, *WORKER.split()], when_orphaned=signal.SIGQUIT)
        schedule = settings.DATA_DIR / "beat-schedule"
        supervisor.start("beat", [*python, *BEAT.split(), f"--schedule={schedule}"])

    def wait_until_ready(self, supervisor: Supervisor) -> None:
        if not supervisor.wait_until(self.is_ready, seconds=READY_WITHIN):
            raise CommandError(f"The portal did not become ready. Its logs are in {supervisor.logs}")

    def is_ready(self) -> bool:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        here = f"[{here}]" if ":" in here else here
        url = f"http://{here}:{settings.PORT}/health/ready"
        return health.answers(url, host=urlsplit(settings.PORTAL_URL).netloc)

    def greet(self) -> None:
        self.stdout.write(f"\nThe portal is open: {settings.PORTAL_URL}/")
        if settings.PORTAL_DEMO:
            self.stdout.write(f"Every e-mail it sends: {settings.PORTAL_URL}/mailbox/")
            self.stdout.write(f'Log-ins, all with the password "{DEMO_PASSWORD}":')
            for person in DEMO_PEOPLE:
                self.stdout.write(f"  {person['email']:<28} {person['role']}")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()

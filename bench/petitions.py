"""How fast signatures are taken, counted and recounted, on a durable database."""

import json
import random
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

from bench import database

COUNTRIES = ["UA"] * 40 + ["RU"] * 30 + ["PL"] * 15 + ["US"] * 10 + ["DE", "FR", "GE", "KZ", "TR"]


def petitions() -> Iterable[dict[str, object]]:
    with database():
        yield from _signatures()
        yield from _import()


def _signatures(many: int = 200_000) -> Iterable[dict[str, object]]:
    from django.utils import timezone

    from petitions import actions
    from petitions.models import Signature

    petition, now, chance = _petition(), timezone.now(), random.Random(1)

    def confirmed(first: int, count: int) -> list[Signature]:
        return [
            Signature(
                petition=petition, name="Signer", email=f"s{n}@example.org", email_key=f"s{n}@example.org",
                country=chance.choice(COUNTRIES), language="en", state="confirmed", confirmed_at=now,
            )
            for n in range(first, first + count)
        ]  # fmt: skip

    Signature.objects.bulk_create(confirmed(0, many), batch_size=5_000)
    yield _row(f"count {many} new signatures", _seconds(actions.count_signatures))
    Signature.objects.bulk_create(confirmed(many, 200), batch_size=5_000)
    yield _row(f"count 200 new ones among {many}", _seconds(actions.count_signatures))
    yield _row(f"recount {many}", _seconds(actions.recount))
    yield _row(f"where {many} signers live", _seconds(petition.signatures.residences))
    written = {"name": "Signer", "country": "UA", "reader": "en"}
    signing = _seconds(
        lambda: [actions.sign(petition, email=f"stranger{n}@example.org", **written) for n in range(300)]
    )
    yield {"what": "a stranger signs, with the e-mail", "per_minute": round(300 * 60 / signing)}


def _import(many: int = 10_000) -> Iterable[dict[str, object]]:
    from petitions import actions
    from petitions.models import Petition
    from topics.models import Topic

    topic = Topic.objects.get()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for n in range(many):
            row = {"id": n, "action": f"Publish list number {n}", "background": "Families wait. " * 10}
            file.write(json.dumps(row | {"state": "closed", "signature_count": n}) + "\n")
        file.flush()
        seconds = _seconds(lambda: actions.import_file(Path(file.name), topic=topic))
    yield {"what": "import", "petitions_per_second": round(many / seconds)}
    similar = Petition.objects.shown().similar_to("Publish the list number seven")[:5]
    yield _row(f"similar among {many}", _seconds(lambda: list(similar)))


def _petition() -> "Petition":  # noqa: F821 - Django is set up later
    from datetime import timedelta

    from django.utils import timezone

    from contributions.models import Contribution
    from petitions.models import Petition
    from topics.models import Topic

    now, topic = timezone.now(), Topic.objects.create(slug="bench", title="Bench")
    words = Contribution.objects.create(
        topic=topic, kind="petition", body="Why", language="en", state="published", published_at=now
    )
    return Petition.objects.create(
        contribution=words, slug="bench", action="Do it", state="open",
        opened_at=now, closes_at=now + timedelta(days=1),
    )  # fmt: skip


def _seconds(job: Callable[[], object]) -> float:
    began = perf_counter()
    job()
    return perf_counter() - began


def _row(what: str, seconds: float) -> dict[str, object]:
    return {"what": what, "milliseconds": round(seconds * 1000, 1)}


BENCHES = {"petitions": petitions}

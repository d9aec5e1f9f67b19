"""Which official receives which digest."""

from accounts.models import Office
from digests.actions import subscribe
from portal.example.content import read
from portal.example.people import People
from topics.models import Topic

TIMING = ("language", "frequency", "weekday", "hour", "timezone")


def load(people: People, topics: dict[str, Topic]) -> None:
    offices = {office.slug: office for office in Office.objects.all()}
    for row in read("subscriptions"):
        subscribe(
            office=offices[row["office"]],
            by=people[row["user"]],
            topics=[topics[slug] for slug in row["topics"]],
            **{name: row[name] for name in TIMING if name in row},
        )

"""Which official receives which digest, and the words that a moderator has approved for quoting."""

from accounts.models import Office, User
from digests.actions import decide, propose, subscribe
from digests.models import Quote
from insights.actions import read_all
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


def approve_quotes(moderator: User) -> None:
    read_all()
    propose()
    for quote in Quote.objects.to_decide():
        decide(quote, by=moderator, approve=True)

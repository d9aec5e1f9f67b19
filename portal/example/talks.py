"""The talks themselves: topics, parties, rounds, milestones, background."""

from accounts.models import Office
from portal.example.content import Clock, columns, one_a_line, read
from topics.models import Background, Milestone, Party, Round, Topic


def load(clock: Clock) -> dict[str, Topic]:
    topics = {
        row.slug: row
        for row in Topic.objects.bulk_create(
            Topic(
                slug=row["slug"],
                order=order,
                **columns(
                    title=row["title"],
                    summary=row["summary"],
                    concerns=one_a_line(row["concerns"]),
                    collaboration=one_a_line(row["collaboration"]),
                ),
            )
            for order, row in enumerate(read("topics"), start=1)
        )
    }
    parties = {
        row.slug: row
        for row in Party.objects.bulk_create(
            Party(
                slug=row["slug"],
                kind=row["kind"],
                **columns(name=row["name"], interests=one_a_line(row["interests"])),
            )
            for row in read("parties")
        )
    }
    Round.objects.bulk_create(
        Round(
            number=row["number"],
            begins_on=clock.day(row["begins_in_days"]),
            ends_on=clock.day(row["ends_in_days"]),
            **columns(title=row["title"]),
        )
        for row in read("rounds")
    )
    for row in read("offices"):
        Office.objects.get(slug=row["slug"]).topics.set(topics[slug] for slug in row["topics"])
    _milestones(clock, topics, parties)
    Background.objects.bulk_create(
        Background(
            slug=row["slug"],
            kind=row["kind"],
            topic=topics[row["topic"]] if row["topic"] else None,
            source_url=row["source_url"],
            order=order,
            **columns(title=row["title"], body=row["body"]),
        )
        for order, row in enumerate(read("background"), start=1)
    )
    return topics


def _milestones(clock: Clock, topics: dict[str, Topic], parties: dict[str, Party]) -> None:
    for order, row in enumerate(read("milestones"), start=1):
        milestone = Milestone.objects.create(
            slug=row["slug"],
            state=row["state"],
            due_on=None if row["due_in_days"] is None else clock.day(row["due_in_days"]),
            done_on=None if row["done_in_days"] is None else clock.day(row["done_in_days"]),
            order=order,
            **columns(title=row["title"], timeline=row["timeline"]),
        )
        milestone.parties.set(parties[slug] for slug in row["parties"])
        milestone.topics.set(topics[slug] for slug in row["topics"])

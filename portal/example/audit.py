"""A small audit sample: texts picked by chance, and how two of the staff say that they sound."""

from contributions.models import Contribution
from insights.models import DrawnText, Label
from portal.example.content import Clock, read
from portal.example.people import People

LABELLERS = ("moderator", "operator")  # the first and the second


def load(people: People, clock: Clock) -> None:
    """Far under the hundred texts of a language that a correction needs, and the pages say so."""
    said = {row["text"]: row["labels"] for row in read("voices") if "labels" in row}
    at = clock.ago("1d")
    texts = DrawnText.objects.bulk_create(
        DrawnText(
            contribution=words,
            language=words.language,
            written_at=words.created_at,
            drawn_at=at,
            drawn_by=people["operator"],
            seed="example",
        )
        for words in Contribution.objects.public().filter(body__in=said).order_by("pk")
    )
    Label.objects.bulk_create(
        Label(text=text, by=people[by], place=place, tone=tone, at=at)
        for text in texts
        for place, (by, tone) in enumerate(zip(LABELLERS, said[text.contribution.body], strict=True), start=1)
    )

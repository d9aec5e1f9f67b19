"""What officials have answered, and who follows what."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Office
from answers.models import Answer, AnswerTranslation
from answers.states import State
from consultations.models import Consultation
from forums.models import Thread
from notices.actions import announce_all
from notices.models import Follow, Notice
from petitions.models import Petition
from portal.example.content import LANGUAGES, Clock, chance, read
from portal.example.people import People

AUTHORS = {"humanitarian-group": "office", "secretariat": "secretariat-official"}
FOLLOWED_BY = 0.12  # of the citizens, each discussion and petition


@dataclass(frozen=True)
class Things:
    """What can be answered and followed, by slug or key."""

    petitions: dict[str, Petition]
    threads: dict[str, Thread]
    consultations: dict[str, Consultation]


def load_answers(people: People, clock: Clock, things: Things) -> None:
    offices = {office.slug: office for office in Office.objects.all()}
    rows = read("answers")
    answers = Answer.objects.bulk_create(
        Answer(
            office=offices[row["office"]],
            author=people[AUTHORS[row["office"]]],
            petition=things.petitions[row["petition"]] if "petition" in row else None,
            thread=things.threads[row["thread"]] if "thread" in row else None,
            consultation=things.consultations[row["consultation"]] if "consultation" in row else None,
            language=row["language"],
            title=row["title"][row["language"]],
            body=row["body"][row["language"]],
            state=State.PUBLISHED,
            published_at=clock.ago(row["published"]),
            state_changed_at=clock.ago(row["published"]),
            is_example=True,
        )
        for row in rows
    )
    AnswerTranslation.objects.bulk_create(
        AnswerTranslation(answer=answer, language=code, title=row["title"][code], body=row["body"][code])
        for answer, row in zip(answers, rows, strict=True)
        for code in LANGUAGES
        if code != row["language"]
    )
    announce_all()
    Notice.objects.update(emailed_at=timezone.now())  # on the pages; nobody gets e-mails about the example


def load_follows(people: People, things: Things) -> None:
    """The citizen with a log-in follows what concerns her; others follow here and there."""
    dice = chance("follows")
    olena = people["olena"]
    follows = [
        Follow(user=olena, petition=things.petitions["publish-the-lists-every-week"]),
        Follow(user=olena, petition=things.petitions["medicine-both-ways"]),
        Follow(user=olena, thread=things.threads["who-monitors-and-how"]),
        Follow(user=olena, thread=things.threads["lists-who-checks"]),
        Follow(user=olena, consultation=things.consultations["visits-to-places-of-detention"]),
    ]
    for user in people.citizens:
        follows += [
            Follow(user=user, thread=row) for row in things.threads.values() if dice.random() < FOLLOWED_BY
        ]
        public = [row for row in things.petitions.values() if row.opened_at]
        follows += [Follow(user=user, petition=row) for row in public if dice.random() < FOLLOWED_BY]
    Follow.objects.bulk_create(follows)

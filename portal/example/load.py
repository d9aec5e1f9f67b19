"""Loads the whole example in one transaction: all of it, or nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts.models import User
from portal.example import answers, audit, digests, talks
from portal.example.consultations import Consultations
from portal.example.content import Clock
from portal.example.forums import Forums, load_boards
from portal.example.moderation import Moderation
from portal.example.people import People
from portal.example.petitions import Petitions
from portal.example.words import Words


def is_loaded() -> bool:
    return User.objects.filter(is_example=True).exists()


@transaction.atomic
def load(now: datetime) -> None:
    """`now`: the moment before which everything in the example has happened."""
    with translation.override("en"):
        clock = Clock(now)
        people = People(clock)
        people.load()
        topics = talks.load(clock)
        words = Words(clock)
        forums = Forums(words, people, clock)
        petitions = Petitions(words, people, clock)
        consultations = Consultations(words, people, clock)
        moderation = Moderation(words, people, clock)

        forums.gather(load_boards(topics))
        petitions.gather(topics)
        consultations.gather(topics)
        moderation.gather(forums)
        words.save()

        petitions.sign()
        consultations.vote()
        words.react([*people.many()])
        moderation.load(petitions)
        audit.load(people, clock)
        _answer(people, clock, petitions, forums, consultations)
        digests.load(people, topics)
        digests.approve_quotes(people["moderator"])


def _answer(
    people: People, clock: Clock, petitions: Petitions, forums: Forums, consultations: Consultations
) -> None:
    things = answers.Things(
        petitions={petition.slug: petition for _, petition in petitions.rows},
        threads=forums.threads,
        consultations=consultations.rows,
    )
    answers.load_follows(people, things)
    answers.load_answers(people, clock, things)

"""What happened becomes news, and news becomes a notice for everyone concerned; each of it once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from answers.models import Answer
from consultations.models import Consultation
from consultations.states import State as ConsultationState
from contributions.models import Contribution
from notices.models import Follow, News, Notice, Recipient
from notices.states import FRESH, Reason
from petitions.models import Petition, Reached
from petitions.states import State as PetitionState
from topics.models import Topic

AT_ONCE = 2000  # rows in one statement


class Concerned(NamedTuple):
    email: str
    language: str
    user_id: int | None
    reason: str


# == What happened ==
def discover(now: datetime | None = None) -> int:
    """Write down what nobody knows of yet. Several workers at once find the same, and it stands once."""
    found = list(happened((now or timezone.now()) - FRESH))
    News.objects.bulk_create(found, ignore_conflicts=True)
    return len(found)


def happened(since: datetime) -> Iterator[News]:
    for answer in Answer.objects.published().filter(news=None, published_at__gte=since):
        yield news(answer.published_at, answer=answer)
    gone = Answer.objects.withdrawn().filter(news__notices__isnull=False, news_of_its_end=None)
    for answer in gone.filter(state_changed_at__gte=since).distinct():
        yield news(answer.state_changed_at, withdrawn=answer)
    petitions = Petition.objects.public()
    known = News.objects.filter(petition=OuterRef("petition"), threshold=OuterRef("threshold"))
    for reached in Reached.objects.filter(~Exists(known), at__gte=since, petition__in=petitions):
        yield news(reached.at, petition_id=reached.petition_id, threshold_id=reached.threshold_id)
    known = News.objects.filter(petition=OuterRef("pk"), threshold=None)
    for petition in petitions.filter(~Exists(known), state=PetitionState.CLOSED, closed_at__gte=since):
        yield news(petition.closed_at, petition=petition)
    over = Consultation.objects.filter(state=ConsultationState.CLOSED, closes_at__gte=since)
    for consultation in over.filter(news=None):
        yield news(consultation.closes_at, consultation=consultation)


def news(at: datetime | None, **about: Any) -> News:
    return News(at=at or timezone.now(), **about)


# == Who is told ==
def announce_all() -> int:
    """Returns how many notices are new."""
    discover()
    return sum(announce(row) for row in News.objects.untold())


def announce(found: News) -> int:
    """A notice for everyone who signed, wrote, took part or follows; once. Returns how many are new."""
    with transaction.atomic():
        untold = News.objects.untold().select_for_update(no_key=True, of=("self",))
        if not (row := untold.filter(pk=found.pk).first()):
            return 0
        people = {person.email.lower(): person for person in concerned(row)}
        people.pop("", None)
        emails = sorted(people)  # in order, so that two workers never wait in a ring
        for start in range(0, len(emails), AT_ONCE):
            write(row, {email: people[email] for email in emails[start : start + AT_ONCE]})
        News.objects.filter(pk=row.pk).update(told_at=timezone.now())
    return len(people)


def write(row: News, people: dict[str, Concerned]) -> None:
    Recipient.objects.bulk_create((Recipient(email=email) for email in people), ignore_conflicts=True)
    keys = dict(Recipient.objects.filter(email__in=people).values_list("email", "pk"))
    Notice.objects.bulk_create(
        (
            Notice(
                news=row,
                recipient_id=keys[email],
                language=person.language,
                user_id=person.user_id,
                reason=person.reason,
            )
            for email, person in people.items()
        ),
        ignore_conflicts=True,
    )


def concerned(news: News) -> Iterator[Concerned]:
    """Everybody once for each reason, the closest reason last; a person with an account after the address.

    Of a withdrawal, those who were told of the answer.
    """
    if news.withdrawn:
        yield from told_of(news.withdrawn, before=news.at)
        return
    users = User.objects.filter(is_active=True)
    follows = Follow.objects.filter(user__is_active=True)
    about = news.about
    if news.answer:
        of_topic = follows.filter(topic=topic_of(news))
        yield from people(users.filter(follows__in=of_topic), Reason.FOLLOWS_TOPIC)
    target: dict[str, Any] = {about._meta.model_name or "": about}
    yield from people(users.filter(follows__in=follows.filter(**target)), Reason.FOLLOWS)
    if isinstance(about, Petition):
        signed = about.signatures.confirmed().filter(wants_news=True)
        for row in signed.filter(user=None).iterator(AT_ONCE):
            yield Concerned(row.email, row.language, None, Reason.SIGNED)
        yield from people(users.filter(signatures__in=signed), Reason.SIGNED)
        yield from people(users.filter(contributions__petition=about), Reason.STARTED)
    elif isinstance(about, Consultation):
        yield from people(users.filter(participations__consultation=about), Reason.TOOK_PART)
    else:
        wrote = Contribution.objects.public().filter(post__thread=about)
        yield from people(users.filter(contributions__in=wrote), Reason.WROTE)
        yield from people(users.filter(contributions__thread=about), Reason.STARTED)


def told_of(answer: Answer, *, before: datetime) -> Iterator[Concerned]:
    told = Notice.objects.filter(news__answer=answer).told_before(before).select_related("recipient", "user")
    for row in told.iterator(AT_ONCE):
        if row.user is None:
            yield Concerned(row.recipient.email, row.language, None, row.reason)
        elif row.user.is_active:
            yield Concerned(row.user.email, row.user.language, row.user_id, row.reason)


def people(users: QuerySet[User], reason: Reason) -> Iterator[Concerned]:
    for user in users.distinct().iterator(AT_ONCE):
        yield Concerned(user.email, user.language, user.pk, reason)


def topic_of(news: News) -> Topic:
    about = news.about
    return about.topic if isinstance(about, Consultation) else about.contribution.topic

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from answers.models import Answer
from consultations.models import Consultation
from forums.models import Thread
from notices import emails
from notices.models import Follow, Notice, Reason, Silence, Told
from notices.permissions import may_follow
from petitions.models import Petition
from topics.models import Topic

Followed = Petition | Thread | Consultation | Topic


class Recipient(NamedTuple):
    email: str
    language: str
    user_id: int | None
    reason: Reason


def follow(row: Followed, *, by: User) -> bool:
    """Follow, or stop following. Returns whether the person follows now."""
    may_follow(by).insist()
    target: dict[str, Any] = {row._meta.model_name or "": row}
    found, made = Follow.objects.get_or_create(user=by, **target)
    if not made:
        found.delete()
    return made


def announce(answer: Answer) -> int:
    """A notice for everyone who signed, wrote, took part or follows; once. Returns how many are new."""
    with transaction.atomic():
        row = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        if not row.is_public or Told.objects.filter(answer=row).exists():
            return 0
        people = {person.email.lower(): person for person in concerned(answer)}
        people.pop("", None)
        notices = [
            Notice(
                answer=answer,
                email=email,
                language=person.language,
                user_id=person.user_id,
                reason=person.reason,
            )
            for email, person in people.items()
        ]
        Notice.objects.bulk_create(notices, batch_size=2000, ignore_conflicts=True)
        Told.objects.create(answer=answer)
    return len(notices)


def concerned(answer: Answer) -> Iterator[Recipient]:
    """Everybody once for each reason, the closest reason last; a person with an account after the address."""
    users = User.objects.filter(is_active=True)
    follows = Follow.objects.filter(user__is_active=True)
    yield from people(users.filter(follows__in=follows.filter(topic=topic_of(answer))), Reason.FOLLOWS_TOPIC)
    target = {answer.target._meta.model_name or "": answer.target}
    yield from people(users.filter(follows__in=follows.filter(**target)), Reason.FOLLOWS)
    if petition := answer.petition:
        signed = petition.signatures.confirmed().filter(wants_news=True)
        for row in signed.iterator(2000):
            yield Recipient(row.email, row.language, row.user_id, Reason.SIGNED)
        yield from people(users.filter(contributions__petition=petition), Reason.STARTED)
    elif thread := answer.thread:
        words = users.filter(contributions__state="published")
        yield from people(words.filter(contributions__post__thread=thread), Reason.WROTE)
        yield from people(words.filter(contributions__thread=thread), Reason.STARTED)
    else:
        took_part = users.filter(participations__consultation=answer.consultation)
        yield from people(took_part, Reason.TOOK_PART)


def people(users: QuerySet[User], reason: Reason) -> Iterator[Recipient]:
    for user in users.distinct().iterator(2000):
        yield Recipient(user.email, user.language, user.pk, reason)


def topic_of(answer: Answer) -> Topic:
    target = answer.target
    return target.topic if isinstance(target, Consultation) else target.contribution.topic


def announce_all() -> int:
    return sum(announce(answer) for answer in Answer.objects.published().filter(told=None))


def email_some(batch: int = 200) -> int:
    """Queue the e-mails of up to `batch` notices; several workers never take the same."""
    with transaction.atomic():
        notices = list(
            Notice.objects.awaiting_email()
            .for_page()
            .select_for_update(skip_locked=True, no_key=True, of=("self",))[:batch]
        )
        silent = set(
            Silence.objects.filter(email__in=[notice.email for notice in notices]).values_list(
                "email", flat=True
            )
        )
        for notice in notices:
            if notice.email not in silent:
                emails.answered(notice)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(emailed_at=timezone.now())
    return len(notices)


def silence(email: str) -> None:
    Silence.objects.get_or_create(email=email.lower())


def speak_again(email: str) -> None:
    Silence.objects.filter(email=email.lower()).delete()


def mark_read(user: User) -> None:
    Notice.objects.of(user).filter(read_at=None).update(read_at=timezone.now())

"""From a draft that the whole office sees to an answer that everyone reads."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import may_speak_for
from answers import emails
from answers.models import Answer, AnswerTranslation
from answers.permissions import may_ask, may_change, may_give_back, may_publish, may_translate, may_withdraw
from answers.states import State
from consultations.models import Consultation
from core.models import StateChange
from core.templatetags.words import own_name
from core.verdict import Refused
from forums.models import Thread
from petitions.models import Petition
from topics.models import Milestone

LONGEST = 8000


class Text(NamedTuple):
    title: str
    body: str


class Overtaken(Refused):
    """A colleague saved first; `answer` is what stands now."""

    def __init__(self, answer: Answer) -> None:
        words = _("%(name)s saved this answer while you were writing. Compare both, then save again.")
        super().__init__(words % {"name": answer.edited_by or _("Somebody")})
        self.answer = answer


def check(texts: Mapping[str, Text], language: str) -> None:
    if not (original := texts.get(language)) or not original.title.strip() or not original.body.strip():
        raise Refused(_("Write the answer, and its one-sentence summary, in its original language."))
    check_lengths(texts)


def check_lengths(texts: Mapping[str, Text]) -> None:
    if any(len(text.body) > LONGEST for text in texts.values()):
        raise Refused(_("The answer is too long; at most %(most)d characters fit.") % {"most": LONGEST})


def locked(answer: Answer) -> Answer:
    rows = Answer.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("office", "edited_by").get(pk=answer.pk)


@transaction.atomic
def draft(
    *,
    office: Office,
    by: User,
    target: Petition | Thread | Consultation,
    language: str,
    texts: Mapping[str, Text],
    milestones: Iterable[Milestone] = (),
) -> Answer:
    """A new draft that the whole office sees. `texts`: by language; the original is the one in `language`."""
    may_speak_for(by, office).insist()
    check(texts, language)
    answer = Answer.objects.create(
        office=office,
        author=by,
        edited_by=by,
        language=language,
        title=texts[language].title,
        body=texts[language].body,
        is_example=office.is_example,
        **{target._meta.model_name or "": target},
    )
    answer.milestones.set(milestones)
    translate(answer, texts)
    return answer


@transaction.atomic
def revise(
    answer: Answer,
    *,
    by: User,
    language: str,
    texts: Mapping[str, Text],
    milestones: Iterable[Milestone] = (),
    seen: int | None = None,
) -> Answer:
    """Write it anew. `seen`: the version that `by` began from, else that of `answer`.

    Raises Overtaken, and changes nothing, where a colleague saved in between.
    """
    row = locked(answer)
    may_change(by, row).insist()
    check(texts, language)
    if row.version != (answer.version if seen is None else seen):
        raise Overtaken(row)
    row.language, (row.title, row.body) = language, texts[language]
    row.version, row.edited_by, row.edited_at = row.version + 1, by, timezone.now()
    row.save(update_fields=["language", "title", "body", "version", "edited_by", "edited_at"])
    row.milestones.set(milestones)
    translate(row, texts)
    return row


def translate(answer: Answer, texts: Mapping[str, Text]) -> None:
    answer.translations.all().delete()
    AnswerTranslation.objects.bulk_create(
        AnswerTranslation(answer=answer, language=language, title=text.title, body=text.body)
        for language, text in texts.items()
        if language != answer.language and text.title and text.body
    )


@transaction.atomic
def add_translations(answer: Answer, *, by: User, texts: Mapping[str, Text]) -> Answer:
    """Languages that a published answer lacks; what stands never changes. The trace says who added which."""
    row = locked(answer)
    may_translate(by, row).insist()
    if not texts:
        raise Refused(_("Write at least one translation."))
    if not set(texts) <= set(row.languages_missing):
        raise Refused(_("A colleague has added this translation meanwhile: what stands stays as it is."))
    check_lengths(texts)
    AnswerTranslation.objects.bulk_create(
        AnswerTranslation(answer=row, language=language, title=text.title, body=text.body)
        for language, text in texts.items()
    )
    StateChange.objects.create(
        kind=row._meta.label_lower,
        object_id=row.pk,
        by=by,
        before=row.state,
        after=row.state,
        why=", ".join(own_name(language) for language in texts),
    )
    return row


@transaction.atomic
def ask(answer: Answer, *, by: User) -> Answer:
    """From now on it waits, unchanged, for another official of the office, who is told by e-mail."""
    row = locked(answer)
    may_ask(by, row).insist()
    row.move(State.READY, by=by, asked_by=by, asked_at=timezone.now())
    emails.asked(row)
    return row


@transaction.atomic
def give_back(answer: Answer, *, by: User, note: str = "") -> Answer:
    """A draft again. Whoever asked is told why; they may take it back themselves without a word."""
    row = locked(answer)
    may_give_back(by, row).insist()
    own = by.pk == row.asked_by_id
    if not own and not note.strip():
        raise Refused(_("Say what should be changed."))
    row.move(State.DRAFT, by=by, why=note)
    if not own:
        emails.given_back(row, by=by, note=note)
    return row


@transaction.atomic
def publish(answer: Answer, *, by: User, seen: int | None = None) -> Answer:
    """From now on it stands on the page; those concerned are told by `notices`, which looks for it.

    `seen`: the version that `by` has read, else that of `answer`; no other is published.
    """
    row = locked(answer)
    may_publish(by, row).insist()
    if row.version != (answer.version if seen is None else seen):
        raise Refused(_("The answer was changed after you opened it. Read it again before you publish it."))
    return row.move(State.PUBLISHED, by=by, published_at=timezone.now())


@transaction.atomic
def withdraw(answer: Answer, *, by: User) -> Answer:
    row = locked(answer)
    may_withdraw(by, row).insist()
    return row.move(State.WITHDRAWN, by=by)

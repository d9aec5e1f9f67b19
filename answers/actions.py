from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Office, User
from accounts.permissions import may_speak_for
from answers.models import Answer, AnswerTranslation
from answers.permissions import may_change, may_withdraw
from answers.states import State
from consultations.models import Consultation
from core.verdict import Refused
from forums.models import Thread
from petitions.models import Petition

LONGEST = 8000


class Text(NamedTuple):
    title: str
    body: str


def check(texts: Mapping[str, Text], language: str) -> None:
    if not (original := texts.get(language)) or not original.title.strip() or not original.body.strip():
        raise Refused(_("Write the answer, and its one-sentence summary, in its original language."))
    if any(len(text.body) > LONGEST for text in texts.values()):
        raise Refused(_("The answer is too long; at most %(most)d characters fit.") % {"most": LONGEST})


@transaction.atomic
def draft(
    *,
    office: Office,
    by: User,
    target: Petition | Thread | Consultation,
    language: str,
    texts: Mapping[str, Text],
) -> Answer:
    """A new draft that the whole office sees. `texts`: by language; the original is the one in `language`."""
    may_speak_for(by, office).insist()
    check(texts, language)
    answer = Answer.objects.create(
        office=office,
        author=by,
        language=language,
        title=texts[language].title,
        body=texts[language].body,
        is_example=office.is_example,
        **{target._meta.model_name or "": target},
    )
    translate(answer, texts)
    return answer


@transaction.atomic
def revise(answer: Answer, *, by: User, language: str, texts: Mapping[str, Text]) -> Answer:
    row = (
        Answer.objects.select_for_update(no_key=True, of=("self",)).select_related("office").get(pk=answer.pk)
    )
    may_change(by, row).insist()
    check(texts, language)
    row.language, (row.title, row.body) = language, texts[language]
    row.save(update_fields=["language", "title", "body"])
    translate(row, texts)
    return row


def translate(answer: Answer, texts: Mapping[str, Text]) -> None:
    answer.translations.all().delete()
    AnswerTranslation.objects.bulk_create(
        AnswerTranslation(answer=answer, language=language, title=text.title, body=text.body)
        for language, text in texts.items()
        if language != answer.language and text.title and text.body
    )


def publish(answer: Answer, *, by: User) -> Answer:
    """From now on it stands on the page; those concerned are told by `notices`, which looks for it."""
    may_change(by, answer).insist()
    return answer.move(State.PUBLISHED, by=by, published_at=timezone.now())


def withdraw(answer: Answer, *, by: User, why: str = "") -> Answer:
    may_withdraw(by, answer).insist()
    return answer.move(State.WITHDRAWN, by=by, why=why)

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from answers.models import Answer
from core import emails
from core.links import absolute
from core.templatetags.parts import translation_of


def asked(answer: Answer) -> None:
    """Tell the others of the office that an answer waits for one of them."""
    own = {pk for pk in (answer.asked_by_id, answer.edited_by_id) if pk}
    _queue("asked", answer, answer.speakers().exclude(pk__in=own), view="answers:publish")


def given_back(answer: Answer, *, by: User, note: str) -> None:
    """Tell who asked for a second person what that person wants changed; nobody who has left the office."""
    to = [person for person in answer.speakers() if person.pk == answer.asked_by_id]
    _queue("given_back", answer, to, view="answers:edit", by=by, note=note)


def _queue(name: str, answer: Answer, people: Iterable[User], *, view: str, **context: Any) -> None:
    moment = answer.asked_at.isoformat() if answer.asked_at else ""
    for person in people:
        with translation.override(person.language):
            url, about = absolute(reverse(view, args=[answer.pk])), answer.target_title.text
            words = translation_of(answer) or answer
        emails.write(
            f"answers/email/{name}",
            {"answer": answer, "words": words, "about": about, "url": url, **context},
            to=person.email,
            key=f"answers:{name}:{answer.pk}:{moment}:{person.pk}",
            language=person.language,
        )

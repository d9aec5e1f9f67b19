"""What discussions propose, and where people say they stand towards it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from core.templatetags.words import page_language
from forums.models import Thread, Wording
from insights.querysets.pulse import Declared, is_enough, stances
from insights.querysets.voices import Said


class Position(NamedTuple):
    """An answer to what a discussion proposes."""

    thread: int
    answer: str

    @property
    def code(self) -> str:
        """ "12-for", in addresses."""
        return f"{self.thread}-{self.answer}"


@dataclass(frozen=True)
class Words:
    """A text in its own language and in those it was translated into."""

    original: Wording
    translations: tuple[Wording, ...]

    @property
    def wording(self) -> Wording:
        """In the language of the page, where somebody translated it."""
        return next((row for row in self.translations if row.language == page_language()), self.original)


@dataclass(frozen=True)
class Proposition(Words):
    """A discussion's proposition and where people say they stand towards it."""

    thread: int
    slug: str
    stances: tuple[Declared, ...]

    @property
    def url(self) -> str:
        """In the language of the page."""
        return reverse("forums:thread", args=[self.thread, self.slug])

    @property
    def people(self) -> int:
        return self.stances[0].share.people

    @property
    def opens(self) -> tuple[Position, ...]:
        """Answers that ten people gave, whose texts are listed. The whole discussion stands in public, and
        at each text the answer.
        """
        return tuple(
            Position(self.thread, answer.code)
            for answer in self.stances
            if is_enough(round(answer.share.estimate * answer.share.people))
        )


def propositions(rows: Iterable[Said], most: int = 5) -> tuple[Proposition, ...]:
    """The propositions about which most people declared something."""
    found = stances(rows)
    threads = Thread.objects.public().filter(pk__in=found).exclude(proposition="")
    threads = threads.select_related("contribution").prefetch_related("contribution__translations")
    told = [
        Proposition(
            thread=thread.pk,
            slug=thread.slug,
            original=Wording(thread.proposition, thread.contribution.language),
            translations=tuple(
                Wording(row.proposition, row.language)
                for row in thread.contribution.translations.all()
                if row.proposition
            ),
            stances=found[thread.pk],
        )
        for thread in threads
    ]
    return tuple(sorted(told, key=lambda row: (-row.people, row.thread))[:most])

"""What a digest is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from topics.models import Topic


@dataclass(frozen=True)
class Scope:
    """Topics, at least one, and the countries and languages that are looked at; none of these means all."""

    topics: tuple[Topic, ...]
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, topics: Iterable[Topic] = (), countries: Iterable[str] = (), languages: Iterable[str] = ()
    ) -> Self:
        """No topic chosen means all of them."""
        chosen = tuple(topics) or tuple(Topic.objects.all())
        return cls(chosen, tuple(sorted(countries)), tuple(sorted(languages)))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.countries or self.languages)

    @property
    def topic_keys(self) -> list[int]:
        return [topic.pk for topic in self.topics]

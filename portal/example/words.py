"""What everyone in the example says is gathered first and written in the order in which it was said."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

from accounts.models import User
from contributions.models import Contribution, Reaction, Translation
from contributions.states import Kind, State
from portal.example.content import Clock, between, chance
from topics.models import Topic

MOST_HEARD = 0.14  # of all people, who press "I understand this" under the words that most understand


Row = TypeVar("Row", bound=Model)


class Words:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.said: list[Contribution] = []
        self.beside: dict[type[Model], list[Model]] = defaultdict(list)
        self.translations: list[Translation] = []

    def say(
        self,
        *,
        by: User,
        topic: Topic,
        kind: Kind,
        body: str,
        language: str,
        at: datetime,
        state: State = State.PUBLISHED,
        feeling: str = "",
        stance: str = "",
        translations: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Contribution:
        """Published, unless `state` says otherwise. `translations`: language -> title and text."""
        words = Contribution(
            author=by,
            topic=topic,
            kind=kind,
            body=body,
            language=language,
            country=by.country,
            feeling=feeling,
            stance=stance,
            state=state,
            state_changed_at=at,
            created_at=at,
            published_at=at if state == State.PUBLISHED else None,
            touched_at=at,
            is_example=True,
        )
        self.said.append(words)
        for code, row in (translations or {}).items():
            self.translations.append(
                Translation(
                    contribution=words,
                    language=code,
                    title=row.get("title", ""),
                    proposition=row.get("proposition", ""),
                    body=row["text"],
                )
            )
        return words

    def put(self, row: Row) -> Row:
        """The row of the kind's own app that stands beside the words."""
        self.beside[type(row)].append(row)
        return row

    def save(self) -> None:
        """Ids follow time, because pages list words in the order of their ids."""
        self.said.sort(key=lambda words: words.created_at)
        Contribution.objects.bulk_create(self.said)
        for model, rows in self.beside.items():
            model._default_manager.bulk_create(rows)
        Translation.objects.bulk_create(self.translations)

    def react(self, people: list[User]) -> None:
        """ "I understand this": more under some words than under others, never by their author."""
        dice = chance("reactions")
        reactions = []
        for words in self.said:
            if words.state != State.PUBLISHED or words.kind not in (Kind.THREAD, Kind.POST):
                continue
            share = MOST_HEARD * dice.random() ** 2
            for user in people:
                if user is not words.author and dice.random() < share:
                    at = between(words.created_at, self.clock.now, dice)
                    reactions.append(Reaction(contribution=words, user=user, at=at))
        Reaction.objects.bulk_create(reactions)

"""Boards, discussions with their trees of replies, and the many short voices."""

from datetime import datetime, timedelta
from typing import Any

from contributions.states import Kind, State
from core.slugs import slug_of
from forums.models import NO_NAME, Board, Post, Thread
from portal.example.content import Clock, between, chance, columns, read
from portal.example.people import People
from portal.example.words import Words
from topics.models import Topic

FIRST_AFTER = timedelta(hours=2)  # no reply comes sooner
LAST_BEFORE = timedelta(minutes=40)
LATELY, LATELY_SHARE = timedelta(days=13), 0.85  # most short voices came in these days


def load_boards(topics: dict[str, Topic]) -> dict[str, Board]:
    rows = Board.objects.bulk_create(
        Board(
            slug=row["slug"],
            topic=topics[row["topic"]],
            order=order,
            **columns(title=row["title"], about=row["about"]),
        )
        for order, row in enumerate(read("boards"), start=1)
    )
    return {board.slug: board for board in rows}


class Forums:
    def __init__(self, words: Words, people: People, clock: Clock) -> None:
        self.words, self.people, self.clock = words, people, clock
        self.threads: dict[str, Thread] = {}

    def gather(self, boards: dict[str, Board]) -> None:
        for row in read("threads"):
            self._thread(row, boards[row["board"]])
        self._voices()
        for row in read("reports")["first_posts"]:
            self.add(row, state=State.PENDING)

    def add(self, row: dict[str, Any], *, state: State = State.PUBLISHED) -> Post:
        """One reply to a discussion's opening words."""
        return self._post(row, self.threads[row["thread"]], at=self.clock.ago(row["ago"]), state=state)

    def _thread(self, row: dict[str, Any], board: Board) -> None:
        start = self.clock.ago(row["ago"])
        thread = self.threads[row["key"]] = self.words.put(
            Thread(
                contribution=self.words.say(
                    by=self.people[row["by"]],
                    topic=board.topic,
                    kind=Kind.THREAD,
                    body=row["text"],
                    language=row["language"],
                    at=start,
                    feeling=row["feeling"],
                    stance=row["stance"],
                    translations=row["translations"],
                ),
                board=board,
                title=row["title"],
                slug=slug_of(row["title"], otherwise=NO_NAME),
                proposition=row.get("proposition", ""),
            )
        )
        times = self._times(
            row["key"], start + FIRST_AFTER, self.clock.ago(row["last_reply"]), _size(row) - 1
        )
        for reply in row["replies"]:
            self._branch(reply, thread, times)

    def _times(self, name: str, first: datetime, last: datetime, count: int) -> list[datetime]:
        """Closer together at the start. The latest stands first: they are taken from the end."""
        dice = chance(name)
        return sorted((between(first, last, dice, lean=1.4) for _ in range(count)), reverse=True)

    def _branch(
        self, row: dict[str, Any], thread: Thread, times: list[datetime], parent: Post | None = None
    ) -> None:
        post = self._post(row, thread, at=times.pop(), parent=parent)
        for reply in row.get("replies", []):
            self._branch(reply, thread, times, post)

    def _post(
        self,
        row: dict[str, Any],
        thread: Thread,
        *,
        at: datetime,
        parent: Post | None = None,
        state: State = State.PUBLISHED,
    ) -> Post:
        words = self.words.say(
            by=row["author"] if "author" in row else self.people[row["by"]],
            topic=thread.contribution.topic,
            kind=Kind.POST,
            body=row["text"],
            language=row["language"],
            at=at,
            state=state,
            feeling=row["feeling"],
            stance=row["stance"],
            translations=row.get("translations"),
        )
        root = (parent.root or parent) if parent else None
        return self.words.put(Post(contribution=words, thread=thread, parent=parent, root=root))

    def _voices(self) -> None:
        dice = chance("voices 217")  # of many, one that gives every topic ten people this week
        last = self.clock.now - LAST_BEFORE
        for row in read("voices"):
            thread = self.threads[row["thread"]]
            first = thread.contribution.created_at + FIRST_AFTER
            author = self.people.by_voice[row["by"], row["country"], row["language"]]
            since = max(first, last - LATELY) if dice.random() < LATELY_SHARE else first
            self._post({**row, "author": author}, thread, at=between(since, last, dice, lean=0.8))


def _size(row: dict[str, Any]) -> int:
    """Of a tree of replies, its top included."""
    return 1 + sum(_size(reply) for reply in row.get("replies", []))

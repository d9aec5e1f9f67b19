"""Surveys with their sheets, and statements with the votes of three opinion groups."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.models import User
from consultations.models import (
    Choice,
    Consultation,
    OpenAnswer,
    Option,
    Participant,
    Question,
    Sheet,
    Statement,
    Vote,
)
from consultations.states import QuestionKind, State, Value
from contributions.states import Kind
from contributions.states import State as WordsState
from portal.example.content import Clock, between, chance, columns, read
from portal.example.people import People
from portal.example.words import Words
from topics.models import Topic

WRITTEN_WITHIN = timedelta(hours=40)  # all statements, so that every voter could see them
VOTES_EACH = (16, 23)


class Consultations:
    def __init__(self, words: Words, people: People, clock: Clock) -> None:
        self.words, self.people, self.clock = words, people, clock
        self.rows: dict[str, Consultation] = {}
        self.choices: list[Choice] = []
        self.statements: list[tuple[dict[str, Any], Statement]] = []

    def gather(self, topics: dict[str, Topic]) -> None:
        for row in read("consultations"):
            consultation = self._consultation(row, topics[row["topic"]])
            if "questions" in row:
                self._survey(row, consultation)
            for number, statement in enumerate(row.get("statements", [])):
                share = number / len(row["statements"])
                at = self.clock.ago(row["opens"]) + WRITTEN_WITHIN * share
                self._statement(statement, consultation, at=at)
        waiting = read("reports")["pending_statement"]
        consultation = self.rows[waiting["consultation"]]
        self._statement(waiting, consultation, at=self.clock.ago(waiting["ago"]), state=WordsState.PENDING)

    def _consultation(self, row: dict[str, Any], topic: Topic) -> Consultation:
        opens, closes = self.clock.ago(row["opens"]), self.clock.in_days(row["closes_in_days"])
        consultation = self.rows[row["slug"]] = Consultation.objects.create(
            slug=row["slug"],
            topic=topic,
            state=row["state"],
            opens_at=opens,
            closes_at=closes,
            created_at=opens - timedelta(days=2),
            state_changed_at=closes if row["state"] == State.CLOSED else opens,
            created_by=self.people[row["by"]],
            is_example=True,
            **columns(title=row["title"], summary=row["summary"]),
        )
        return consultation

    def _statement(
        self,
        row: dict[str, Any],
        consultation: Consultation,
        *,
        at: datetime,
        state: WordsState = WordsState.PUBLISHED,
    ) -> None:
        words = self.words.say(
            by=self.people[row["by"]],
            topic=consultation.topic,
            kind=Kind.STATEMENT,
            body=row["text"],
            language=row["language"],
            at=at,
            state=state,
            translations=row["translations"],
        )
        statement = self.words.put(Statement(contribution=words, consultation=consultation))
        if state == WordsState.PUBLISHED:
            self.statements.append((row, statement))

    # == Surveys ==
    def _survey(self, row: dict[str, Any], consultation: Consultation) -> None:
        dice = chance(row["slug"])
        questions = [
            self._question(order, part, consultation) for order, part in enumerate(row["questions"], start=1)
        ]
        people = [self.people[key] for part in row["questions"] for key, *_ in part.get("answers", [])]
        people += dice.sample([user for _, user in self.people.voters], row["sheets"] - len(people))
        participants = Participant.objects.bulk_create(
            Participant(consultation=consultation, user=user) for user in people
        )
        first = self.clock.ago(row["opens"])
        last = min(self.clock.now - timedelta(hours=1), self.clock.in_days(row["closes_in_days"]))
        sheets = Sheet.objects.bulk_create(
            Sheet(participant=one, sent_at=between(first, last, dice)) for one in participants
        )
        for sheet, user in zip(sheets, people, strict=True):
            for part, (question, options) in zip(row["questions"], questions, strict=True):
                self._answer(sheet, user, part, question, options, dice)

    def _question(
        self, order: int, row: dict[str, Any], consultation: Consultation
    ) -> tuple[Question, list[Option]]:
        scale = {"scale_low": row["low"], "scale_high": row["high"]} if "low" in row else {}
        question = Question.objects.create(
            consultation=consultation,
            kind=row["kind"],
            required=row["required"],
            order=order,
            **columns(text=row["text"], hint=row["hint"], **scale),
        )
        options = Option.objects.bulk_create(
            Option(question=question, order=order, **columns(label=option["label"]))
            for order, option in enumerate(row.get("options", []), start=1)
        )
        return question, options

    def _answer(
        self,
        sheet: Sheet,
        user: User,
        row: dict[str, Any],
        question: Question,
        options: list[Option],
        dice: Random,
    ) -> None:
        if question.kind == QuestionKind.TEXT:
            for key, text, feeling in row["answers"]:
                if self.people[key] is user:
                    self._open_answer(sheet, user, question, text, feeling)
            return
        if question.kind == QuestionKind.SCALE:
            number = dice.choices(range(1, 6), _weights(row, user))[0]
            self.choices.append(Choice(sheet=sheet, question=question, number=number))
            return
        weights = [_weights(option, user) for option in row["options"]]
        if question.kind == QuestionKind.ONE:
            chosen = dice.choices(options, weights)
        else:
            chances = zip(options, weights, strict=True)
            chosen = [option for option, weight in chances if dice.random() * 100 < weight] or options[:1]
        self.choices += [Choice(sheet=sheet, question=question, option=option) for option in chosen]

    def _open_answer(self, sheet: Sheet, user: User, question: Question, text: str, feeling: str) -> None:
        words = self.words.say(
            by=user,
            topic=question.consultation.topic,
            kind=Kind.OPEN_ANSWER,
            body=text,
            language=user.language,
            at=sheet.sent_at,
            feeling=feeling,
        )
        self.words.put(OpenAnswer(contribution=words, sheet=sheet, question=question))

    # == Votes ==
    def vote(self) -> None:
        """Sheets' choices and everyone's votes, once the statements stand in the database."""
        Choice.objects.bulk_create(self.choices, batch_size=1000)
        dice = chance("votes")
        consultation = self.statements[0][1].consultation
        participants = Participant.objects.bulk_create(
            Participant(consultation=consultation, user=user) for _, user in self.people.voters
        )
        first = max(statement.contribution.created_at for _, statement in self.statements)
        last = self.clock.now - timedelta(hours=1)
        votes = []
        for (group, _), participant in zip(self.people.voters, participants, strict=True):
            arrives = between(first, last, dice)
            seen = dice.sample(self.statements, dice.randint(*VOTES_EACH))
            for number, (row, statement) in enumerate(seen):
                agree, disagree = row["agree_disagree"][group]
                rest = 1 - agree - disagree
                value = dice.choices([Value.AGREE, Value.DISAGREE, Value.PASS], [agree, disagree, rest])[0]
                at = arrives + timedelta(seconds=12 * number)
                votes.append(Vote(participant=participant, statement=statement, value=value, at=at))
        Vote.objects.bulk_create(votes, batch_size=2000)


def _weights(row: dict[str, Any], user: User) -> Any:
    """How people of this country answer; `other` stands for all countries that are not named."""
    return row["weights"].get(user.country, row["weights"]["other"])

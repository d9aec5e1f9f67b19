"""What moderators have decided, what was reported, and the queue that waits."""

from datetime import datetime, timedelta
from typing import Any

from contributions.models import Contribution
from contributions.states import Kind
from contributions.states import State as WordsState
from moderation.actions import open_cases
from moderation.models import Case, Decision, Reason, Report
from moderation.states import State, Verdict, Why
from petitions.states import State as PetitionState
from portal.example.content import Clock, duration, read
from portal.example.forums import Forums
from portal.example.people import People
from portal.example.petitions import READ_WITHIN, Petitions
from portal.example.words import Words

WEIGHT = 2.0  # of a report by somebody whose words were approved before


class Moderation:
    def __init__(self, words: Words, people: People, clock: Clock) -> None:
        self.words, self.people, self.clock = words, people, clock
        self.content = read("reports")
        self.reported: list[tuple[dict[str, Any], Contribution]] = []
        self.hidden: list[tuple[dict[str, Any], Contribution]] = []

    def gather(self, forums: Forums) -> None:
        for row in self.content["reported"]:
            self.reported.append((row, forums.add(row).contribution))
        for row in self.content["decided"]:
            words = forums.add(row).contribution
            words.state, words.published_at = WordsState.HIDDEN, words.created_at
            words.state_changed_at = words.touched_at = words.created_at + duration(row["after"])
            self.hidden.append((row, words))

    def load(self, petitions: Petitions) -> None:
        self._decide(petitions)
        Report.objects.bulk_create(
            Report(
                contribution=words,
                reporter=self.people[report["by"]],
                reason=report["reason"],
                note=report["note"],
                weight=WEIGHT,
                at=self.clock.ago(report["ago"]),
            )
            for row, words in self.reported
            for report in row["reports"]
        )
        open_cases()

    def _decide(self, petitions: Petitions) -> None:
        """Every petition and statement that is open was read by a moderator first."""
        decided: list[tuple[Contribution, Why, datetime, dict[str, Any]]] = []
        for row, petition in petitions.rows:
            words = petition.contribution
            if petition.state == PetitionState.REJECTED:
                why = {"reason": row["rejection_code"], "note": row["rejection_note"]}
                rejected = {"verdict": Verdict.REJECT, **why}
                decided.append((words, Why.PETITION, words.created_at + READ_WITHIN, rejected))
            elif petition.opened_at:
                decided.append((words, Why.PETITION, petition.opened_at, {"verdict": Verdict.APPROVE}))
        for words in self.words.said:
            if words.kind == Kind.STATEMENT and words.state == WordsState.PUBLISHED:
                at = words.created_at + timedelta(minutes=25)
                decided.append((words, Why.STATEMENT, at, {"verdict": Verdict.APPROVE}))
        decided += [(words, Why.REPORTED, words.state_changed_at, row) for row, words in self.hidden]
        decided.sort(key=lambda one: one[2])
        reasons = {reason.code: reason for reason in Reason.objects.all()}
        cases = Case.objects.bulk_create(
            Case(
                contribution=words,
                why=why,
                state=State.CLOSED,
                opened_at=words.created_at,
                state_changed_at=at,
                version=2,
            )
            for words, why, at, _ in decided
        )
        Decision.objects.bulk_create(
            Decision(
                case=case,
                contribution=words,
                moderator=self.people["moderator"],
                verdict=row["verdict"],
                reason=reasons[row["reason"]] if "reason" in row else None,
                note=row.get("note", ""),
                version=1,
                at=at,
            )
            for case, (words, _, at, row) in zip(cases, decided, strict=True)
        )

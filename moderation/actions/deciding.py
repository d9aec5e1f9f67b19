from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contributions import actions as contributions
from contributions.models import Contribution
from contributions.states import Kind
from contributions.states import State as Words
from core.states import MoveNotAllowed
from core.verdict import Refused
from moderation import emails
from moderation.models import Case, Decision, Reason, Report
from moderation.permissions import may_decide
from moderation.states import POSSIBLE, TAKES_DOWN, State, Verdict
from petitions import actions as petitions
from petitions.states import State as Asked

LONGEST_NOTE = 2000


class Overtaken(Refused):
    """What was decided about is no longer what the moderator saw; `case` is as it is now, with its words."""

    def __init__(self, reason: str, case: Case) -> None:
        super().__init__(reason)
        self.case = case


@transaction.atomic
def decide(
    case: Case,
    *,
    by: User,
    verdict: str,
    reason: Reason | None = None,
    note: str = "",
    version: int,
    edited_at: datetime | None = None,
) -> Decision:
    """One moderator's word about one case: the words move, the author is told, and the trace has it all.

    `version` is the case's and `edited_at` the words' as the moderator saw them: no clock tells what a page
    showed that was drawn while an edit was on its way. Raises Overtaken when somebody else was faster or the
    author changed the words meanwhile, Refused when the decision does not fit.
    """
    row = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    words = Contribution.objects.select_for_update(no_key=True, of=("self",))
    contribution = words.select_related("author", "topic").get(pk=row.contribution_id)
    row.contribution = contribution
    may_decide(by, row).insist()
    if row.version != version:
        raise Overtaken(_("Somebody decided this a moment ago. Nothing is left to do here."), row)
    if contribution.edited_at != edited_at:
        raise Overtaken(_("The author changed these words a moment ago. Read them again, then decide."), row)
    if verdict not in POSSIBLE[contribution.state]:
        raise Refused(_("This can no longer be decided about these words: look at the case again."))
    if verdict not in TAKES_DOWN:
        reason = None
    elif reason is None or not reason.fits(contribution.kind):
        raise Refused(_("Choose the reason that the author will read."))
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Refused(_("The note is too long; at most %(most)d characters fit.") % {"most": LONGEST_NOTE})

    waited = contribution.state != Words.PUBLISHED
    try:
        _carry_out(contribution, by=by, verdict=Verdict(verdict), reason=reason, note=note)
    except MoveNotAllowed:
        raise Refused(_("These words changed a moment ago: look at the case again.")) from None
    decision = Decision.objects.create(
        case=row,
        contribution=contribution,
        moderator=by,
        verdict=verdict,
        reason=reason,
        note=note,
        version=version,
    )
    Report.objects.unsettled().filter(contribution=contribution).update(decision=decision)
    _close(row, by=by, decision=decision)
    if (
        waited or verdict != Verdict.APPROVE
    ):  # words that stay up after a report: nothing changed for the author
        emails.tell_author(decision)
    case.version, case.state = row.version, row.state
    return decision


def _carry_out(
    contribution: Contribution, *, by: User, verdict: Verdict, reason: Reason | None, note: str
) -> None:
    why = " · ".join(part for part in (reason.code if reason else "", note) if part)
    if contribution.kind == Kind.PETITION:
        petition = contribution.petition
        if verdict in TAKES_DOWN and reason and petition.state != Asked.CLOSED:
            texts = {code: getattr(reason, f"text_{code}") or "" for code, _name in settings.LANGUAGES}
            petitions.reject(
                petition, by=by, code=reason.code, note=note, shows_text=reason.shows_text, reason=texts
            )
            return
        if verdict not in TAKES_DOWN and petition.state in (Asked.WAITING, Asked.REJECTED):
            petitions.open_for_signatures(petition, by=by, why=why)
            return
    if verdict == Verdict.HIDE:
        contributions.hide(contribution, by=by, why=why)
    elif verdict == Verdict.REJECT:
        contributions.reject(contribution, by=by, why=why)
    elif not contribution.is_public:
        contributions.publish(contribution, by=by, why=why)


def _close(case: Case, *, by: User, decision: Decision) -> None:
    changes = {
        "version": case.version + 1,
        "claimed_by": None,
        "claimed_until": None,
        "is_urgent": False,
        "score": 0,
    }
    if case.state == State.OPEN:
        case.move(State.CLOSED, by=by, why=decision.verdict, **changes)
    else:  # decided anew, such as restored
        Case.objects.filter(pk=case.pk).update(**changes)
        case.version += 1

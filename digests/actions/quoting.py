"""Which words officials are shown: found by the machine, approved by a moderator, once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from analysis import quotes
from contributions.models import Contribution
from core import advisory
from digests.models import Quote
from digests.permissions import may_decide_quotes
from digests.states import QuoteState
from insights.querysets.pulse import is_enough
from insights.querysets.themes import bodies
from insights.querysets.voices import said

LOOKED_BACK = timedelta(days=7)
EACH = 6  # proposed of a topic and its last week
WAITING = 60  # proposals that moderators are asked to look at, at most


def propose() -> int:
    """Typical words of the last week, topic by topic, that no moderator has looked at. Returns how many."""
    with advisory.lock("digests.quotes", wait=False) as mine:
        room = WAITING - Quote.objects.to_decide().count()
        if not mine or room <= 0:
            return 0
        now = timezone.now()
        rows = said(None, now - LOOKED_BACK, now)
        texts, known = bodies(rows), set(Quote.objects.standing().values_list("contribution_id", flat=True))
        keys: list[int] = []
        for part in rows.where(rows.column("voice") > 0).each("topic").values():
            looked_at = [row for row in part if row.pk in texts]
            if not is_enough(len({row.voice for row in looked_at})):
                continue
            chosen = quotes.choose(
                [texts[row.pk] for row in looked_at],
                [row.voice for row in looked_at],
                [row.language for row in looked_at],
                count=EACH,
            )
            keys += [looked_at[quote.index].pk for quote in chosen]
        words = Contribution.objects.public().in_bulk([key for key in keys if key not in known][:room])
        Quote.objects.filter(contribution__in=words).delete()  # of words that were changed since
        Quote.objects.bulk_create(
            Quote(contribution=row, touched_at=row.touched_at) for row in words.values()
        )
    return len(words)


@transaction.atomic
def decide(quote: Quote, *, by: User, approve: bool) -> Quote:
    """Approved words may appear in digests for as long as they stand unchanged."""
    row = Quote.objects.select_for_update(no_key=True).get(pk=quote.pk)
    may_decide_quotes(by).insist()
    row.state = QuoteState.APPROVED if approve else QuoteState.REFUSED
    row.by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "by", "decided_at"])
    return row

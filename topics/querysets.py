from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self, cast

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from analysis.cells import with_totals
from topics.states import Seen

if TYPE_CHECKING:
    from accounts.models import Office
    from topics.models import Milestone, Observation, Round, Topic  # noqa: F401 - named in strings


@dataclass(frozen=True)
class Observed:
    """What participants report of a milestone: people, and how many of them say what.

    None is a figure that is not shown: it would tell of fewer than ten people, or let somebody find out.
    `by_country`: those with people enough; the others are part of the whole only.
    """

    people: int | None = None
    happening: int | None = None
    not_happening: int | None = None
    unsure: int | None = None
    by_country: dict[str, "Observed"] = field(default_factory=dict)

    @property
    def by_answer(self) -> list[tuple[Seen, int | None]]:
        return list(zip(Seen, (self.happening, self.not_happening, self.unsure), strict=True))


Counts = dict[str, dict[str, int]]  # country -> what was seen -> people


def people_in(counts: Counts) -> int:
    return sum(sum(seen.values()) for seen in counts.values())


def row_of(cells: list[int | None]) -> Observed:
    happening, not_happening, unsure, people = cells
    return Observed(people, happening, not_happening, unsure)


def observed(counts: Counts, earlier: int = 0) -> Observed:
    """By the small-cell rule. `earlier`: people in the whole who are not in this window."""
    floor = settings.SMALLEST_GROUP
    if people_in(counts) < floor or 0 < earlier < floor:
        return Observed()
    large = sorted(code for code, seen in counts.items() if code and sum(seen.values()) >= floor)
    others = [seen for code, seen in counts.items() if code not in large]
    rows = [[counts[code].get(seen, 0) for seen in Seen] for code in large]
    rows.append([sum(row.get(seen, 0) for row in others) for seen in Seen])
    table = [row_of(cells) for cells in cast("list[list[int | None]]", with_totals(rows, floor))]
    by_country = {code: row for code, row in zip(large, table, strict=False) if row.people is not None}
    return replace(table[-1], by_country=by_country)


class TopicQuerySet(QuerySet["Topic"]):
    def answered_by(self, offices: Iterable["Office"]) -> Self:
        """Topics about which one of these offices answers; those that name none are everybody's."""
        return self.filter(Q(offices=None) | Q(offices__in=list(offices))).distinct()


class RoundQuerySet(QuerySet["Round"]):
    def held(self, since: date, until: date) -> Self:
        """Those with a day from `since` to before `until`; one without an end takes a single day."""
        rows = self.alias(last_day=Coalesce("ends_on", "begins_on"))
        return rows.filter(begins_on__lt=until, last_day__gte=since)


class ObservationQuerySet(QuerySet["Observation"]):
    def within(self, since: datetime | None, until: datetime | None) -> Self:
        """Said, or changed for the last time, in this window."""
        rows = self.filter(at__lt=until) if until else self
        return rows.filter(at__gte=since) if since else rows

    def counts(self) -> dict[int, Counts]:
        """By milestone, the country of the person's account, and what they saw."""
        found: dict[int, Counts] = defaultdict(lambda: defaultdict(dict))
        rows = self.order_by().values_list("milestone", "user__country", "seen").annotate(n=Count("pk"))
        for milestone, country, seen, n in rows:
            found[milestone][country][seen] = n
        return found


class MilestoneQuerySet(QuerySet["Milestone"]):
    def reached(self, since: date, until: date) -> Self:
        """On a day from `since` to before `until`."""
        return self.filter(done_on__gte=since, done_on__lt=until)

    def observed(self, since: datetime | None = None, until: datetime | None = None) -> dict[int, Observed]:
        """By key of each milestone, what people reported of it from `since` to before `until`.

        A window is told only where it and all that was said before it are each ten people or more, or none.
        """
        model: Any = self.model._meta.get_field("observations").related_model
        rows: ObservationQuerySet = model.objects.filter(milestone__in=self.values("pk"))
        whole = rows.within(None, until).counts()
        window = rows.within(since, until).counts() if since else whole
        return {
            key: observed(window.get(key, {}), people_in(whole.get(key, {})) - people_in(window.get(key, {})))
            for key in self.values_list("pk", flat=True)
        }

"""What an alert says of what happened: what is known, what is not, and where there is more to read."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.models import Consultation
from core.templatetags.parts import language_there_is, title_beside
from core.templatetags.times import full_day, period
from core.templatetags.words import tone_change, tone_range, tone_way
from digests.emails.crowds import counted, uncounted
from digests.emails.findings import who_wrote
from digests.emails.links import texts_path
from digests.models import Alert
from digests.states import AlertKind
from digests.templatetags.changed import reached
from petitions.models import Petition
from petitions.states import Consequence
from topics.models import Topic

Row = dict[str, Any]
WHY = gettext_lazy("Why it did, and whether it lasts, no figure says. Tone is not for or against.")


def worded(alert: Alert) -> Row | None:
    """None where it cannot be shown any more."""
    return ROWS[AlertKind(alert.kind)](alert)


def shift(alert: Alert) -> Row | None:
    """`tone`, of which the e-mail says whether it is corrected, is not in facts of former times."""
    facts = alert.facts
    tone = facts.get("tone")
    now = tone["estimate"] if tone else facts.get("now")
    days = period(date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"]))
    moved = _("Net tone moved by %(diff)s since the seven days before. %(who)s, %(days)s.") % {
        "diff": tone_change(facts),
        "who": who_wrote(facts["people"]),
        "days": days,
    }
    return about_topic(
        alert,
        what=_("Tone is %(way)s than before") % {"way": tone_way(facts["diff"], now)},
        known=f"{moved} {tone_now(tone)}" if tone else moved,
        unknown=f"{how_clear(facts)} {WHY}",
        tone=tone,
    )


def tone_now(tone: dict[str, Any]) -> str:
    figure = tone_range(tone["estimate"], tone["low"], tone["high"], plain=True)
    return f"{_('Net tone of texts, from −1 to +1:')} {figure}."


def how_clear(facts: dict[str, Any]) -> str:
    """Facts of former times do not say whether many wrote in nearly the same words."""
    match facts.get("clear_without_campaigns"):
        case True:
            return _("It clearly moved, also without texts that many wrote in nearly the same words.")
        case False:
            return _("It clearly moved only with texts that many wrote in nearly the same words.")
    return _("It clearly moved.")


def spike(alert: Alert) -> Row | None:
    """Without its numbers where these would tell of few people elsewhere."""
    facts = alert.facts
    return about_topic(
        alert,
        what=_("Far more was written than usual"),
        known=uncounted(facts) if facts["people"] is None else counted(facts),
        unknown=_(
            "Clearly more was written. That need not mean that more people think so:"
            " one campaign can send many texts."
        ),
    )


def about_topic(alert: Alert, **words: Any) -> Row | None:
    topic = Topic.objects.filter(pk=alert.facts["topic"]).first()
    if topic is None:
        return None
    links = [
        *texts_links(alert),
        (_("Figures of the last four weeks"), reverse("insights:topic_pulse", args=[topic.slug])),
    ]
    return {**words, "title": topic.title, "language": language_there_is(topic, "title"), "links": links}


def texts_links(alert: Alert) -> list[tuple[str, str]]:
    """Alerts of former times do not know their texts."""
    links = []
    if alert.counted_id:
        links.append((_("Every text that was counted"), texts_path(alert, "counted")))
    if alert.compared_id:
        links.append((_("What it is compared with"), texts_path(alert, "compared")))
    return links


def threshold(alert: Alert) -> Row | None:
    """What follows is said to an office that answers about this topic."""
    facts = alert.facts
    ours = Topic.objects.filter(pk=facts["topic"]).answered_by([alert.subscription.office]).exists()
    known = f"{Consequence(facts['follows']).label}." if ours else ""
    is_due = ours and facts["follows"] == Consequence.ANSWER
    return about_petition(facts, is_due, what=reached(facts["count"]), known=known)


def waiting(alert: Alert) -> Row | None:
    """Only what waits for this office was found. Facts of former times do not say since when."""
    facts = alert.facts
    days = facts["days"]
    what = ngettext(
        "Has waited more than %(n)d day for an answer", "Has waited more than %(n)d days for an answer", days
    ) % {"n": days}
    known = ""
    if "since" in facts:
        known = _("It has waited since %(day)s, and your office answers about this topic.") % {
            "day": full_day(datetime.fromisoformat(facts["since"]).date())
        }
    if "petition" in facts:
        return about_petition(facts, True, kind="petition", what=what, known=known)
    row = Consultation.objects.public().filter(pk=facts["consultation"]).first()
    if row is None:
        return None
    links = [answer_link("consultation", row.pk), (_("Open the consultation"), row.get_absolute_url())]
    shown = {"title": row.title, "language": language_there_is(row, "title"), "kind": "consultation"}
    return {"what": what, "known": known, "unknown": "", "links": links, **shown}


def about_petition(facts: dict[str, Any], is_ours: bool, **words: str) -> Row | None:
    """`is_ours`: this office is to answer it."""
    row = Petition.objects.public().for_list().filter(pk=facts["petition"]).first()
    if row is None:
        return None
    title, language = title_beside(row.contribution, row.action)
    links = [(_("Read the petition"), row.get_absolute_url())]
    if is_ours:
        links.insert(0, answer_link("petition", row.pk))
    return {
        **words,
        "unknown": "",
        "title": title,
        "language": language,
        "signatures": row.signature_count,
        "links": links,
    }


def answer_link(kind: str, pk: int) -> tuple[str, str]:
    return _("Write an answer"), f"{reverse('answers:new')}?{kind}={pk}"


ROWS: dict[AlertKind, Callable[[Alert], Row | None]] = {
    AlertKind.SHIFT: shift,
    AlertKind.SPIKE: spike,
    AlertKind.THRESHOLD: threshold,
    AlertKind.WAITING: waiting,
}

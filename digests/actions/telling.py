"""The e-mail with alerts: what happened, what is clear about it, and what is not."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.models import Consultation
from core import emails
from core.links import absolute
from core.models import OutgoingEmail, Urgency
from core.templatetags.parts import language_there_is, title_beside
from core.templatetags.times import full_day, period
from core.templatetags.words import thousands, tone_change, tone_way
from digests.emails import alerts_path
from digests.models import Alert, Subscription
from digests.states import AlertKind
from petitions.models import Petition
from petitions.states import Consequence
from topics.models import Topic

Row = dict[str, Any]
WHY = gettext_lazy("Why it did, and whether it lasts, no figure says. Tone is not for or against.")


def queue_alerts(subscription: Subscription, alerts: list[Alert], now: datetime) -> OutgoingEmail | None:
    """One e-mail; None where nothing of it can be shown any more."""
    language = subscription.language
    with translation.override(language):
        rows = [row for alert in alerts if (row := ROWS[AlertKind(alert.kind)](alert.facts))]
        if not rows:
            return None
        stop = absolute(alerts_path(subscription))
        context = {
            "rows": rows,
            "headline": headline(rows),
            "office": subscription.office.name,
            "stop_url": stop,
            "settings_url": absolute(reverse("digests:change", args=[subscription.pk])),
            "portal": absolute(""),
            "method_url": absolute(reverse("insights:method")),
        }
    return emails.write(
        "digests/email/alert",
        context,
        to=subscription.user.email,
        key=f"alert:{subscription.pk}:{now:%Y-%m-%dT%H}",
        language=language,
        urgency=Urgency.DIGEST,
        reply_to=subscription.office.desk_email,
        headers=emails.list_headers(f"alerts.{subscription.office.slug}", stop),
    )


def headline(rows: list[Row]) -> str:
    first, more = f"{rows[0]['what']}: {rows[0]['title']}", len(rows) - 1
    if not more:
        return first
    return ngettext("%(first)s (and %(n)d more)", "%(first)s (and %(n)d more)", more) % {
        "first": first,
        "n": more,
    }


def shift(facts: dict[str, Any]) -> Row | None:
    days = period(date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"]))
    return about_topic(
        facts,
        what=_("Tone is %(way)s than before") % {"way": tone_way(facts["diff"], facts.get("now"))},
        known=_("Net tone moved by %(diff)s since the seven days before. %(who)s, %(days)s.")
        % {
            "diff": tone_change(facts),
            "who": who_wrote(facts["people"]),
            "days": days,
        },
        unknown=f"{how_clear(facts)} {WHY}",
    )


def how_clear(facts: dict[str, Any]) -> str:
    """Facts of former times do not say whether many wrote in nearly the same words."""
    match facts.get("clear_without_campaigns"):
        case True:
            return _("It clearly moved, also without texts that many wrote in nearly the same words.")
        case False:
            return _("It clearly moved only with texts that many wrote in nearly the same words.")
    return _("It clearly moved.")


def spike(facts: dict[str, Any]) -> Row | None:
    return about_topic(
        facts,
        what=_("Far more was written than usual"),
        known=f"{texts_on(facts)} {who_wrote(facts['people'])}.",
        unknown=_(
            "Clearly more was written. That need not mean that more people think so: a campaign writes much."
        ),
    )


def texts_on(facts: dict[str, Any]) -> str:
    """Beside a usual day, where that may be told."""
    texts, usual = facts["texts"], facts["usual"]
    words = ngettext("%(texts)s text on %(day)s.", "%(texts)s texts on %(day)s.", texts)
    if usual:
        words = ngettext(
            "%(texts)s text on %(day)s, where a usual day has %(usual)s.",
            "%(texts)s texts on %(day)s, where a usual day has %(usual)s.",
            texts,
        )
    day = full_day(date.fromisoformat(facts["day"]))
    return words % {"texts": thousands(texts), "day": day, "usual": thousands(usual or 0)}


def who_wrote(people: int) -> str:
    return ngettext("%(shown)s person wrote", "%(shown)s people wrote", people) % {"shown": thousands(people)}


def about_topic(facts: dict[str, Any], **words: str) -> Row | None:
    topic = Topic.objects.filter(pk=facts["topic"]).first()
    if topic is None:
        return None
    links = [
        (_("See the figures"), reverse("insights:topic_pulse", args=[topic.slug])),
        (_("Read what was written"), topic.get_absolute_url()),
    ]
    return {**words, "title": topic.title, "language": language_there_is(topic, "title"), "links": links}


def threshold(facts: dict[str, Any]) -> Row | None:
    what = ngettext(
        "A petition has reached %(shown)s signature",
        "A petition has reached %(shown)s signatures",
        facts["count"],
    ) % {"shown": thousands(facts["count"])}
    return about_petition(facts, what=what, known=f"{Consequence(facts['follows']).label}.")


def waiting(facts: dict[str, Any]) -> Row | None:
    days = facts["days"]
    what = ngettext(
        "Has waited more than %(n)d day for an answer", "Has waited more than %(n)d days for an answer", days
    ) % {"n": days}
    if "petition" in facts:
        return about_petition(facts, what=what, known="")
    row = Consultation.objects.public().filter(pk=facts["consultation"]).first()
    if row is None:
        return None
    links = [answer_link("consultation", row.pk), (_("Open the consultation"), row.get_absolute_url())]
    shown = {"title": row.title, "language": language_there_is(row, "title")}
    return {"what": what, "known": "", "unknown": "", "links": links, **shown}


def about_petition(facts: dict[str, Any], **words: str) -> Row | None:
    row = Petition.objects.public().for_list().filter(pk=facts["petition"]).first()
    if row is None:
        return None
    title, language = title_beside(row.contribution, row.action)
    links = [(_("Read the petition"), row.get_absolute_url())]
    if facts.get("follows", Consequence.ANSWER) == Consequence.ANSWER:
        links.insert(0, answer_link("petition", row.pk))
    return {
        **words,
        "unknown": "",
        "title": title,
        "language": language,
        "links": links,
    }


def answer_link(kind: str, pk: int) -> tuple[str, str]:
    return _("Write an answer"), f"{reverse('answers:new')}?{kind}={pk}"


ROWS: dict[AlertKind, Callable[[dict[str, Any]], Row | None]] = {
    AlertKind.SHIFT: shift,
    AlertKind.SPIKE: spike,
    AlertKind.THRESHOLD: threshold,
    AlertKind.WAITING: waiting,
}

"""What many wrote in nearly the same words, in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.words import thousands

register = template.Library()

LONG = 72  # hours, from which on days say it better


@register.simple_tag
def shared(posts: int, people: int, hours: int) -> str:
    """ "18 texts by 17 people within 5 hours". Each number has its own plural."""
    return _("%(texts)s %(by_people)s within %(time)s") % {
        "texts": ngettext("%(shown)s text", "%(shown)s texts", posts) % {"shown": thousands(posts)},
        "by_people": ngettext("by %(shown)s person", "by %(shown)s people", people)
        % {"shown": thousands(people)},
        "time": span(hours),
    }


def span(hours: int) -> str:
    """ "5 hours", and from three days on "4 days"."""
    if hours < LONG:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": thousands(days)}

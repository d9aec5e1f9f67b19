"""How moments and days are written in the language of the page: day, month, year, held together."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.words import NO_BREAK, page_language

register = template.Library()

YEAR_ENDS = {"ru": f"{NO_BREAK}г.", "uk": f"{NO_BREAK}р."}


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _today() -> date:
    return timezone.localdate()


@register.filter
def full_day(value: date | None) -> str:
    """ "21 November 2026", «21 ноября 2026 г.», held together by no-break spaces."""
    if not value:
        return ""
    end = YEAR_ENDS.get(page_language(), "")
    return format_date(_local(value), f"j{NO_BREAK}E{NO_BREAK}Y") + end


@register.filter
def day(value: date | None) -> str:
    """As `full_day`, without the year while it is this year."""
    if not value:
        return ""
    local = _local(value)
    return format_date(local, f"j{NO_BREAK}E") if local.year == _today().year else full_day(local)


@register.filter
def short_day(value: date) -> str:
    """ "8 Nov", where there is little room"""
    return format_date(value, f"j{NO_BREAK}{'M' if page_language() == 'en' else 'b'}")


def short_period(since: date, until: date) -> str:
    """ "8 Nov", "8–9 Nov", "30 Nov–1 Dec", where there is little room"""
    if (since.year, since.month) != (until.year, until.month):
        return f"{short_day(since)}–{short_day(until)}"
    return short_day(until) if since.day == until.day else f"{since.day}–{short_day(until)}"


def _time(value: datetime, words: str, plain: str) -> str:
    if plain:
        return words
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), words)


@register.filter
def moment(value: datetime | None, plain: str = "") -> str:
    """ "today, 09:40", "2 October, 12:05", as a <time>; `moment:"plain"` for e-mails."""
    if not value:
        return ""
    local = timezone.localtime(value)
    names = {"day": day(local), "time": f"{local:%H:%M}"}
    words = _("%(day)s, %(time)s") % names
    if local.date() == _today():
        words = _("today, %(time)s") % names
    elif local.date() == _today() - timedelta(days=1):
        words = _("yesterday, %(time)s") % names
    return _time(local, words, plain)


@register.filter
def ago(value: datetime | None, plain: str = "") -> str:
    """ "12 minutes ago", "2 hours ago", "yesterday", then the day, as a <time>."""
    if not value:
        return ""
    local = timezone.localtime(value)
    minutes = int((timezone.now() - value).total_seconds() // 60)
    if minutes < 1:
        words = _("just now")
    elif minutes < 60:
        words = ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    elif local.date() == _today() or minutes < 6 * 60:
        words = ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60) % {"n": minutes // 60}
    elif local.date() == _today() - timedelta(days=1):
        words = _("yesterday")
    else:
        words = day(local)
    return _time(local, words, plain)


@register.filter
def days_left(value: date | None) -> int:
    """Whole days from today to that day; below zero when it is over."""
    if not value:
        return 0
    local = _local(value)
    return ((local.date() if isinstance(local, datetime) else local) - _today()).days


@register.simple_tag
def period(since: date, until: date) -> str:
    """ "8 to 21 November 2026", with no part said twice."""
    since, until = _local(since), _local(until)
    if (since.year, since.month, since.day) == (until.year, until.month, until.day):
        return full_day(until)
    if (since.year, since.month) == (until.year, until.month):
        days = {"since": since.day, "until": full_day(until)}
        return pgettext("days of one month", "%(since)s to %(until)s") % days
    first = format_date(since, f"j{NO_BREAK}E") if since.year == until.year else full_day(since)
    return _("%(since)s to %(until)s") % {"since": first, "until": full_day(until)}

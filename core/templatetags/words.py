"""How figures, countries and languages are written in the language of the page. Dates: `times`."""

import math
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import countries
from core.alphabets import collation_key
from core.markdown import to_html, to_text

register = template.Library()

Figure = float | str | None  # a template sends "" for what it left out

NO_BREAK = "\u00a0"
MINUS = "\u2212"
QUOTES = {"ru": ("«", "»"), "uk": ("«", "»")}
OWN_NAMES = {"en": "English", "ru": "Русский", "uk": "Українська"}
NAMES = {
    "en": gettext_lazy("English"),
    "ru": gettext_lazy("Russian"),
    "uk": gettext_lazy("Ukrainian"),
    "other": gettext_lazy("another language"),
}
IN_LANGUAGE = {
    "en": gettext_lazy("in English"),
    "ru": gettext_lazy("in Russian"),
    "uk": gettext_lazy("in Ukrainian"),
    "other": gettext_lazy("in another language"),
}


def page_language() -> str:
    return (get_language() or "en").split("-")[0]


# == Text ==
@register.filter
def markdown(text: str | None) -> SafeString:
    return to_html(text or "")


@register.filter
def markdown_text(text: str | None) -> str:
    """For the plain text of e-mails."""
    return to_text(text or "")


@register.filter
def amid(text: str) -> str:
    """A choice inside a sentence: "At once" -> "at once"."""
    return text[:1].lower() + text[1:]


@register.filter
def quoted(text: str, language: str = "") -> str:
    """Each language keeps its own quotation marks; for e-mails, where no stylesheet sets them."""
    opening, closing = QUOTES.get(language or page_language(), ("“", "”"))
    return f"{opening}{text.strip()}{closing}"


# == Figures ==
def rounded(number: float, places: int = 0) -> Decimal:
    """Halves away from zero: 62.5 -> 63, 0.145 -> 0.15, which is a little under its half in binary."""
    return Decimal(str(round(float(number), 12))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@register.filter
def thousands(number: Figure) -> str:
    """18204 -> "18,204", in Russian and Ukrainian "18 204" with a no-break space."""
    if number is None or isinstance(number, str):
        return ""
    text = f"{abs(int(number)):,}".replace(",", "," if page_language() == "en" else NO_BREAK)
    return f"{MINUS}{text}" if number < 0 else text


@register.filter
def decimal(number: Figure, places: int = 2) -> str:
    """-0.184 -> "−0.18", with the decimal comma where the language has one; never "−0.00"."""
    if number is None or isinstance(number, str):
        return ""
    text = str(rounded(abs(number), places))
    sign = MINUS if number < 0 and float(text) else ""
    return sign + (text if page_language() == "en" else text.replace(".", ","))


@register.filter
def percent(share: Figure) -> str:
    """0.58 -> "58%", with a no-break space before the sign where the language wants one."""
    if share is None or isinstance(share, str):
        return ""
    return f"{int(rounded(share * 100))}{'' if page_language() == 'en' else NO_BREAK}%"


@register.filter
def percent_at_least(share: Figure) -> str:
    """0.789 -> "78%": a lower bound is rounded down, never up."""
    if share is None or isinstance(share, str):
        return ""
    return percent(outwards(share, share, 0.01)[0])


def outwards(low: float, high: float, step: float) -> tuple[float, float]:
    """The ends of a range at the next step further out, so that rounding never claims more than was found."""
    tiny = 1e-9  # 0.58 / 0.01 is a little under 58 in binary
    return math.floor(low / step + tiny) * step, math.ceil(high / step - tiny) * step


def as_range(value: str, low: str, high: str, plain: bool) -> str:
    if not low:
        return value
    ends = _("(%(low)s to %(high)s)") % {"low": low, "high": high}
    return f"{value} {ends}" if plain else format_html("{} <small>{}</small>", value, ends)


@register.simple_tag
def share_range(estimate: Figure, low: Figure = None, high: Figure = None, plain: bool = False) -> str:
    """0.58, 0.543, 0.615 -> "58% <small>(54 to 62)</small>"; `plain` for e-mails and names of charts."""
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return percent(estimate)
    low, high = outwards(low, high, 0.01)
    return as_range(percent(estimate), str(round(low * 100)), str(round(high * 100)), plain)


@register.simple_tag
def tone_range(estimate: Figure, low: Figure = None, high: Figure = None, plain: bool = False) -> str:
    """-0.18, -0.226, -0.131 -> "−0.18 <small>(−0.23 to −0.13)</small>"."""
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return decimal(estimate)
    low, high = outwards(low, high, 0.01)
    return as_range(decimal(estimate), decimal(low), decimal(high), plain)


@register.filter
def tone_change(change: Mapping[str, Any]) -> str:
    """How far tone moved: 0.25, 0.011, 0.478 -> "+0.25 (+0.01 to +0.48)"."""
    low, high = outwards(change["low"], change["high"], 0.01)
    return as_range(with_sign(change["diff"]), with_sign(low), with_sign(high), plain=True)


def with_sign(number: float) -> str:
    words = decimal(number)
    return f"+{words}" if number > 0 and words.strip("0.,") else words


@register.filter
def tone_way(diff: float, now: float | None = None) -> str:
    """Which way tone moved. `now`: what it is after it; above 0 nothing is negative any more."""
    if now is not None and now > 0:
        return _("more positive") if diff > 0 else _("less positive")
    return _("less negative") if diff > 0 else _("more negative")


# == Places, languages, order ==
@register.filter
def country(code: str | None) -> str:
    """ "UA" -> "Ukraine", in the reader's language; an unknown code stays as it is."""
    return countries.name(code) if code else ""


@register.filter
def language_name(code: str) -> str:
    return str(NAMES.get(code, code))


@register.filter
def own_name(code: str) -> str:
    """A language by its own name, for choices of language."""
    return OWN_NAMES.get(code) or language_name(code)


@register.filter
def in_language(code: str) -> str:
    return str(IN_LANGUAGE.get(code, IN_LANGUAGE["other"]))


@register.filter
def alphabetical(rows: Iterable[Any], name: str = "") -> list[Any]:
    """Rows in the order of the reader's alphabet, by an attribute or key `name`, or by the row itself."""

    def text(row: Any) -> str:
        value = row if not name else row.get(name) if isinstance(row, dict) else getattr(row, name)
        return str(value)

    return sorted(rows, key=lambda row: collation_key(text(row), page_language()))

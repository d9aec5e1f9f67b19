"""What the parts of a figure are called, in the language of the page."""

from datetime import date, datetime
from typing import Any

from babel import Locale
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.templatetags.parts import quotation
from core.templatetags.times import day
from core.templatetags.words import OWN_NAMES, country, language_name, page_language, quoted
from forums.models import Wording
from insights.querysets.lines import UNSAID, code_of
from insights.querysets.parts import UNASKED
from insights.querysets.propositions import Position
from insights.querysets.pulse import answer_name
from insights.querysets.report import Report
from insights.querysets.wording import Phrase, Written


def name_of(column: str, code: str) -> str:
    """`column`: as in files, in addresses, or an axis along which people are counted ("lives", "writes")."""
    match column:
        case "week_from" | "week":
            return day(date.fromisoformat(code))
        case "feeling" | "position":  # "12-for" where it is not told what discussion 12 proposes
            return answer_name(code.rpartition("-")[2])
        case "language":
            return OWN_NAMES.get(code) or Locale(page_language()).languages.get(code, code)
        case "writes":
            return language_name(code)
        case "lives" if code in ("", UNSAID):
            return _("Did not say where they live")
        case "lives" if code == UNASKED:
            return _("Imported texts that name no country")
        case "imported":
            return _("Imported from elsewhere")
        case "country" | "lives":
            return country(code)
        case "phrase":  # whatever words stand in the address
            return _("A phrase that is not shown")
        case "campaign":
            return _("A shared text that is not shown")
    return code


def part_name(line: str, part: Any, found: Report, written: Written) -> str:
    """Of a part that is open."""
    if line == "campaign":
        return shared_name(next(row.began for row in written.campaigns if row.key == part))
    words = words_of(part, found)
    if isinstance(part, Position) and words:
        return side_name(words, part.answer)
    return quoted(*words) if words else name_of(line, code_of(part))


def words_of(part: Any, found: Report) -> Wording | None:
    """What people themselves wrote of its name."""
    match part:
        case Position():
            return next((row.wording for row in found.propositions if row.thread == part.thread), None)
        case Phrase():
            return Wording(part.words, part.language)
    return None


def side_name(proposition: Wording, code: str) -> str:
    """An answer to what a discussion proposes."""
    return _("%(proposition)s – %(answer)s") % {
        "proposition": quoted(*proposition),
        "answer": answer_name(code),
    }


def marked_side(proposition: Wording, code: str) -> SafeString:
    """As `side_name`, with the proposition marked where it is in another language than the page."""
    return mark_safe(
        _("%(proposition)s – %(answer)s")
        % {
            "proposition": conditional_escape(quotation(*proposition)),
            "answer": conditional_escape(answer_name(code)),
        }
    )


def shared_name(began: datetime) -> str:
    """A text that many shared. Without its words, which may be taken down."""
    return _("Shared text, %(day)s, %(time)s") % {"day": day(began), "time": f"{began:%H:%M}"}

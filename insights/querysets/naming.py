"""What the parts of a figure are called, in the language of the page."""

from datetime import date, datetime

from babel import Locale
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.templatetags.parts import quotation
from core.templatetags.times import day
from core.templatetags.words import OWN_NAMES, country, language_name, page_language, quoted
from forums.models import Wording
from insights.querysets.pulse import answer_name

UNSAID = "none"  # for the country of those who never said where they live


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
        case "country" | "lives":
            return country(code)
        case "phrase":  # whatever words stand in the address
            return _("A phrase that is not shown")
        case "campaign":
            return _("A shared text that is not shown")
    return code


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

"""Countries by their two-letter code, named in the reader's language by the CLDR."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}


@cache
def names(language: str) -> dict[str, str]:
    """Code to name, in the alphabetical order of the language."""
    territories = Locale.parse(language.replace("-", "_")).territories
    countries = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    # Ukrainian and Russian letters that Unicode sorts behind "я" or before "а"
    order = str.maketrans(
        {"ё": "е\uffff", "ґ": "г\uffff", "є": "е\uffff", "і": "и\uffff", "ї": "и\uffff\uffff"}
    )
    return dict(sorted(countries.items(), key=lambda item: item[1].lower().translate(order)))


def name(code: str) -> str:
    return names(get_language() or "en").get(code, code)


def choices() -> list[tuple[str, str]]:
    return list(names(get_language() or "en").items())

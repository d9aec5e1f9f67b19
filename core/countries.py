"""Countries by their two-letter code, named in the reader's language by the CLDR."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language

from core.alphabets import collation_key

NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"}
SPELLED = {"ru": {"US": "Соединённые Штаты"}}  # as the pages spell it; the CLDR leaves out the dots


@cache
def names(language: str) -> dict[str, str]:
    """Code to name, in the alphabetical order of the language."""
    own = language.split("-")[0]
    territories = {**Locale.parse(language.replace("-", "_")).territories, **SPELLED.get(own, {})}
    countries = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(countries.items(), key=lambda item: collation_key(item[1], own)))


def name(code: str) -> str:
    return names(get_language() or "en").get(code, code)


def choices() -> list[tuple[str, str]]:
    return list(names(get_language() or "en").items())

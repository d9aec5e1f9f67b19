"""Languages by their code, as people write it in files: the CLDR knows which there are."""

from functools import cache

from babel import Locale
from django.conf import settings

FOUND_OUT = {"", "mul", "mixed", "other", "und", "zxx"}  # what files say where nobody knew


@cache
def there_are() -> frozenset[str]:
    return frozenset(Locale("en").languages)


def named(code: str) -> str:
    """ "en", "ru" or "uk" of "EN-gb" and the like; "other" for a language that the portal does not speak.

    "" where the language is to be found out. Raises ValueError for what is no language.
    """
    code = code.strip().lower().replace("_", "-").split("-")[0]
    if code in FOUND_OUT:
        return ""
    if code not in there_are():
        raise ValueError(code)
    return code if code in dict(settings.LANGUAGES) else "other"

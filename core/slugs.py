"""Titles as the last part of an address."""

from django.utils.text import slugify

CYRILLIC = "а б в г ґ д е ё є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я ’ '"
LATIN = "a b v g g d e e ie zh z i i i i k l m n o p r s t u f kh ts ch sh shch _ y _ e iu ia _ _"
SOUNDS = dict(zip(CYRILLIC.split(), (sound.strip("_") for sound in LATIN.split()), strict=True))
UKRAINIAN_LETTERS, UKRAINIAN_SOUNDS = set("іїєґ"), {"г": "h", "и": "y"}


def slug_of(title: str, *, otherwise: str) -> str:
    """A short Latin name, so that it can be read aloud and sent by e-mail; `otherwise` where none is left."""
    letters = title.lower()
    sounds = SOUNDS | UKRAINIAN_SOUNDS if UKRAINIAN_LETTERS & set(letters) else SOUNDS
    latin = "".join(sounds.get(letter, letter) for letter in letters)
    return slugify(latin)[:60].strip("-") or otherwise

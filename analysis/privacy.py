"""What in a text points at a person: addresses, numbers, handles, full names. In three languages.

It errs on the careful side: a text that is left out is replaced by another, one that is shown is not.
"""

import re

from analysis import given

# Round sums, dates and rows of years, which are numbers as long as a telephone's.
_HARMLESS = re.compile(
    r"""(?<![\d+])(?<!\d[ .,\u00a0-])[1-9]\d{0,2}(?:[ .,\u00a0]\d{3})?(?:[ .,\u00a0]000)+(?!\d)
    | \b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b | \b(?:19|20)\d{2}-\d{2}-\d{2}\b
    | \b(?:19|20)\d\d(?:[\s,;/–-]+(?:19|20)\d\d)+\b""",
    re.VERBOSE,
)
_DASH = re.compile(r"[\u2010-\u2015\u2212]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_PLATE = "[АВЕІКМНОРСТУХABEIKMHOPCTYX]"
_NAME = "[А-ЯІЇЄҐЁ][а-яіїєґё'’]+"
_FATHER = "(?:[ое]вич|[лкмь][иі]ч)(?:[ауеі]|[оеє]м)?"
_OF_A_DAUGHTER = "(?:[оеії]вн|(?:ин|[тмк])ичн)(?:[аеуыиі]|ой|ою)?"
_PATRONYMIC = f"(?:{_FATHER}|{_OF_A_DAUGHTER})"
_NO_FATHER = "Голов|Основ|Верхов|Церков|Духов|Грошов|Стар|Рівн"
_INITIALS = r"[А-ЯІЇЄҐЁ]\.\s?[А-ЯІЇЄҐЁ]\."
_WAY = r"""(?:ул\.?|улиц[аеыу]|пр-?т\.?|пр\.|просп\.?|проспект\w*|пер\.|переул\w+|вул\.?|вулиц[яіию]|провул\w+
      |бульвар\w*|б-р|пл\.|площ[аіи]\w*|площад[ьи]|наб\.|набережн\w+|шоссе|шосе|мкр\.?|мікрорайон\w*|микрорайон\w*
      |село|с\.)"""
_HOUSE = r"(?:д\.?|дом|буд\.?|будинок|№)"
_ROADS = "Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Way|Boulevard|Blvd|Square|Terrace|Court|Close|Crescent"
_PERSONAL = re.compile(
    rf"""[\w.+-]+\s*(?:@|\[at\]|\(at\))\s*[\w-]+\s*(?:\.|\[dot\]|\(dot\))\s*\w+  # e-mail
    | \w+\s+(?:at|собака|собачка|равлик)\s+[\w-]+\s+(?:(?:dot|точка|крапка)\s+\w+|ру|ком|юа|уа)\b  # spoken
    | (?:https?://|www\.|t\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|uk|io|me)\b
      |\b\w+\.[a-z]{{2,4}}/\w)  # links
    | (?<!\w)@\w{{2,}}  # handles
    | \b(?:telegram|телеграм|тг|tg|insta|instagram|[иі]нстаграм|skype|скайп|viber|вайбер|whatsapp|ватсап)
      (?:\s*:\s*|\s+-\s*|\s*-\s+)\w[\w.]{{3,}}
    | \b(?:telegram|телеграм\w*|тг|tg|vk|вк|fb|фб|discord|дискорд|signal|viber|skype)\W{{1,3}}
      (?-i:[A-Za-z])[\w.]*[_\d\#][\w.\#]*
    | \b(?:vk|fb|вк|фб|discord|дискорд)\s*:\s*[\w.\#]{{3,}}
    | \b\d(?:[\s().-]{{0,2}}\d){{8,}}|\+\d(?:[\s().-]{{0,2}}\d){{6,}}  # telephone, card and account numbers
    | \b\d{{2,3}}-\d{{2}}-\d{{2}}\b  # a telephone number without its area
    | (?-i:\b[A-Z]{{2}}\d{{2}}(?:\s?[A-Z0-9]{{4}}){{3,}})  # IBAN
    | (?-i:\b[A-ZА-ЯІЇЄҐ]{{2}})\s?(?:№\s?)?\d{{6}}\b  # passport
    | \b(?:паспорт\w*|passport|инн|іпн|рнокпп|снилс|ssn)\D{{0,25}}\d[\d\s-]{{5,}}
    | (?-i:\b{_PLATE}{{1,2}}\s?\d{{3,4}}\s?{_PLATE}{{2}}\s?(?:\d{{2,3}})?\b)  # a car
    | \b{_WAY}\s*(?-i:[А-ЯІЇЄҐЁ«"])[\w.«»"' -]{{2,40}}?,?\s*{_HOUSE}?\s*\d{{1,4}}\b  # a house
    | \b(?:ул\.|улиц[аеыу]|вул\.|вулиц[яіию]|просп\.|проспект\w*)\s*[\w-]{{3,20}},?\s+
      {_HOUSE}?\s*\d{{1,3}}\b
    | \b(?:кв|квартира|apt|flat)\.?\s*№?\s*\d{{1,4}}[a-zа-я]?\b
    | \b\d{{1,5}}[a-z]?\s+(?-i:(?:[A-Z][a-z]+\s){{1,3}}(?:{_ROADS})\b)
    | \b\d{{1,5}}[a-z]?\s+\w+\s+(?:street|road|avenue|lane)\b
    | (?-i:\b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b)  # a British postcode
    | \b\d{{1,2}}\.\d{{4,}}\s*[,;]?\s*\d{{1,3}}\.\d{{4,}}  # a place on the map
    | (?-i:\b{_NAME}[ \u00a0]+(?!{_NO_FATHER})[А-ЯІЇЄҐЁ][а-яіїєґё'’]*{_PATRONYMIC}\b)  # and father's
    | (?-i:\b[А-ЯІЇЄҐЁ]{{2,}}\s+[А-ЯІЇЄҐЁ]*(?:ОВИЧ|ЕВИЧ|ЙОВИЧ|[ОЕІЇ]ВН)[А-ЯІЇЄҐЁ]{{0,2}}\b)
    | (?-i:\b{_NAME}\s+{_INITIALS}|{_INITIALS}\s?{_NAME})""",
    re.VERBOSE | re.IGNORECASE,
)

_CALLED = re.compile(
    r"\b(?:тел|моб|телефон\w*|phone|mobile|звоните|дзвоніть|call(?:\s+me)?)\W{0,12}\d[\d\s().-]{4,}",
    re.IGNORECASE,
)


def personal(text: str) -> bool:
    """Whether a text holds what points at a person.

    E-mail and street addresses, links, @handles, numbers of telephones, cards, accounts, passports and
    cars, places on the map, and names with a patronymic. A plain name is not seen. Raises TypeError for
    what is no text.
    """
    given.text(text)
    plain = _DASH.sub("-", _UNSEEN.sub("", text))
    return bool(_CALLED.search(plain) or _PERSONAL.search(_HARMLESS.sub(" ", plain)))

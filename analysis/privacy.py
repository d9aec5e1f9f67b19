"""What in a text points at a person: addresses, numbers, handles, full names. In three languages.

It errs on the careful side: a text that is left out is replaced by another, one that is shown is not.
"""

import re

# Round sums, dates and rows of years, which are numbers as long as a telephone's.
_HARMLESS = re.compile(
    r"""(?<![\d+])[1-9]\d{0,2}(?:[ .,\u00a0]\d{3})*(?:[ .,\u00a0]000)+(?!\d)
    | \b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}\b | \b(?:19|20)\d{2}-\d{2}-\d{2}\b
    | \b(?:19|20)\d\d(?:[\s,;/–-]+(?:19|20)\d\d)+\b""",
    re.VERBOSE,
)
_PLATE = "[АВЕІКМНОРСТУХABEIKMHOPCTYX]"
_NAME = "[А-ЯІЇЄҐЁ][а-яіїєґё'’]+"
_PATRONYMIC = "(?:ович|евич|йович|ьевич|івна|ївна|овна|евна|ична)[а-яіїєґё]{0,3}"
_PERSONAL = re.compile(
    rf"""[\w.+-]+\s*(?:@|\[at\]|\(at\))\s*[\w-]+\s*(?:\.|\[dot\]|\(dot\))\s*\w+  # e-mail
    | \w+\s+(?:at|собака|собачка|равлик)\s+[\w-]+\s+(?:dot|точка|крапка)\s+\w+  # the same, spoken
    | (?:https?://|www\.|t\.me/|\b[\w-]+\.(?:com|org|net|info|ru|ua|uk|io|me)\b)  # links
    | (?<!\w)@\w{{2,}}  # handles
    | \b(?:telegram|телеграм|тг|tg|insta|instagram|[иі]нстаграм|skype|скайп|viber|вайбер|whatsapp|ватсап)
      (?:\s*[:–—]\s*|\s+-\s+)\w[\w.]{{3,}}
    | \b\d(?:[\s().-]{{0,2}}\d){{8,}}|\+\d(?:[\s().-]{{0,2}}\d){{6,}}  # telephone, card and account numbers
    | \b\d{{2,3}}-\d{{2}}-\d{{2}}\b  # a telephone number without its area
    | \b(?:тел|моб|телефон\w*|phone|mobile|звоните|дзвоніть|call\s+me)\W{{0,12}}\d[\d\s()-]{{4,}}
    | (?-i:\b[A-Z]{{2}}\d{{2}}(?:\s?[A-Z0-9]{{4}}){{3,}})  # IBAN
    | (?-i:\b[A-ZА-ЯІЇЄҐ]{{2}})\s?(?:№\s?)?\d{{6}}\b  # passport
    | \b(?:паспорт\w*|passport|инн|іпн|рнокпп|снилс|ssn)\D{{0,25}}\d[\d\s-]{{5,}}
    | (?-i:\b{_PLATE}{{1,2}}\s?\d{{3,4}}\s?{_PLATE}{{2}}\s?(?:\d{{2,3}})?\b)  # a car
    | \b(?:ул\.?|улиц[аеы]|пр-?т\.?|просп\.?|проспект\w*|пер\.|переул\w+|вул\.?|вулиц[яіи]|провул\w+)\s+
      (?-i:[А-ЯІЇЄҐЁ«"])[\w.«»"' -]{{2,40}}?,?\s*(?:д\.?|дом|буд\.?|будинок|№)?\s*\d{{1,4}}\b  # a house
    | \b(?:кв|квартира|apt|flat)\.?\s*№?\s*\d{{1,4}}\b
    | \b\d{{1,5}}\s+(?-i:(?:[A-Z][a-z]+\s){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive)\b)
    | \b\d{{1,2}}\.\d{{4,}}\s*[,;]?\s*\d{{1,3}}\.\d{{4,}}  # a place on the map
    | (?-i:\b{_NAME}\s+[А-ЯІЇЄҐЁ][а-яіїєґё'’]+{_PATRONYMIC}\b)  # a name with the father's""",
    re.VERBOSE | re.IGNORECASE,
)


def personal(text: str) -> bool:
    """Whether a text holds what points at a person.

    E-mail and street addresses, links, @handles, numbers of telephones, cards, accounts, passports and
    cars, places on the map, and names with a patronymic. A plain name is not seen.
    """
    return _PERSONAL.search(_HARMLESS.sub(" ", text)) is not None

"""The portal's sentences and their translations, read and written with Babel: no gettext programs needed.

The .po files are kept in the repository; the .mo files are made from them at every start.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}")
PROJECT, WIDTH = "Common Ground", 110


def files() -> dict[str, Path]:
    """The file of each language but English, which is what the code is written in."""
    others = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return {code: Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po" for code in others}


def read(path: Path) -> Catalog:
    language = path.parent.parent.name
    if not path.exists():
        return Catalog(language, project=PROJECT, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> int:
    """Make the .mo of every .po that is newer; returns how many."""
    stale = [path for path in files().values() if path.exists() and _older(path.with_suffix(".mo"), path)]
    for path in stale:
        unfinished = path.with_suffix(".mo.part")
        with unfinished.open("wb") as file:
            write_mo(file, read(path))
        unfinished.replace(path.with_suffix(".mo"))
    return len(stale)


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def sources() -> Iterator[Path]:
    base = Path(settings.BASE_DIR)
    for app in settings.APPS:
        yield from sorted(base.glob(f"{app}/**/*.py"))
    yield from sorted(path for path in base.glob("templates/**/*") if path.suffix in {".html", ".txt"})


def in_the_code() -> Catalog:
    """Every sentence that is marked for translation."""
    found = Catalog(project=PROJECT, charset="utf-8")
    for path in sources():
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for line, ids, comments, context in extract("python", _as_python(path), KEYWORDS, ("Translators:",)):
            found.add(ids, None, [(place, line)], auto_comments=comments, context=context)
    return found


def _as_python(path: Path) -> io.BytesIO:
    text = path.read_text()
    if path.suffix != ".py":  # Django's own way; lines start at the margin, since this is no real Python
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
    return io.BytesIO(text.encode())


def update(path: Path, found: Catalog) -> None:
    """Add new sentences, drop those that are gone, keep all that is translated."""
    catalog = read(path)
    made_at = catalog.creation_date
    catalog.update(found, no_fuzzy_matching=True)
    catalog.creation_date = made_at
    catalog.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, catalog, width=WIDTH, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    path.write_bytes(out.getvalue())


def faults(path: Path, found: Catalog) -> list[str]:
    """What keeps this file from being complete."""
    catalog = read(path)
    known = {(message.context, _key(message)): message for message in catalog if message.id}
    wanted = {(message.context, _key(message)): message for message in found if message.id}
    lines = [f"not in the file: {key[1]!r}" for key in wanted if key not in known]
    lines += [f"no longer in the code: {key[1]!r}" for key in known if key not in wanted]
    lines += [f"{fault}: {key[1]!r}" for key, message in known.items() if (fault := _fault(message))]
    return lines


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _fault(message: Message) -> str:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(forms):
        return "not translated"
    if message.fuzzy:
        return "fuzzy"
    allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
    for form in forms:
        used = set(PLACEHOLDER.findall(form))
        if used - allowed or (len(forms) == 1 and used != allowed):
            return "other placeholders than in English"
    return ""

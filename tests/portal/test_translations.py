import gettext
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from portal import translations

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"
"""
COMPLETE = """
msgid "Hello, %(name)s"
msgstr "Привет, %(name)s"

msgid "%(n)s person"
msgid_plural "%(n)s people"
msgstr[0] "%(n)s человек"
msgstr[1] "%(n)s человека"
msgstr[2] "%(n)s человек"
"""


@pytest.fixture
def project(tmp_path, settings) -> Path:
    """A project of one Python file, one template and one language."""
    settings.BASE_DIR, settings.APPS, settings.LOCALE_PATHS = tmp_path, ["talk"], [tmp_path / "locale"]
    (tmp_path / "talk").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale" / "ru" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "talk" / "views.py").write_text('_("Hello, %(name)s")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "<p>\n  {% blocktranslate trimmed count n=people %}\n    {{ n }} person\n"
        "  {% plural %}\n    {{ n }} people\n  {% endblocktranslate %}</p>"
    )
    return tmp_path


def po(project: Path, text: str) -> Path:
    path = project / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    path.write_text(HEADER + text)
    return path


@pytest.fixture(autouse=True)
def two_languages(settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("ru", "Русский")]


def test_a_complete_file_has_no_faults(project):
    assert translations.faults(po(project, COMPLETE), translations.in_the_code()) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ('msgstr "Привет, %(name)s"', 'msgstr ""', "not translated: 'Hello, %(name)s'"),
        ('msgstr[1] "%(n)s человека"', 'msgstr[1] ""', "not translated: '%(n)s person'"),
        (
            'msgstr "Привет, %(name)s"',
            'msgstr "Привет"',
            "other placeholders than in English: 'Hello, %(name)s'",
        ),
        ('msgid "Hello, %(name)s"', '#, fuzzy\nmsgid "Hello, %(name)s"', "fuzzy: 'Hello, %(name)s'"),
    ],
)
def test_a_fault_is_named(project, good, bad, fault):
    path = po(project, COMPLETE.replace(good, bad))

    assert translations.faults(path, translations.in_the_code()) == [fault]


def test_a_new_file_has_as_many_plural_forms_as_the_language(project):
    path = translations.files()["ru"]

    translations.update(path, translations.in_the_code())

    assert "nplurals=3" in path.read_text()
    assert translations.faults(path, translations.in_the_code()) == [
        "not translated: 'Hello, %(name)s'",
        "not translated: '%(n)s person'",
    ]


def test_an_update_adds_what_is_new_and_drops_what_is_gone(project):
    path = po(project, COMPLETE)
    (project / "talk" / "views.py").write_text('_("Good night")\n')

    translations.update(path, translations.in_the_code())

    assert [message.id for message in translations.read(path) if message.id] == [
        "Good night",
        ("%(n)s person", "%(n)s people"),
    ]
    assert translations.faults(path, translations.in_the_code()) == ["not translated: 'Good night'"]


def test_a_compiled_file_has_three_plural_forms(project):
    path = po(project, COMPLETE)

    translations.compile_all()

    with path.with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    counted = [russian.ngettext("%(n)s person", "%(n)s people", n) % {"n": n} for n in (1, 2, 5)]
    assert counted == ["1 человек", "2 человека", "5 человек"]


def test_no_other_name_hides_a_sentence_from_the_translators():
    """Only `_` and the functions' own names are looked for in the code."""
    found = subprocess.run(
        ["git", "grep", "-nE", r"gettext(_lazy)? as [a-z_]*[a-z]", "--", "*.py", ":!tests"],
        capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
    )  # fmt: skip

    assert found.stdout == ""

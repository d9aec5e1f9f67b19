import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = {str(path.relative_to(TEMPLATES)): path for path in sorted(TEMPLATES.rglob("*.html"))}

# What a line may not be broken within: a tag of Django's, and the value of an attribute.
WHOLE = re.compile(r"{%.*?%}|{{.*?}}")
VALUE = re.compile(r"""=("[^"]*"|'[^']*')""")
BLOCK = re.compile(
    r"</?(article|aside|details|div|fieldset|form|h[1-6]|li|ol|p|section|summary|t[dhr]|table|ul)\b"
)
# These end in a header or in an attribute.
HEADS = ("{% block title %}", "{% block preheader %}", "{% block description %}")


def included_by_texts() -> set[str]:
    """The parts that an e-mail in plain text includes: each space of theirs is printed."""
    names: set[str] = set()
    found = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.txt")}
    while found := found - names:
        names |= found
        sources = [(TEMPLATES / name).read_text() for name in found]
        found = {name for source in sources for name in re.findall(r'{% include "([^"#]+)"', source)}
    return names


def can_be_broken(line: str) -> bool:
    rest = VALUE.sub("=x", WHOLE.sub("x", line.strip()))
    blocks = len(BLOCK.findall(rest))
    return " " in rest or (blocks > 0 and not re.fullmatch(r"[^<>]*>|<[^<>]*>", rest))


@pytest.mark.parametrize("name", sorted(PAGES.keys() - included_by_texts()))
def test_no_line_of_a_template_is_longer_than_120_characters_where_it_can_be_broken(name):
    long = [line for line in PAGES[name].read_text().splitlines() if len(line) > 120]

    assert [line for line in long if can_be_broken(line) and not line.startswith(HEADS)] == []


def test_no_template_of_a_page_has_more_than_200_lines():
    assert [name for name, path in PAGES.items() if len(path.read_text().splitlines()) > 200] == []

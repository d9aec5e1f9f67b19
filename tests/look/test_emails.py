"""The e-mail base, through the inliner that the outbox uses."""

import re
from typing import Any

import html5lib
from django.template import Context, Template
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.emails.inlining import inlined, without_indentation

ROW = {"name": "Worried", "n": 2113, "estimate": 0.34, "low": 0.327, "high": 0.352}
PAGE = """{% extends "email/base.html" %}{% block preheader %}No clear change{% endblock %}
{% block heading %}Worry leads{% endblock %}{% block content %}<tr><td class="p">Text</td></tr>
{% include "email/_section.html" with title="How people feel" %}{% include "email/_bars.html" %}
{% include "email/_button.html" with url="https://example.org/a" label="Write an answer" %}{% endblock %}
{% block footer %}<a href="https://example.org/stop" class="li">Stop</a>{% endblock %}"""


def compose(page: str = PAGE, language: str = "en", **context: Any) -> str:
    with override(language):
        return inlined(Template(page).render(Context(context)))


def test_styles_are_in_the_elements_and_the_dark_stays_in_the_head():
    html = compose(rows=[ROW])

    assert re.search(r'<td class="p" style="[^"]*Georgia,\S[^"]*[^;]">Text</td>', html)
    assert "prefers-color-scheme: dark" in html.partition("</head>")[0]


def test_an_email_loads_nothing():
    html = compose(rows=[ROW])

    assert not re.search(r"<(img|script|link)\b|url\(|@import", html)


def test_the_figures_beside_a_bar_carry_everything():
    html = compose(rows=[ROW])

    words = re.sub(r"<[^>]+>|&nbsp;", " ", html[html.index("Worried") : html.index("Write")])
    assert words.split() == ["Worried", "2,113", "people", "34%", "(32", "to", "36)"]


def test_the_cells_of_a_bar_fill_its_width():
    html = compose(rows=[ROW])

    widths = re.findall(r'<td[^>]* width="(\d+)%"', html)
    assert sum(map(int, widths)) == 100


def test_what_is_hidden_has_no_bar():
    html = compose(rows=[{**ROW, "estimate": None}])

    assert "Not shown: fewer than 10 people" in html
    assert 'width="1%"' not in html


def test_the_language_of_an_email_is_that_of_its_reader():
    assert '<html lang="uk"' in compose(language="uk", rows=[ROW])


def test_plain_text_begins_with_its_subject_and_escapes_nothing():
    page = """{% extends "email/base.txt" %}{% block subject %}{{ s }}{% endblock %}
{% block content %}{{ s }}{% endblock %}"""

    text = Template(page).render(Context({"s": "“Lists” & <letters>"})).lstrip()

    assert text.startswith("Subject: “Lists” & <letters>\n\n“Lists” & <letters>\n")


def test_what_nobody_sees_of_the_layout_of_a_template_is_not_sent():
    assert without_indentation("<p>\n    One\n\n    two\n  </p>\n") == "<p>\nOne\ntwo\n</p>"


def test_classes_that_no_style_asks_for_are_not_sent():
    html = compose(rows=[ROW])

    kept = re.search(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)[1]
    names = {name for found in re.findall(r' class="([^"]*)"', html) for name in found.split()}
    assert {"bg", "hide", "rg", "val"} <= names <= set(re.findall(r"\.([a-z]\w*)", kept))


@given(words=st.text(alphabet='<>"=&; :,clastey.p', max_size=80))
def test_what_people_write_arrives_as_it_is(words):
    page = """<style>.a { color: red; }</style><p class="a b" title="{{ words }}">{{ words }}</p>"""

    html = inlined(Template(page).render(Context({"words": f"x{words}x"})))

    paragraph = html5lib.parse(html, namespaceHTMLElements=False).find(".//p")
    assert paragraph.get("title") == paragraph.text == f"x{words}x"
    assert paragraph.get("style") == "color:red"
    assert paragraph.get("class") is None

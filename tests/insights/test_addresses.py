"""Whatever somebody writes into the address of a list: the page answers, and says what it made of it."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contributions.models import Contribution
from insights.forms import PostsForm
from insights.querysets.pulse import recent
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory
from tests.seen import as_seen

pytestmark = pytest.mark.django_db
KNOWN = [
    "UA", "uk", "other", "none", "sad", "for", "against", "12-for", "12-", "en-glad", "en-", "12",
    "prisoners", str(recent(1)[0].date()),
]  # fmt: skip
AROUND = st.text(" \t\n\u00a0\x00-_.%٣²éя", max_size=2)
VALUES = st.one_of(
    st.builds("{}{}{}".format, AROUND, st.sampled_from(KNOWN), AROUND),
    st.builds("{}-{}".format, st.sampled_from(KNOWN), st.sampled_from(KNOWN)),
    st.text(max_size=20),
)
LINK = re.compile(r'href="([^"]*/pulse/posts/\?[^"]*)"')
NAMES = st.sampled_from([*PostsForm.base_fields, "after"])


@given(st.lists(st.tuples(NAMES, VALUES), max_size=3))
@example([("position", "12-for ")])
@settings(max_examples=150)
def test_no_address_is_too_odd(asked):
    query = urlencode(asked)

    assert Client().get(f"/en/pulse/posts/?{query}").status_code in (200, 400)


@pytest.fixture
def topic():
    return TopicFactory(slug="prisoners")


@pytest.mark.parametrize("asked", ["country=%20UA", "lives=UA%20", "language=%20uk", "writes=uk%0A"])
def test_spaces_around_a_code_make_no_second_choice_and_leave_the_first_chosen(asked, topic, client):
    crowd(12, topic=topic, country="UA", language="uk")
    name, _is, written = asked.partition("=")
    code = "UA" if "UA" in written else "uk"

    html = as_seen(client.get(f"/en/pulse/posts/?topic=prisoners&{asked}"))
    select = html[html.index(f'<select name="{name}"') :].partition("</select>")[0]

    assert select.count(code) == 1
    assert f'<option value="{code}" selected>' in select
    assert "12 texts" in html


@pytest.mark.parametrize(
    ("country", "language", "links"),
    [
        ("SU", "uk", {"writes=uk"}),
        ("", "uk", {"lives=none", "writes=uk"}),
        ("UA", "", {"lives=UA", "country=UA"}),
        ("UA", "zh-hant", {"lives=UA", "country=UA"}),
        ("XK", "other", {"lives=XK", "country=XK", "writes=other"}),
    ],
)
def test_no_page_leads_to_a_country_or_language_that_there_is_not(country, language, links, client):
    crowd(12, topic=TopicFactory())
    Contribution.objects.update(country=country, language=language)

    pages = [client.get(f"/en/pulse/{page}").content.decode() for page in ("", "who/")]
    found = {unescape(link) for page in pages for link in LINK.findall(page)}

    assert links <= {link.partition("?")[2] for link in found}
    assert {link: client.get(link).status_code for link in found} == dict.fromkeys(found, 200)

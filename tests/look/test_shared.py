"""The shared parts, rendered with plain objects: they show what they should, and query nothing."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from core.pages import Page
from tests.seen import as_seen


def show(template: str, language: str = "en", path: str = "/en/", **context: Any) -> str:
    request = RequestFactory().get(path)
    with override(language):
        html = render_to_string(template, {"viewer": None, **context}, request)
    return as_seen(html)


class Related(list):
    def all(self):
        return self


def voice(**changes: Any) -> SimpleNamespace:
    words = {
        "pk": 7, "author_id": 1, "author": SimpleNamespace(shown_name="Olena"), "country": "UA",
        "language": "uk", "body": "Мій **брат** <script>", "feeling": "worried", "stance": "for",
        "state": "published", "kind": "post", "published_at": datetime(2001, 10, 2, 9, 40, tzinfo=UTC),
        "edited_at": None, "understood_count": 1187, "understood_by_me": False, "import_key": None,
        "get_absolute_url": lambda: "/en/words/7/",
        "translations": Related([SimpleNamespace(language="en", body="My brother")]),
    }  # fmt: skip
    return SimpleNamespace(**{**words, **changes})


def test_a_voice_shows_the_words_first_and_then_who_signed():
    html = show("_voice.html", contribution=voice())

    assert '<blockquote class="words" lang="uk"><p>Мій <strong>брат</strong> &lt;script&gt;</p>' in html
    assert html.index("blockquote") < html.index("<b>Olena</b>, Ukraine · in Ukrainian")
    assert "feels worried" in html
    assert "is for it" in html


def test_a_voice_opens_its_translation_with_one_tap():
    html = show("_voice.html", contribution=voice())

    assert "<summary>Read in English</summary><p>My brother</p>" in html
    assert "The original counts." in html


def test_a_voice_in_the_language_of_the_page_is_not_marked_and_not_translated():
    html = show("_voice.html", contribution=voice(language="en"))

    assert '<blockquote class="words">' in html
    assert "<details" not in html


def test_a_stranger_is_led_to_sign_in_and_gets_no_form():
    html = show("_voice.html", contribution=voice())

    assert '<a href="/en/account/login/?next=/en/words/7/" rel="nofollow">I understand this · 1,187' in html
    assert "<form" not in html
    assert "csrf" not in html


def test_a_reader_can_say_that_they_understand():
    html = show("_voice.html", contribution=voice(), viewer=SimpleNamespace(pk=2))

    assert 'action="/en/words/7/understood/"' in html
    assert 'aria-pressed="false">I understand this · 1,187' in html
    assert "Report" in html
    assert "Edit" not in html


def test_an_author_can_edit_and_take_back_and_not_report():
    html = show("_voice.html", contribution=voice(), viewer=SimpleNamespace(pk=1))

    assert "/en/words/7/edit/" in html
    assert "/en/words/7/withdraw/" in html
    assert "Report" not in html
    assert "1,187 people understand this" in html


def test_what_others_signed_cannot_be_edited():
    html = show("_voice.html", contribution=voice(kind="petition"), viewer=SimpleNamespace(pk=1))

    assert "/en/words/7/edit/" not in html


def test_a_compact_voice_has_no_actions_and_says_where_it_was_said():
    html = show(
        "_voice.html", contribution=voice(), compact=True, about_url="/en/x/", about_title="Letters & parcels"
    )

    assert 'class="acts"' not in html
    assert 'In <a href="/en/x/">Letters &amp; parcels</a>' in html


def test_words_taken_back_are_gone():
    html = show("_voice.html", contribution=voice(state="withdrawn", state_changed_at=None))

    assert "The author took these words back." in html
    assert "брат" not in html


def viewer(pk: int, is_moderator: bool = False) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, is_moderator=is_moderator)


@pytest.mark.parametrize("who", [viewer(1), viewer(2, is_moderator=True)])
def test_an_author_and_moderators_see_words_that_nobody_has_looked_at_yet(who):
    html = show("_voice.html", contribution=voice(state="pending"), viewer=who)

    assert "Waits for a moderator." in html
    assert "брат" in html


@pytest.mark.parametrize("who", [None, viewer(2)])
@pytest.mark.parametrize("author", [1, None])
def test_others_see_no_words_that_nobody_has_looked_at_yet(who, author):
    html = show("_voice.html", contribution=voice(state="pending", author_id=author), viewer=who)

    assert "These words were changed and wait for a moderator." in html
    assert "брат" not in html


@pytest.mark.parametrize(
    ("changes", "signed"),
    [
        ({"author": None}, "Somebody who has left"),
        ({"author": None, "import_key": "a:1"}, "Imported, without a name"),
    ],
)
def test_words_without_an_author_are_signed_too(changes, signed):
    assert signed in show("_voice.html", contribution=voice(**changes))


def row(**changes: Any) -> dict[str, Any]:
    return {"name": "Worried", "n": 2113, "estimate": 0.34, "low": 0.327, "high": 0.352, **changes}


def test_a_bar_says_in_words_what_it_shows():
    html = show("_bars.html", rows=[row()], threshold=0.6)

    assert "34% <small>(32 to 36)</small>" in html
    assert "2,113 people" in html
    assert 'aria-hidden="true" focusable="false"' in html
    assert 'x1="60.0%"' in html


def test_too_few_people_are_hatched_and_the_words_say_why():
    html = show(
        "_bars.html", rows=[row(estimate=None, n=4), row(estimate=None, why="Hidden for a neighbour")]
    )

    assert "Not shown: fewer than 10 people" in html
    assert "Hidden for a neighbour" in html
    assert "4 people" not in html
    assert "<svg" not in html


def test_no_bar_has_an_inline_style():
    parts = show("_bars.html", rows=[row()], axis=True) + show(
        "_standing.html", n=5, goal=10, seed=1, name="5"
    )

    assert "style=" not in parts


def test_bars_are_the_same_picture_in_every_language():
    english, russian = (
        re.findall(r"<svg.*?</svg>", show("_bars.html", language, rows=[row()])) for language in ("en", "ru")
    )

    assert english == russian


def test_a_list_that_goes_on_says_how_much_there_is():
    page = Page(items=[], next_cursor="abc", shown=20, total=1391)

    html = show("_more.html", path="/en/talks/?q=a", page=page)

    assert 'href="?q=a&amp;after=abc"' in html
    assert "20 of 1,391 shown" in html
    assert show("_more.html", page=Page(items=[], next_cursor="", shown=20, total=20)) == ""


class Reply(forms.Form):
    words = forms.CharField(label="Your words", widget=forms.Textarea, help_text="In any language.")
    stance = forms.ChoiceField(
        label="Where do you stand?", choices=[("for", "For")], widget=forms.RadioSelect
    )
    news = forms.BooleanField(label="Tell me", required=False)


def test_a_field_has_its_label_then_its_hint_then_its_fault_then_itself():
    html = show("_field.html", field=Reply({})["words"])

    places = [html.index(part) for part in ("<label", "In any language.", "Error:", "<textarea")]
    assert places == sorted(places)
    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'id="id_words_helptext"' in html
    assert 'id="id_words_error"' in html


def test_what_was_typed_stays():
    assert "Мої слова" in show("_fields.html", form=Reply({"words": "Мої слова"}))


def test_choices_are_a_group_with_a_name_that_the_summary_leads_to():
    form = Reply({"words": "x"})

    html = show("_field.html", field=form["stance"], chips=True)

    assert '<fieldset class="field is-wrong" id="id_stance"' in html
    assert "<legend>Where do you stand?</legend>" in html
    assert '<a href="#id_stance">' in show("_errors.html", form=form)


def test_a_count_of_characters_works_without_script():
    html = show("_field.html", field=Reply()["words"], most=2000)

    assert 'data-most="2000"' in html
    assert "Up to 2,000 characters" in html


def test_the_summary_of_faults_is_announced_and_focused():
    html = show("_errors.html", form=Reply({}))

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "2 things are missing or wrong" in html
    assert show("_errors.html", form=Reply()) == ""


def test_a_question_is_a_page_with_two_ways():
    html = show(
        "_confirm.html", question="Take it back?", what="It goes.", button="Take it back", back="/en/"
    )

    assert "<h1>Take it back?</h1>" in html
    assert '<a class="button quiet" href="/en/">No, go back</a>' in html


def test_a_page_for_strangers_has_no_form_no_message_and_no_htmx():
    html = show("portal/accessibility.html")

    assert "<form" not in html
    assert "csrf" not in html
    assert "htmx" not in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500", "503"])
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_error_page_renders_without_a_request_or_a_context(name, language):
    with override(language):
        html = render_to_string(f"{name}.html")

    assert f'<html lang="{language}">' in html
    assert "<h1>" in html
    assert 'class="lede">' in html


def test_words_that_lie_around_for_other_parts_do_not_become_labels_or_summaries():
    form = Reply({})

    html = show("_errors.html", form=form, title="Show more") + show(
        "_field.html", field=form["words"], label="Show more"
    )

    assert "Show more" not in html
    assert "Your words" in html

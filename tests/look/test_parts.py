from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context
from django.test import RequestFactory
from django.urls import resolve
from django.utils.translation import override

from core.templatetags import parts


def page(path: str) -> Context:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path)
    return Context({"request": request})


def test_a_link_to_the_page_itself_says_so():
    with override("en"):
        assert parts.nav_link(page("/en/privacy/"), "privacy", "Privacy") == (
            '<a href="/en/privacy/" aria-current="page">Privacy</a>'
        )


def test_a_link_stands_out_in_its_section():
    with override("en"):
        assert parts.nav_link(page("/en/talks/parties/"), "topics:talks", "Talks", "topics") == (
            '<a href="/en/talks/" aria-current="true">Talks</a>'
        )


def test_a_section_can_be_named_by_its_views():
    with override("en"):
        link = parts.nav_link(page("/en/privacy/"), "home", "Home", "how_it_works", "privacy")

    assert link == '<a href="/en/" aria-current="true">Home</a>'


def test_the_label_of_a_link_is_text():
    with override("en"):
        assert "&lt;b&gt;" in parts.nav_link(Context(), "home", "<b>")


def test_each_language_leads_to_the_same_page():
    with override("en"):
        links = parts.language_links(page("/en/privacy/?x=1"))

    assert [(link.name, link.page, link.is_current) for link in links] == [
        ("English", "/en/privacy/?x=1", True),
        ("Русский", "/ru/privacy/?x=1", False),
        ("Українська", "/uk/privacy/?x=1", False),
    ]
    assert links[1].url == "/language/ru/?next=/ru/privacy/%3Fx%3D1"


def test_a_page_that_no_address_leads_to_offers_the_home_page_in_other_languages():
    context = Context({"request": RequestFactory().get("/en/nowhere/")})

    with override("en"):
        assert [link.page for link in parts.language_links(context)] == ["/en/nowhere/", "/ru/", "/uk/"]


def test_without_a_request_the_languages_are_still_there():
    with override("uk"):
        assert [link.page for link in parts.language_links(Context())] == ["/en/", "/ru/", "/uk/"]


def test_signing_in_comes_back_to_where_one_was():
    with override("en"):
        assert (
            parts.sign_in_url(page("/en/talks/?q=a b")) == "/en/account/login/?next=/en/talks/%3Fq%3Da%2520b"
        )
        assert parts.sign_in_url(page("/en/account/signup/")) == "/en/account/login/"


@pytest.mark.parametrize(("code", "marked"), [("en", ""), ("uk", ' lang="uk"'), ("other", ' lang=""')])
def test_only_another_language_is_marked(code, marked):
    with override("en"):
        assert parts.lang(code) == marked


def test_a_text_of_staff_falls_back_and_says_in_which_language_it_is():
    topic = SimpleNamespace(title_en="", title_ru="", title_uk="Полонені <та> зниклі")

    with override("ru"):
        assert parts.translated(topic, "title") == '<span lang="uk">Полонені &lt;та&gt; зниклі</span>'
        assert parts.lang_of(topic, "title") == ' lang="uk"'
    with override("uk"):
        assert parts.translated(topic, "title") == "Полонені <та> зниклі"  # the template escapes it
        assert parts.lang_of(topic, "title") == ""


class Related(list):
    def all(self):
        return self


def test_a_translation_is_offered_only_into_the_language_of_the_page():
    russian = SimpleNamespace(language="ru")
    words = SimpleNamespace(language="uk", translations=Related([russian]))

    with override("ru"):
        assert parts.translation_of(words) is russian
    with override("en"):
        assert parts.translation_of(words) is None
    with override("uk"):
        assert parts.translation_of(words) is None


class Plain(forms.Form):
    email = forms.EmailField(label="E-mail address")
    country = forms.CharField(label="Country")


def test_faults_lead_to_their_fields_in_the_order_of_the_page():
    with override("en"):
        found = parts.faults(Plain({"email": "marek@example"}))

    assert [(fault.field_id, fault.sentence) for fault in found] == [
        ("id_email", "E-mail address: Enter a valid email address."),
        ("id_country", "Country: This field is required."),
    ]


def test_a_form_that_was_not_sent_has_no_faults():
    assert parts.faults(Plain()) == parts.faults(None) == parts.faults("") == []

"""What shared parts of pages need: links that know where you are, the language of a text, faults."""

from typing import Any, NamedTuple
from urllib.parse import quote

from django import template
from django.conf import settings
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.forms import Fault
from core.templatetags.words import OWN_NAMES, page_language, quoted

register = template.Library()

FALLBACKS = ("en", "uk", "ru")  # the order of MODELTRANSLATION_FALLBACK_LANGUAGES


# == Where am I ==
@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, label: str, *sections: str) -> str:
    """A link that stands out on its own page and in its section (a namespace or the names of views)."""
    url = reverse(name)
    request: HttpRequest | None = context.get("request")
    match = getattr(request, "resolver_match", None)
    here = ""
    if request and request.path == url:
        here = ' aria-current="page"'
    elif match and (match.view_name in sections or match.namespace in sections):
        here = ' aria-current="true"'
    return format_html('<a href="{}"{}>{}</a>', url, SafeString(here), label)


class LanguageLink(NamedTuple):
    code: str
    name: str
    page: str  # the page itself
    url: str  # the same, with the choice remembered
    is_current: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in each language; the home page of that language where this one has none.

    An address without a language in it shows the language that was chosen: it stays as it is.
    """
    request: HttpRequest | None = context.get("request")
    here = request.get_full_path() if request else ""
    is_for_all = bool(request and not translation.get_language_from_path(request.path_info))
    links = []
    for code, _name in settings.LANGUAGES:
        is_current = code == page_language()
        page = translate_url(here, code) if here else ""
        if not page or (page == here and not is_current and not is_for_all):
            page = f"/{code}/"
        url = f"{reverse('choose_language', args=[code])}?next={quote(page)}"
        links.append(LanguageLink(code, OWN_NAMES[code], page, url, is_current))
    return links


@register.simple_tag(takes_context=True)
def sign_in_url(context: Context, back_to: str = "") -> str:
    """The sign-in page, which then comes back to `back_to` or to this page."""
    request: HttpRequest | None = context.get("request")
    back_to = back_to or (request.get_full_path() if request else "")
    url = reverse("account_login")
    if not back_to or back_to.split("?")[0].startswith(url.removesuffix("login/")):
        return url
    return f"{url}?next={quote(back_to)}"


# == Which language is this ==
@register.simple_tag
def lang(code: str) -> str:
    """` lang="uk"` for a text in another language than the page's; `lang=""` says that nobody knows."""
    if code == page_language():
        return ""
    return format_html(' lang="{}"', code if code in OWN_NAMES else "")


def language_there_is(row: Model, field: str) -> str:
    """The language in which a text of staff (a column for each language) will be read."""
    order = (page_language(), *FALLBACKS)
    return next((code for code in order if getattr(row, f"{field}_{code}", "")), page_language())


def text_there_is(row: Model, field: str) -> "Title":
    code = language_there_is(row, field)
    text = getattr(row, f"{field}_{code}", None)
    return Title(getattr(row, field) if text is None else text, code)


@register.simple_tag
def lang_of(row: Model, field: str) -> str:
    """For the element that holds a text of staff: ` lang="uk"` where the page's language has none."""
    return lang(language_there_is(row, field))


@register.simple_tag
def translated(row: Model, field: str) -> str:
    """A text of staff in the page's language, or in the one there is, marked with `lang`."""
    return marked(text_there_is(row, field))


@register.simple_tag
def translation_of(row: Any) -> Any:
    """The prefetched translation of somebody's words into the page's language, or None."""
    if row.language == page_language() or not hasattr(row, "translations"):
        return None
    return next((text for text in row.translations.all() if text.language == page_language()), None)


class Title(NamedTuple):
    """What something is called, and the language of these words."""

    text: str
    language: str


def title_beside(words: Any, title: str) -> Title:
    """The title that stands beside somebody's words, in the page's language where it was translated."""
    found = translation_of(words)
    return Title(found.title, found.language) if found and found.title else Title(title, words.language)


@register.simple_tag
def titled(words: Any, title: str) -> str:
    """As `title_beside`, marked with `lang`."""
    return marked(title_beside(words, title))


@register.simple_tag
def marked(title: Title) -> str:
    """Its text, marked with `lang` where it is in another language than the page."""
    if title.language == page_language():
        return title.text
    return format_html("<span{}>{}</span>", lang(title.language), title.text)


def quotation(text: str, language: str) -> str:
    """As `quoted`, marked with `lang` where it is in another language than the page."""
    return marked(Title(quoted(text, language), language))


def title_there_is(row: Any) -> Title:
    """The title of a petition, discussion, consultation or topic, translated where it was."""
    words = getattr(row, "contribution", None)
    return title_beside(words, str(row)) if words else text_there_is(row, "title")


@register.simple_tag
def title_of(row: Any) -> str:
    """As `title_there_is`, marked with `lang`."""
    return marked(title_there_is(row))


# == Forms ==
@register.simple_tag
def faults(form: object) -> list[Fault]:
    """Every fault of a form with the id of its field, in the order of the page; none before it was sent."""
    if not isinstance(form, BaseForm) or not form.is_bound:  # a template without a form sends ""
        return []
    if hasattr(form, "error_list"):
        return list(form.error_list)
    found = [Fault("", str(error)) for error in form.non_field_errors()]
    return found + [
        Fault(field.auto_id, f"{field.label}: {error}") for field in form for error in field.errors
    ]

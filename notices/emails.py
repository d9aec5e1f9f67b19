"""One e-mail for everything that one person is told of: grouped by what it is about, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from answers.models import Answer
from core import emails
from core.links import absolute
from core.templatetags.parts import Title, title_there_is, translation_of
from core.templatetags.times import full_day
from core.templatetags.words import amid, thousands
from notices.models import Bundle, News, Notice
from notices.states import Kind
from petitions.models import Petition

SALT = "notices.unsubscribe"


@dataclass(frozen=True)
class Item:
    """One thing that happened: a sentence, and the answer where it is one."""

    line: str
    url: str
    title: Title | None = None
    body: str = ""


@dataclass
class Group:
    """Everything that happened to one thing, and why this person hears of it."""

    title: Title
    url: str
    reason: str
    items: list[Item] = field(default_factory=list)


def unsubscribe_path(email: str) -> str:
    return reverse("notices:unsubscribe", args=[signing.dumps(email, salt=SALT)])


def how_often_path(email: str) -> str:
    return reverse("notices:how_often", args=[signing.dumps(email, salt=SALT)])


Items = dict[tuple[int, str], Item]  # by news and language: put into words once for many


def bundle(row: Bundle, notices: Sequence[Notice], items: Items) -> None:
    """Queue it. The key is the bundle's window, so that the same e-mail repeats with the same Message-ID."""
    recipient, language = row.recipient, language_of(notices)
    with translation.override(language):
        stop = absolute(unsubscribe_path(recipient.email))
        groups = grouped(notices, items, language)
        context: dict[str, Any] = {
            "groups": groups,
            "headline": headline(groups, notices[0].news),
            "alone": groups[0].items[0] if len(notices) == 1 else None,
            "frequency": amid(recipient.get_frequency_display()),
            "how_often_url": absolute(how_often_path(recipient.email)),
            "stop_url": stop,
        }
    emails.write(
        "notices/email/news",
        context,
        to=recipient.email,
        key=f"notices:{recipient.pk}:{row.until.isoformat()}",
        language=language,
        headers=emails.list_headers("notices", stop),
    )


def language_of(notices: Sequence[Notice]) -> str:
    """The account's; without one, that in which the newest of it was signed."""
    user = next((notice.user for notice in notices if notice.user), None)
    language = user.language if user else notices[0].language
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def grouped(notices: Iterable[Notice], items: Items, language: str) -> list[Group]:
    """What has the newest news comes first."""
    groups: dict[tuple[str, int], Group] = {}
    for notice in notices:
        about = notice.news.about
        key = (about._meta.label, about.pk)
        if key not in groups:
            url = absolute(about.get_absolute_url())
            groups[key] = Group(title_there_is(about), url, str(notice.get_reason_display()))
        known = (notice.news_id, language)
        if known not in items:
            items[known] = item_of(notice.news)
        groups[key].items.append(items[known])
    return list(groups.values())


def item_of(news: News) -> Item:
    if answer := news.answer:
        text = text_of(answer)
        line = _("%(office)s has answered:") % {"office": answer.office.name}
        return Item(line, absolute(answer.get_absolute_url()), Title(text.title, text.language), text.body)
    day, url = full_day(news.at), absolute(news.about.get_absolute_url())
    if gone := news.withdrawn:
        line = _("%(office)s withdrew its answer of %(published)s on %(withdrawn)s.")
        words = {"withdrawn": day, "published": full_day(gone.published_at), "office": gone.office.name}
        return Item(line % words, url)
    if threshold := news.threshold:
        words = {"day": day, "n": thousands(threshold.count)}
        line = _("On %(day)s it reached %(n)s signatures.") % words
        return Item(f"{line} {threshold.get_consequence_display()}.", url)
    if petition := news.petition:
        n = petition.signature_count
        line = ngettext(
            "Signing ended on %(day)s, with %(n)s signature.",
            "Signing ended on %(day)s, with %(n)s signatures.",
            n,
        )
        return Item(f"{line % {'day': day, 'n': thousands(n)}} {outcome(petition)}", url)
    return Item(_("The consultation ended on %(day)s. Its results are on its page.") % {"day": day}, url)


def text_of(answer: Answer) -> Any:
    """The answer or its translation, in the language of the e-mail."""
    return translation_of(answer) or answer


def outcome(petition: Petition) -> str:
    if petition.published_answers or petition.imported_response:
        return _("It has been answered.")
    if petition.reached.filter(threshold__consequence="answer").exists():
        return _("An official answer is due, and you will be told when it comes.")
    return _("It did not reach the number from which an official answer is due.")


def headline(groups: Sequence[Group], newest: News) -> str:
    """What happened, if it is one thing; or what most of the news is about, if it is more."""
    title = groups[0].title.text
    if len(groups) > 1:
        n = len(groups) - 1
        words = ngettext("News: %(title)s (and %(n)d more)", "News: %(title)s (and %(n)d more)", n)
        return words % {"title": title, "n": n}
    if len(groups[0].items) > 1:
        return _("News: %(title)s") % {"title": title}
    if newest.kind == Kind.ANSWERED:
        return _("Answered: %(title)s") % {"title": title}
    if newest.kind == Kind.WITHDRAWN:
        return _("Answer withdrawn: %(title)s") % {"title": title}
    if newest.threshold:
        return _("%(n)s signatures: %(title)s") % {"n": thousands(newest.threshold.count), "title": title}
    if newest.petition:
        return _("Signing has ended: %(title)s") % {"title": title}
    return _("Results: %(title)s") % {"title": title}

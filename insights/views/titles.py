"""What a list of texts is called, and the page of the pulse on which its figure stands."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.templatetags.parts import quotation
from insights.forms import PostsForm
from insights.querysets.posts import Asked
from insights.querysets.report import Report
from insights.querysets.wording import Written
from insights.templatetags.naming import marked_side


def part_title(form: PostsForm, asked: Asked, found: Report, written: Written) -> str:
    """The part of the topic; somebody's words in it are marked with their language."""
    for row in found.propositions:
        if asked.position and asked.position in row.opens:
            return marked_side(row.wording, asked.position.answer)
    if asked.phrase and asked.phrase in written.lists:
        phrase = quotation(asked.phrase.words, asked.phrase.language)
        return format_html("{}: {}", form.fields["phrase"].label, phrase)
    return form.part


def page_of_figure(asked: Asked) -> dict[str, str] | None:
    """None where it stands on the pulse itself, to which every list leads back."""
    if asked.position:
        return beside_pulse("positions", _("For and against"), asked)
    if asked.lives or asked.writes:
        return beside_pulse("who", _("Who takes part"), asked)
    if asked.wording:
        return beside_pulse("themes", _("What people write about"), asked)
    return None


def beside_pulse(page: str, title: str, asked: Asked) -> dict[str, str]:
    if asked.topic:
        return {"title": title, "url": reverse(f"insights:topic_{page}", args=[asked.topic.slug])}
    return {"title": title, "url": reverse(f"insights:{page}")}

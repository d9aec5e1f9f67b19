"""Moderators approve the words that officials are shown: once, for as long as nobody changes them."""

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from core.admin import ReadOnlyAdmin
from digests import actions
from digests.models import Quote
from digests.permissions import may_decide_quotes
from digests.states import QuoteState


@admin.register(Quote)
class QuoteAdmin(ReadOnlyAdmin):
    list_display = ["words", "language", "topic", "state", "proposed_at", "by"]
    list_filter = ["state", "contribution__language", "contribution__topic"]
    list_select_related = ["contribution__topic", "by"]
    list_display_links = None
    search_fields = ["contribution__body"]
    actions = ["approve", "refuse"]
    ordering = [Case(When(state=QuoteState.PROPOSED, then=0), default=1), "state", "proposed_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Quote.objects.standing().select_related("contribution__topic")

    @admin.display(description=_("Words"))
    def words(self, quote: Quote) -> str:
        words = quote.contribution
        return format_html(
            '<a href="{}" lang="{}">{}</a>', words.get_absolute_url(), words.language, words.body
        )

    @admin.display(description=_("Language"), ordering="contribution__language")
    def language(self, quote: Quote) -> str:
        return quote.contribution.language

    @admin.display(description=_("Topic"), ordering="contribution__topic")
    def topic(self, quote: Quote) -> str:
        return str(quote.contribution.topic)

    @admin.action(description=_("These may be quoted to officials"))
    def approve(self, request: HttpRequest, queryset: QuerySet[Quote]) -> None:
        self.decide(request, queryset, approve=True)

    @admin.action(description=_("These are not to be quoted"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[Quote]) -> None:
        self.decide(request, queryset, approve=False)

    def decide(self, request: HttpRequest, queryset: QuerySet[Quote], *, approve: bool) -> None:
        user = cast(User, request.user)
        if not (may := may_decide_quotes(user)):
            self.message_user(request, may.reason, messages.ERROR)
            return
        n = sum(bool(actions.decide(quote, by=user, approve=approve)) for quote in queryset)
        self.message_user(request, ngettext("%(n)d quote decided.", "%(n)d quotes decided.", n) % {"n": n})

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from contributions.models import Contribution, Revision, Translation
from contributions.states import State
from core.admin import ReadOnly, ReadOnlyAdmin


class RevisionInline(ReadOnly, admin.TabularInline[Revision, Contribution]):
    model = Revision
    fields = ("at", "was_public", "body")
    readonly_fields = ("at", "was_public", "body")


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """To look things up. Deciding belongs to the moderators' queue, which leaves a reason behind."""

    list_display = ["__str__", "kind", "state", "language", "country", "author", "topic", "created_at"]
    list_filter = ["state", "kind", "language", "topic", "is_example"]
    list_select_related = ["author", "topic"]
    search_fields = ["body", "author__display_name"]
    date_hierarchy = "created_at"
    inlines = [RevisionInline]
    show_full_result_count = False


class TranslationForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = Translation
        fields = ("contribution", "language", "title", "proposition", "body")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = data.get("contribution")
        if words and words.state == State.WITHDRAWN:
            self.add_error("contribution", _("The author took these words back."))
        if words and data.get("language") == words.language:
            self.add_error("language", _("These words are in this language already."))
        return data


@admin.register(Translation)
class TranslationAdmin(admin.ModelAdmin[Translation]):
    """A person's translation of somebody's words, shown one tap away. The original counts."""

    form = TranslationForm
    raw_id_fields = ["contribution"]
    list_display = ["__str__", "contribution", "language"]
    list_filter = ["language"]
    list_select_related = ["contribution"]
    search_fields = ["body", "contribution__body"]

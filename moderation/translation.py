from modeltranslation.translator import TranslationOptions, register

from moderation.models import Reason


@register(Reason)
class ReasonOptions(TranslationOptions):
    fields = ("title", "text")

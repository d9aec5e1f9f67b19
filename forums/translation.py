from modeltranslation.translator import TranslationOptions, register

from forums.models import Board


@register(Board)
class BoardOptions(TranslationOptions):
    fields = ("title", "about")

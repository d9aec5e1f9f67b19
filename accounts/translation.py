from modeltranslation.translator import TranslationOptions, register

from accounts.models import Office


@register(Office)
class OfficeOptions(TranslationOptions):
    fields = ("name", "about")

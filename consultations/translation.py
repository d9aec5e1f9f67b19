from modeltranslation.translator import TranslationOptions, register

from consultations.models import Consultation, Option, Question, Seed


@register(Consultation)
class ConsultationOptions(TranslationOptions):
    fields = ("title", "summary")


@register(Question)
class QuestionOptions(TranslationOptions):
    fields = ("text", "hint", "scale_low", "scale_high")


@register(Option)
class OptionOptions(TranslationOptions):
    fields = ("label",)


@register(Seed)
class SeedOptions(TranslationOptions):
    fields = ("text",)

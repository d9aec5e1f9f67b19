from modeltranslation.translator import TranslationOptions, register

from topics.models import Background, Milestone, Party, Round, Topic


@register(Topic)
class TopicOptions(TranslationOptions):
    fields = ("title", "summary", "concerns", "collaboration")


@register(Party)
class PartyOptions(TranslationOptions):
    fields = ("name", "interests")


@register(Round)
class RoundOptions(TranslationOptions):
    fields = ("title",)


@register(Milestone)
class MilestoneOptions(TranslationOptions):
    fields = ("title", "timeline")


@register(Background)
class BackgroundOptions(TranslationOptions):
    fields = ("title", "body")

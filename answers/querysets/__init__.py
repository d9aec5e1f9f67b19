from answers.querysets.answers import AnswerQuerySet
from answers.querysets.waiting import Waiting, median_wait, waiting

__all__ = ["AnswerQuerySet", "Waiting", "median_wait", "waiting"]

"""A consultation asks in two ways: a survey of questions, and short statements to vote on."""

from consultations.models.consultations import Consultation
from consultations.models.ground import Ground, Group, ground_of, words_of
from consultations.models.results import Result, Share, results_of, share, shares_of
from consultations.models.so_far import SoFar, so_far
from consultations.models.statements import Seed, Statement, Vote
from consultations.models.surveys import Choice, OpenAnswer, Option, Participant, Question, Sheet

__all__ = [
    "Choice",
    "Consultation",
    "Ground",
    "Group",
    "OpenAnswer",
    "Option",
    "Participant",
    "Question",
    "Result",
    "Seed",
    "Share",
    "Sheet",
    "SoFar",
    "Statement",
    "Vote",
    "ground_of",
    "results_of",
    "share",
    "shares_of",
    "so_far",
    "words_of",
]

"""What may happen in a consultation. Web, admin, imports and tasks all come through here."""

from consultations.actions.answering import AnswerRefused, answer
from consultations.actions.files import BadFile, read_folder
from consultations.actions.importing import create_for_import, import_votes
from consultations.actions.running import close, close_due, open_consultation, plant, set_options
from consultations.actions.voting import next_statement, suggest, vote

__all__ = [
    "AnswerRefused",
    "BadFile",
    "answer",
    "close",
    "close_due",
    "create_for_import",
    "import_votes",
    "next_statement",
    "open_consultation",
    "plant",
    "read_folder",
    "set_options",
    "suggest",
    "vote",
]

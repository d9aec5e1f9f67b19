from answers.views.clocks import waiting, waiting_csv
from answers.views.deciding import give_back, publish, withdraw
from answers.views.pages import answer, answers, drafts
from answers.views.writing import edit, new, translate

__all__ = [
    "answer",
    "answers",
    "drafts",
    "edit",
    "give_back",
    "new",
    "publish",
    "translate",
    "waiting",
    "waiting_csv",
    "withdraw",
]

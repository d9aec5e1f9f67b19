"""Words of every kind that their author took back, all with one word in them that stands nowhere else."""

from datetime import timedelta

from django.utils import timezone

from contributions.models import Contribution, Revision, Translation
from tests.factories.consultations import OpenAnswerFactory, StatementFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.petitions import PetitionFactory

MARK = "quetzalcoatl"
SAID = {"body": f"The {MARK} said it, and said it to everybody who came.", "feeling": "sad", "country": "UA"}


def thread_of(**said):
    return ThreadFactory(title=f"Where is the {MARK}?", proposition=f"Free the {MARK}.", stance="for", **said)


def petition_of(**said):
    row = PetitionFactory(action=f"Free the {MARK} now", details=f"Feed the {MARK}.", **inside(said))
    type(row).objects.filter(pk=row.pk).update(slug=f"free-the-{MARK}-now-{row.pk}")
    row.refresh_from_db()
    return row


def inside(said):
    return {f"contribution__{name}": value for name, value in said.items()}


KINDS = {
    "thread": thread_of,
    "post": lambda **said: PostFactory(stance="for", **said),
    "petition": petition_of,
    "open_answer": lambda **said: OpenAnswerFactory(**inside(said)),
    "statement": lambda **said: StatementFactory(**inside(said)),
}


def said(kind, **fields):
    """Public words of this kind that were changed before, and translated."""
    words = KINDS[kind](**SAID | fields).contribution
    Revision.objects.create(contribution=words, body=f"The {MARK} said otherwise.", was_public=True)
    Translation.objects.create(
        contribution=words,
        language="uk",
        title=f"Де {MARK}?",
        proposition=f"Волю {MARK}!",
        body=f"Каже {MARK}.",
    )
    return words


def taken_back(words, *, days=31):
    """The author took them back so many days ago."""
    Contribution.objects.filter(pk=words.pk).take_back(by=words.author)
    Contribution.objects.filter(pk=words.pk).update(state_changed_at=timezone.now() - timedelta(days=days))
    words.refresh_from_db()
    return words

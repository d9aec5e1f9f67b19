"""Tallies that are kept by what changed equal tallies that are built anew, whatever happens in between."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.actions import change_role, forget
from accounts.models import Role
from contributions import actions as words
from contributions.models import Contribution
from contributions.states import Feeling, Kind, Stance
from core.states import MoveNotAllowed
from core.verdict import Refused
from insights.actions import read_all, read_some
from insights.models import Reading, Tally
from tests.factories.accounts import UserFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.topics import TopicFactory
from tests.insights.sums import check_all_is_read, tallies

TEXTS = (
    "I am so happy that they are home again, thank you!",
    "This is terrible, they bombed the school and I am afraid.",
    "Мы рады, что люди наконец вернулись домой, спасибо всем.",
    "Це жахливо, вони знову обстріляли школу, мені страшно.",
    "Ok.",
)
AUTHORS, TOPICS = 4, 2
DOES = (
    "speak",
    "edit",
    "hide",
    "publish",
    "reject",
    "withdraw",
    "import",
    "new model",
    "read",
    "leave",
    "serve",
)
STEP = st.tuples(st.sampled_from(DOES), st.integers(0, 999), st.integers(0, 999))


class Portal:
    """What citizens and moderators do, each step chosen by two numbers."""

    def __init__(self):
        self.moderator = UserFactory(moderator=True)
        self.authors = [trusted(UserFactory(country=code)) for code in ("UA", "RU", "PL", "")]
        self.topics = TopicFactory.create_batch(TOPICS)

    def take(self, does, first, second):
        row = self.one(first)
        author = self.authors[first % AUTHORS]
        text = TEXTS[second % len(TEXTS)]
        match does:
            case "speak":
                words.speak(
                    author=author,
                    topic=self.topics[second % TOPICS],
                    kind=list(Kind)[second % 5],
                    body=f"{text} {first}",
                    reader="uk",
                    feeling=["", *Feeling.values][second % 7],
                    stance=["", *Stance.values][first % 4],
                )
            case "import":
                ContributionFactory(
                    author=None,
                    import_key=f"import {Contribution.objects.count()}",
                    topic=self.topics[second % TOPICS],
                    body=text,
                    language=["en", "ru", "uk", "other"][first % 4],
                    published_at=timezone.now() - timedelta(hours=second),
                )
            case "edit":
                words.edit(row, by=row.author, body=f"{text} {second}")
            case "withdraw":
                words.withdraw(row, by=row.author)
            case "hide" | "publish" | "reject":
                getattr(words, does)(row, by=self.moderator)
            case "new model":
                Reading.objects.filter(pk__gte=row.pk).exclude(model="").update(
                    model="an older one", p_neg=0.9
                )
            case "read":
                read_some(batch=1 + first % 4)
            case "serve":
                change_role(author, list(Role)[second % 5])
            case "leave" if first % 5 == 0:
                forget(author)
                self.authors[first % AUTHORS] = trusted(UserFactory())

    @staticmethod
    def one(number):
        rows = Contribution.objects.exclude(author=None).order_by("pk")
        return rows[number % rows.count()]


@settings(
    max_examples=12,
    phases=[Phase.generate],  # a failure is told as it comes: to make it smaller takes minutes
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=10, max_size=40))
def test_whatever_happens_in_whatever_order_both_ways_come_to_the_same(steps, db):
    with transaction.atomic():
        portal = Portal()
        for step in steps:
            try:
                portal.take(*step)
            except (Refused, MoveNotAllowed):
                continue
        read_all()

        check_all_is_read()

        transaction.set_rollback(True)  # the next run starts from nothing


@pytest.mark.django_db
def test_the_command_repairs_what_went_wrong_and_says_how_much_it_added_up(capsys):
    ContributionFactory.create_batch(3, topic=TopicFactory())
    read_all()
    right = tallies()
    Tally.objects.update(texts=7)

    call_command("rebuild_tallies")

    assert tallies() == right
    assert capsys.readouterr().out.startswith("1 days of topics added up in ")


@pytest.mark.django_db
def test_the_command_can_be_quiet(capsys):
    call_command("rebuild_tallies", verbosity=0)

    assert capsys.readouterr().out == ""

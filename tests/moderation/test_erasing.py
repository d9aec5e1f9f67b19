"""What was taken back a month ago is erased, wherever it stands; the rows stay."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg import sql

from accounts.actions import forget
from contributions.actions import edit, react, withdraw
from contributions.models import Contribution, Reaction
from core.models import OutgoingEmail, StateChange
from core.verdict import Refused
from digests.actions.verifying import verify
from digests.models import Digest
from insights.actions import group_all, read_all
from moderation import tasks
from moderation.actions import decide, erase, open_cases, report
from moderation.models import Decision, Report
from petitions.models import Petition, Signature
from tests.factories.accounts import UserFactory
from tests.factories.consultations import VoteFactory
from tests.factories.contributions import ContributionFactory, trusted
from tests.factories.digests import approve, digest_of
from tests.factories.forums import PostFactory
from tests.factories.insights import camps, crowd
from tests.factories.moderation import CaseFactory, DecisionFactory, ReportFactory
from tests.factories.petitions import SignatureFactory
from tests.factories.taken_back import KINDS, MARK, said, taken_back
from tests.factories.topics import TopicFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db


def tables_with(text):
    """The tables that have this text in any column of any row."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            query = sql.SQL("SELECT EXISTS (SELECT FROM {} AS one WHERE one::text ILIKE %s)")
            cursor.execute(query.format(sql.Identifier(table)), [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


# == What goes ==
@pytest.mark.parametrize("kind", KINDS)
def test_no_table_has_a_word_of_what_was_taken_back_a_month_ago(kind, insult):
    words = said(kind)
    report(words, by=UserFactory(), reason="insult")
    open_cases()
    decide(words.case, by=UserFactory(moderator=True), verdict="hide", reason=insult, version=1)
    for row in (words, words.place):
        LogEntry.objects.create(
            user=UserFactory(operator=True),
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row),
            action_flag=CHANGE,
            change_message=f"Changed {MARK}",
        )
    assert OutgoingEmail.objects.exists()
    assert len(tables_with(MARK)) >= 5
    withdraw(words, by=words.author)
    taken_back(words)

    tasks.erase()

    assert tables_with(MARK) == set()
    words.refresh_from_db()
    said_of = (words.body, words.country, words.feeling, words.stance, words.state)
    assert said_of == ("", "", "", "", "withdrawn")
    assert words.erased_at
    assert str(words) == str(words.place) == "(erased)"


def test_who_understood_what_goes_with_the_text():
    words, other = said("post"), said("post")
    react(words, by=UserFactory())
    react(other, by=UserFactory())
    taken_back(words)

    assert erase() == 1

    assert [reaction.contribution for reaction in Reaction.objects.all()] == [other]


@pytest.mark.parametrize("kind", KINDS)
def test_the_administration_s_log_does_not_name_a_translation_by_its_words(kind, client):
    client.force_login(UserFactory(operator=True))
    words = said(kind)
    text = {"contribution": words.pk, "language": "ru", "title": MARK, "proposition": "", "body": MARK}
    client.post("/admin/contributions/translation/add/", text)
    words.translations.get(language="ru").delete()
    assert LogEntry.objects.get().object_repr == f"{words.pk}: ru"
    taken_back(words)

    erase()

    assert tables_with(MARK) == set()


def test_what_hangs_on_it_stays():
    words, decision = said("petition"), DecisionFactory(verdict="approve", reason=None, case__why="petition")
    SignatureFactory.create_batch(3, petition=words.petition)
    petition = Petition.objects.filter(pk=words.pk)
    petition.update(signature_count=3)
    Decision.objects.update(contribution=words)
    ReportFactory(contribution=words, decision=decision, note="Look at this.")
    reply = PostFactory(parent=PostFactory())
    post = taken_back(reply.parent.contribution)
    taken_back(words)
    before = (words.author, words.created_at, words.published_at, words.touched_at, words.language)

    assert erase() == 2
    assert erase() == 0

    words.refresh_from_db()
    assert (words.author, words.created_at, words.published_at, words.touched_at, words.language) == before
    assert petition.get().signature_count == Signature.objects.count() == 3
    assert (Decision.objects.get(), Report.objects.get().note) == (decision, "Look at this.")
    assert StateChange.objects.filter(object_id=words.pk, after="withdrawn").exists()
    reply.refresh_from_db()
    assert reply.parent.contribution == post
    assert reply.contribution.body


def test_closing_an_account_and_taking_all_back_erases_all_of_it_a_month_later():
    author = UserFactory()
    rows = [said(kind, author=author) for kind in KINDS]
    forget(author, takes_words_back=True)
    Contribution.objects.update(state_changed_at=timezone.now() - timedelta(days=31))

    assert erase() == len(rows)

    assert tables_with(MARK) == set()


# == When ==
@pytest.mark.parametrize(("days", "is_erased"), [(0, False), (29.9, False), (30.1, True), (400, True)])
def test_words_are_erased_after_thirty_days(days, is_erased):
    words = taken_back(said("thread"), days=days)

    assert erase() == is_erased

    words.refresh_from_db()
    assert bool(words.body) == (not is_erased)


@pytest.mark.parametrize("state", ["pending", "published", "hidden", "rejected"])
def test_what_its_author_did_not_take_back_is_never_erased(state):
    old = timezone.now() - timedelta(days=400)
    words = ContributionFactory(state=state, published_at=old, state_changed_at=old)

    assert erase() == 0

    words.refresh_from_db()
    assert words.body


@pytest.mark.parametrize("state", ["hidden", "rejected"])
def test_what_a_moderator_had_taken_down_is_erased_when_its_author_takes_it_back(state):
    words = said("petition")
    Contribution.objects.filter(pk=words.pk).update(state=state)
    withdraw(words, by=words.author)
    taken_back(words)

    assert erase() == 1


def test_an_open_case_holds_words_back_until_it_is_closed():
    words = taken_back(said("post"), days=45)
    case = CaseFactory(contribution=words)
    ReportFactory(contribution=words)

    assert erase() == 0
    open_cases()  # the queue closes it: nothing can be decided any more

    case.refresh_from_db()
    assert case.state == "closed"
    assert erase() == 1


def test_a_report_that_nobody_can_decide_about_does_not_keep_words_for_good():
    ReportFactory(contribution=taken_back(said("post")))
    open_cases()

    assert erase() == 1


# == How ==
def test_many_are_erased_in_small_parts_and_each_part_asks_the_same():
    def queries(count):
        for number in range(count):
            taken_back(said(list(KINDS)[number % len(KINDS)]))
        with CaptureQueriesContext(connection) as asked:
            assert erase() == count
        return len(asked)

    queries(5)  # after that the types of content are known
    assert queries(5) == queries(25)

    for _ in range(5):
        taken_back(said("post"))
    assert [erase(batch=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.parametrize(
    "changes",
    [
        {"body": ""},
        {"erased_at": timezone.now()},
        {"body": "", "erased_at": timezone.now(), "state": "hidden"},
        {"body": "", "erased_at": timezone.now(), "country": "UA"},
    ],
)
def test_the_database_knows_words_that_are_erased_and_words_that_are_not(changes):
    words = ContributionFactory(country="", state="withdrawn")

    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=words.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_words_that_somebody_acts_on_are_left_for_the_next_time():
    words, other = taken_back(said("post")), taken_back(said("thread"))

    with transaction.atomic():
        Contribution.objects.select_for_update(no_key=True).get(pk=words.pk)
        (erased,) = at_once(erase)

    assert erased == 1
    other.refresh_from_db()
    assert other.erased_at
    assert erase() == 1


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_erase_each_text_once():
    for kind in [*KINDS] * 4:
        taken_back(said(kind))

    erased = at_once(*[lambda: erase(batch=3)] * 4)

    while count := erase():
        erased.append(count)
    assert sum(erased) == 20
    assert tables_with(MARK) == set()


@pytest.mark.django_db(transaction=True)
def test_a_moderator_or_author_who_comes_a_moment_later_brings_nothing_back(insult):
    author = trusted(UserFactory())
    words = said("post", author=author)
    case = CaseFactory(contribution=words, why="reported", state="closed")
    taken_back(words)
    seen = Contribution.objects.get(pk=words.pk)
    erase()

    with pytest.raises(Refused, match="can no longer be decided"):
        decide(case, by=UserFactory(moderator=True), verdict="hide", reason=insult, version=1)
    with pytest.raises(Refused, match="withdrawn"):
        edit(seen, by=author, body=seen.body)

    assert tables_with(MARK) == set()


def test_nobody_translates_what_was_taken_back(client):
    client.force_login(UserFactory(operator=True))
    words = taken_back(said("post"))
    erase()
    text = {"contribution": words.pk, "language": "ru", "title": "", "proposition": "", "body": MARK}

    page = client.post("/admin/contributions/translation/add/", text).content.decode()

    assert "The author took these words back." in page
    assert not words.translations.exists()


# == What was counted ==
def test_a_digest_is_found_again_as_before_and_alone_keeps_what_it_quoted():
    topic, hour_ago = TopicFactory(), timezone.now() - timedelta(hours=1)
    people = crowd(12, topic=topic, feelings=("sad",), published_at=hour_ago)
    quoted = said("post", published_at=hour_ago)
    Contribution.objects.filter(pk=quoted.pk).update(topic=topic)
    quoted.refresh_from_db()
    approve(quoted)
    _consultation, statements = camps(12, 12)
    VoteFactory(statement=statements[0])
    group_all()
    digest = Digest.objects.get(pk=digest_of(timezone.now() - timedelta(days=1), timezone.now()).pk)
    assert [row["key"] for row in digest.content["quotes"]] == [quoted.pk]
    for words in (quoted, people[0], statements[0].contribution):
        taken_back(words)
    read_all()
    withdrawn = list(verify(digest))

    assert erase() == 3
    read_all()

    assert list(verify(Digest.objects.get(pk=digest.pk))) == withdrawn
    assert [line for line in withdrawn if line.again is not None and not line.is_equal] == []
    assert tables_with(MARK) == {"digests_digest"}

"""Several things that happened, for one person, in one e-mail."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import forget as close_account
from core.models import OutgoingEmail
from notices import actions, emails
from notices.models import Bundle, News, Notice, Recipient
from petitions.models import Reached
from tests.factories.accounts import UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory, ParticipantFactory
from tests.factories.notices import NewsFactory, NoticeFactory, RecipientFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory, ThresholdFactory

pytestmark = pytest.mark.django_db


def reach(petition, days=0, **threshold):
    at = timezone.now() - timedelta(days=days)
    return Reached.objects.create(petition=petition, threshold=ThresholdFactory(**threshold), at=at)


def told():
    """(address, what) of every notice."""
    return sorted((notice.recipient.email, notice.news.kind.value) for notice in Notice.objects.all())


# == What is news ==
def test_signers_and_followers_hear_of_a_number_reached_and_of_the_end_of_signing():
    petition = PetitionFactory(state="closed", contribution__author=None, signature_count=3)
    SignatureFactory(petition=petition, email="signed@example.org", wants_news=True)
    SignatureFactory(petition=petition, email="no-news@example.org", wants_news=False)
    actions.follow(petition, by=UserFactory(email="follower@example.org"))
    actions.follow(petition.contribution.topic, by=UserFactory(email="topic@example.org"))
    reach(petition)

    assert actions.announce_all() == 4
    assert actions.announce_all() == 0

    assert told() == [
        ("follower@example.org", "closed"), ("follower@example.org", "reached"),
        ("signed@example.org", "closed"), ("signed@example.org", "reached"),
    ]  # fmt: skip


def test_who_took_part_hears_that_a_consultation_has_results_and_then_its_outcome():
    consultation = ConsultationFactory(state="closed")
    ParticipantFactory(consultation=consultation, user__email="took-part@example.org")
    actions.announce_all()
    assert told() == [("took-part@example.org", "closed")]

    AnswerFactory(petition=None, consultation=consultation)
    actions.announce_all()

    assert told() == [("took-part@example.org", "answered"), ("took-part@example.org", "closed")]


def test_what_is_still_open_hidden_or_long_past_is_no_news():
    PetitionFactory()
    ConsultationFactory()
    reach(PetitionFactory(contribution__state="hidden"))
    reach(PetitionFactory(), days=15)
    PetitionFactory(state="closed", closed_at=timezone.now() - timedelta(days=15))
    PetitionFactory(state="rejected")

    assert actions.discover() == 0


def test_a_number_that_was_lost_and_reached_again_is_told_once():
    petition = PetitionFactory()
    SignatureFactory(petition=petition, wants_news=True)
    reached = reach(petition)
    actions.announce_all()
    reached.delete()
    reach(petition)

    actions.announce_all()

    assert [kind for _email, kind in told()].count("reached") == 2  # its author and its signer


def test_two_numbers_of_one_petition_are_two_pieces_of_news():
    petition = PetitionFactory(contribution__author=None)
    SignatureFactory(petition=petition, wants_news=True, email="signed@example.org")
    reach(petition, count=3)
    reach(petition, count=5, consequence="hearing")

    actions.announce_all()

    assert told() == [("signed@example.org", "reached")] * 2


# == One e-mail ==
def test_what_happened_within_one_run_comes_in_one_e_mail_grouped_and_the_newest_first():
    author = UserFactory(email="author@example.org")
    first, second = PetitionFactory.create_batch(2, contribution__author=author)
    older = AnswerFactory(petition=first, published_at=timezone.now() - timedelta(days=2))
    reach(second, days=1)
    newer = AnswerFactory(petition=first, published_at=timezone.now() - timedelta(hours=1))
    actions.announce_all()

    actions.email_some()

    email = OutgoingEmail.objects.get()
    assert email.to == "author@example.org"
    assert email.subject == f"News: {first.action} (and 1 more)"
    words = [newer.title, older.title, second.action.upper(), "it reached 3 signatures"]
    places = [email.text.index(word) for word in words]
    assert places == sorted(places)
    for word in (newer.title, older.title, first.action.upper()):
        assert email.text.count(word) == 1
    for word in (newer.title, older.title, "it reached 3 signatures"):
        assert email.html.count(word) == 1
    assert email.text.count("You started it.") == 2


def test_several_things_about_one_petition_name_it_once_in_the_subject():
    petition = PetitionFactory(state="closed", signature_count=3)
    reach(petition)
    actions.announce_all()
    actions.email_some()

    email = OutgoingEmail.objects.get()
    assert email.subject == f"News: {petition.action}"
    assert "with 3 signatures. An official answer is due" in email.text
    assert "it reached 3 signatures. An official answer is due." in email.text


@pytest.mark.parametrize(
    ("make", "subject"),
    [
        (
            lambda author: reach(PetitionFactory(action="Open it", contribution__author=author)),
            "3 signatures: Open it",
        ),
        (
            lambda author: PetitionFactory(action="Open it", contribution__author=author, state="closed"),
            "Signing has ended: Open it",
        ),
        (
            lambda author: ParticipantFactory(
                user=author, consultation__state="closed", consultation__title_en="What first?"
            ),
            "Results: What first?",
        ),
        (
            lambda author: AnswerFactory(petition__action="Open it", petition__contribution__author=author),
            "Answered: Open it",
        ),
    ],
)
def test_one_thing_alone_is_named_in_the_subject(make, subject):
    make(UserFactory())
    actions.announce_all()
    actions.email_some()

    assert OutgoingEmail.objects.get().subject == subject


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_it_comes_in_the_language_of_the_account_whatever_was_signed_in_which(language):
    user = UserFactory(language=language)
    for _ in range(2):
        answer = AnswerFactory(petition__contribution__author=user, title="Only in English")
        answer.translations.create(language="uk", title="Зробимо", body="Так.")
        SignatureFactory(
            petition=answer.petition, email=user.email, user=user, language="ru", wants_news=True
        )
    actions.announce_all()
    actions.email_some()

    email = OutgoingEmail.objects.get()
    assert email.language == language
    assert f"/{language}/notices/how-often/" in email.text
    assert ("Зробимо" in email.text) == (language == "uk")


def test_headers_name_the_list_and_let_one_click_stop_it():
    AnswerFactory()
    actions.announce_all()
    actions.email_some()

    headers = OutgoingEmail.objects.get().headers
    assert headers["List-Id"] == "<notices.testserver>"
    assert headers["List-Unsubscribe"].startswith("<http://testserver/en/notices/unsubscribe/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_withdrawn_or_taken_down_before_the_e_mail_is_in_none():
    user = UserFactory()
    gone = AnswerFactory(petition__contribution__author=user)
    hidden = PetitionFactory(contribution__author=user)
    reach(hidden)
    stays = AnswerFactory(petition__contribution__author=user)
    actions.announce_all()
    gone.move("withdrawn")
    hidden.contribution.move("hidden")

    actions.email_some()

    email = OutgoingEmail.objects.get()
    assert stays.title in email.text
    assert gone.title not in email.text
    assert hidden.action.upper() not in email.text
    assert {notice.news.about for notice in Notice.objects.filter(emailed_at=None)} == {gone.target, hidden}
    assert list(Notice.objects.of(user)) == [Notice.objects.get(news=stays.news)]


def test_whoever_wants_no_e_mail_has_the_notices_on_the_page_all_the_same(client):
    user = UserFactory()
    actions.choose(user.email, "never")
    answer = AnswerFactory(petition__contribution__author=user)
    reach(answer.petition)
    actions.announce_all()
    actions.email_some()

    assert not OutgoingEmail.objects.exists()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    page = client.get("/en/notices/").content.decode()
    assert answer.title in page
    assert "3 signatures" in page
    actions.choose(user.email, "at_once")
    actions.email_some()
    assert not OutgoingEmail.objects.exists()  # the past is not sent after all


# == Choosing ==
def test_an_address_without_an_account_chooses_by_the_link_in_its_e_mail_and_no_cookie_is_set(client):
    path = emails.how_often_path("signed@example.org")

    page = client.get(path)
    assert page.content.decode().split('value="at_once"')[1].split(">")[0].count("checked") == 1
    assert "is-wrong" in client.post(path, {"frequency": "hourly"}).content.decode()
    done = client.post(path, {"frequency": "weekly"})

    assert "once a week, on Monday at 8:00 (UTC)" in done.content.decode()
    assert not page.cookies
    assert not done.cookies
    recipient = Recipient.objects.get()
    assert (recipient.email, recipient.frequency) == ("signed@example.org", "weekly")
    assert client.get("/en/notices/how-often/cut-off/").status_code == 404


def test_whoever_has_an_account_chooses_on_the_page_of_notices(client):
    user = UserFactory(email="mixed.case@example.org")
    client.force_login(user, backend="accounts.backends.RoleBackend")

    client.post("/en/notices/", {"frequency": "daily"})

    assert Recipient.objects.get().frequency == "daily"
    page = client.get("/en/notices/").content.decode()
    assert page.split('value="daily"')[1].split(">")[0].count("checked") == 1


def test_the_page_takes_the_same_queries_for_many_notices(client, django_assert_max_num_queries):
    user = UserFactory()
    for _ in range(4):
        reach(AnswerFactory(petition__contribution__author=user).petition)
        ParticipantFactory(user=user, consultation__state="closed")
    actions.announce_all()
    client.force_login(user, backend="accounts.backends.RoleBackend")

    with django_assert_max_num_queries(10):
        client.get("/en/notices/")


def test_an_e_mail_to_many_takes_the_same_queries_for_each(django_assert_max_num_queries):
    news = [NewsFactory() for _ in range(3)]
    for recipient in RecipientFactory.create_batch(6):
        for one in news:
            NoticeFactory(recipient=recipient, news=one)

    with django_assert_max_num_queries(15 + 6 * 8):
        actions.email_some()
    assert OutgoingEmail.objects.count() == 6


def test_an_e_mail_that_cannot_be_made_keeps_nobody_else_waiting(caplog):
    first, broken, last = (NoticeFactory(recipient__email=f"{n}@example.org") for n in range(3))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_outgoingemail ADD CHECK (\"to\" <> '1@example.org') NOT VALID")

    actions.email_all()

    assert {email.to for email in OutgoingEmail.objects.all()} == {"0@example.org", "2@example.org"}
    assert list(Notice.objects.filter(emailed_at=None)) == [broken]
    assert [bundle.recipient for bundle in Bundle.objects.order_by("pk")] == [first.recipient, last.recipient]
    assert f"The e-mail to recipient {broken.recipient_id} could not be made" in caplog.text


# == Forgetting ==
def test_addresses_are_forgotten_when_they_are_not_needed_any_longer():
    now = timezone.now()
    old, long_ago = now - timedelta(days=91), {"emailed_at": now - timedelta(days=91)}
    signer, account = RecipientFactory(), UserFactory(email="kept@example.org")
    NoticeFactory(recipient=signer, **long_ago)
    chosen = RecipientFactory(frequency="weekly", chosen_at=old)
    SignatureFactory(email=chosen.email)
    NoticeFactory(recipient=chosen, **long_ago)
    recent = NoticeFactory(emailed_at=now)
    waiting = NoticeFactory(created_at=old)
    kept = NoticeFactory(recipient=RecipientFactory(email=account.email), user=account, **long_ago)
    left = UserFactory(email="left@example.org")
    NoticeFactory(recipient=RecipientFactory(email=left.email, frequency="daily"), user=left, **long_ago)
    close_account(left)

    assert actions.forget() == 2

    assert set(Notice.objects.all()) == {recent, waiting, kept}
    assert set(Recipient.objects.all()) == {chosen, recent.recipient, waiting.recipient, kept.recipient}


# == Many workers, and crashes ==
def work(calls):
    def run(call):
        call()
        connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_one_e_mail_to_each_with_all_that_happened():
    petitions = PetitionFactory.create_batch(3, contribution__author=None)
    for petition in petitions:
        for n in range(15):
            SignatureFactory(petition=petition, email=f"signer{n}@example.org", wants_news=True)
        AnswerFactory(petition=petition)
        reach(petition)

    work([actions.announce_all] * 4)
    work([lambda: actions.email_some(batch=4)] * 4)
    while actions.email_some(batch=4):
        pass

    assert News.objects.count() == 6
    assert Notice.objects.count() == 6 * 15
    assert Bundle.objects.count() == OutgoingEmail.objects.count() == 15
    for email in OutgoingEmail.objects.all():
        assert sum(email.text.count(petition.action.upper()) for petition in petitions) == 3
        assert email.text.count("it reached 3 signatures") == 3


@pytest.mark.django_db(transaction=True)
def test_workers_that_announce_and_mail_at_the_same_time_tell_each_thing_once():
    petition = PetitionFactory(contribution__author=None)
    SignatureFactory.create_batch(20, petition=petition, wants_news=True)
    answer = AnswerFactory(petition=petition)
    reach(petition)

    def both():
        actions.announce_all()
        while actions.email_some(batch=3):
            pass

    work([both] * 4)
    both()

    texts = [email.text for email in OutgoingEmail.objects.order_by("to")]
    assert Notice.objects.count() == 40
    assert sum(text.count(f"\n{answer.title}") + text.count(f"  {answer.title}") for text in texts) == 20
    assert sum(text.count("it reached 3 signatures") for text in texts) == 20


class Crash(Exception):
    pass


@transaction.atomic
def crash_after(step):
    step()
    raise Crash


@pytest.mark.parametrize("step", [actions.discover, actions.announce_all, actions.email_some])
def test_a_crash_in_any_step_loses_nothing_and_repeats_nothing(step):
    petition = PetitionFactory(contribution__author=None)
    SignatureFactory.create_batch(3, petition=petition, wants_news=True)
    AnswerFactory(petition=petition)
    if step == actions.email_some:
        actions.announce_all()
    with pytest.raises(Crash):
        crash_after(step)

    for _run in range(2):
        actions.announce_all()
        actions.email_some()

    assert Notice.objects.count() == OutgoingEmail.objects.count() == Bundle.objects.count() == 3

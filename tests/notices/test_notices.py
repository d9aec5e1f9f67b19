import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from core.models import OutgoingEmail
from core.verdict import Refused
from notices import actions, emails
from notices.models import Follow, Notice, Recipient
from notices.states import Reason
from tests.factories.accounts import UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.notices import NoticeFactory
from tests.factories.petitions import PetitionFactory, SignatureFactory
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db


def told():
    return set(Notice.objects.values_list("recipient__email", flat=True))


def test_the_author_the_signers_who_want_news_and_the_followers_are_told_once():
    answer = AnswerFactory(petition__contribution__author__email="author@example.org")
    petition = answer.petition
    SignatureFactory(petition=petition, email="signed@example.org", wants_news=True)
    SignatureFactory(petition=petition, email="no-news@example.org", wants_news=False)
    SignatureFactory(petition=petition, email="unproven@example.org", wants_news=True, state="pending")
    SignatureFactory(email="elsewhere@example.org", wants_news=True)
    follower = UserFactory(email="follower@example.org")
    actions.follow(petition, by=follower)
    actions.follow(petition.contribution.topic, by=UserFactory(email="topic@example.org"))

    assert actions.announce_all() == 4
    assert actions.announce_all() == 0

    assert told() == {"author@example.org", "signed@example.org", "follower@example.org", "topic@example.org"}


def test_whoever_wrote_in_a_discussion_is_told_and_whoever_was_taken_down_is_not():
    thread = ThreadFactory(author=UserFactory(email="opened@example.org"))
    PostFactory(thread=thread, author=UserFactory(email="replied@example.org"))
    PostFactory(thread=thread, author=UserFactory(email="hidden@example.org"), state="hidden")
    AnswerFactory(petition=None, thread=thread)

    actions.announce_all()

    assert told() == {"opened@example.org", "replied@example.org"}


def test_whose_only_reply_was_not_published_is_not_told_whatever_they_wrote_elsewhere():
    thread = ThreadFactory(author=None)
    for state in ("rejected", "withdrawn"):
        author = UserFactory()
        PostFactory(thread=thread, author=author, state=state)
        PostFactory(author=author)
    AnswerFactory(petition=None, thread=thread)

    assert actions.announce_all() == 0


def test_who_signed_and_then_changed_the_address_of_their_account_is_told_once_and_there():
    petition = PetitionFactory(contribution__author=None)
    user = UserFactory(email="now@example.org")
    SignatureFactory(petition=petition, user=user, email="left@example.org", wants_news=True)
    closed = UserFactory(is_active=False)
    SignatureFactory(petition=petition, user=closed, email="closed@example.org", wants_news=True)
    actions.follow(petition, by=user)
    AnswerFactory(petition=petition)

    actions.announce_all()

    told = Notice.objects.values_list("recipient__email", "user", "reason")
    assert list(told) == [("now@example.org", user.pk, "signed")]


def test_drafts_and_withdrawn_answers_tell_nobody():
    for state in ("draft", "withdrawn"):
        AnswerFactory(state=state, published_at="2026-01-01T00:00Z")

    assert actions.announce_all() == 0
    assert not Notice.objects.exists()


def test_each_is_told_in_their_own_language_with_one_click_to_stop():
    answer = AnswerFactory(petition__contribution__author=None)
    answer.translations.create(language="ru", title="Сделаем", body="С пятницы.")
    SignatureFactory(petition=answer.petition, email="ru@example.org", language="ru", wants_news=True)
    SignatureFactory(petition=answer.petition, email="uk@example.org", language="uk", wants_news=True)
    actions.announce_all()

    actions.email_some()

    russian, ukrainian = OutgoingEmail.objects.order_by("to")
    assert "Сделаем" in russian.text
    assert "/ru/" in russian.text
    assert answer.title in ukrainian.text
    assert "/uk/" in ukrainian.text
    assert russian.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert russian.headers["List-Unsubscribe"].startswith("<http://testserver/ru/notices/unsubscribe/")


def test_each_is_told_why_and_the_closest_reason_is_said():
    author = UserFactory(email="author@example.org")
    answer = AnswerFactory(petition__contribution__author=author)
    SignatureFactory(petition=answer.petition, email="signed@example.org", wants_news=True)
    for user in (author, UserFactory(email="follower@example.org")):
        actions.follow(answer.petition, by=user)
    actions.follow(answer.petition.contribution.topic, by=UserFactory(email="topic@example.org"))
    actions.announce_all()

    assert dict(Notice.objects.values_list("recipient__email", "reason")) == {
        "author@example.org": "started",
        "signed@example.org": "signed",
        "follower@example.org": "follows",
        "topic@example.org": "follows_topic",
    }
    actions.email_some()
    assert "You signed this petition." in OutgoingEmail.objects.get(to="signed@example.org").text


@pytest.mark.parametrize(
    ("language", "reasons"),
    [
        (
            "ru",
            [
                "Вы подписали эту петицию.",
                "Вы писали в этом обсуждении.",
                "Вы участвовали в этой консультации.",
            ],
        ),
        (
            "uk",
            [
                "Ви підписали цю петицію.",
                "Ви писали в цьому обговоренні.",
                "Ви брали участь у цій консультації.",
            ],
        ),
    ],
)
def test_a_reason_names_the_thing_by_what_it_is(language, reasons):
    with translation.override(language):
        assert [str(Reason(name).label) for name in ("signed", "wrote", "took_part")] == reasons


def test_an_answer_reads_well_as_plain_text_and_as_html_and_says_which_language_it_is_in():
    answer = AnswerFactory(
        petition__contribution__author=None, language="ru", body="Список **готов**.\n\n- Он открыт."
    )
    SignatureFactory(petition=answer.petition, email="en@example.org", language="en", wants_news=True)
    actions.announce_all()
    actions.email_some()

    email = OutgoingEmail.objects.get()
    assert "Список готов.\n\n- Он открыт." in email.text
    assert "<strong>готов</strong>" in email.html
    for part in (email.text, email.html):
        assert "This answer is in Russian; there is no translation yet." in part


def test_one_click_stops_the_e_mails_without_a_session_and_twice_does_no_harm(client):
    path = emails.unsubscribe_path("somebody@example.org")

    assert "Stop these e-mails?" in client.get(path).content.decode()
    assert not Recipient.objects.exists()
    for _ in range(2):
        assert "Stopped" in client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()

    assert "Stopped" in client.get(path).content.decode()  # opened after the mail program's click
    recipient = Recipient.objects.get()
    assert (recipient.email, recipient.frequency) == ("somebody@example.org", "never")
    SignatureFactory(petition=AnswerFactory().petition, email="somebody@example.org", wants_news=True)
    actions.announce_all()
    actions.email_some()
    assert not OutgoingEmail.objects.filter(to="somebody@example.org").exists()


def test_a_link_that_was_cut_off_is_told_so(client):
    page = client.post(reverse("notices:unsubscribe", args=["cut-off"]))

    assert page.status_code == 404
    assert "This link is not complete" in page.content.decode()


def test_strangers_cannot_follow():
    with pytest.raises(Refused):
        actions.follow(PetitionFactory(), by=None)
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("make", "may"),
    [
        (lambda: PetitionFactory(state="waiting"), False),
        (lambda: PetitionFactory(contribution__state="hidden"), False),
        (PetitionFactory, True),
        (lambda: ThreadFactory(state="pending"), False),
        (ThreadFactory, True),
        (lambda: ConsultationFactory(state="draft"), False),
        (ConsultationFactory, True),
        (TopicFactory, True),
    ],
)
def test_what_not_everybody_may_read_nobody_begins_to_follow_and_everybody_may_stop(make, may):
    row, user, follower = make(), UserFactory(), UserFactory()
    Follow.objects.create(user=follower, **{row._meta.model_name: row})

    if may:
        assert actions.follow(row, by=user)
    else:
        with pytest.raises(Refused, match="Only what everybody may read"):
            actions.follow(row, by=user)

    assert not actions.follow(row, by=follower)
    assert Follow.objects.filter(user=user).exists() == may


def test_following_is_on_and_off_again_on_the_page(client):
    petition, user = PetitionFactory(), UserFactory()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    path = reverse("notices:follow", args=["petition", petition.pk])

    assert client.post(path).url == petition.get_absolute_url()
    assert "Stop following" in client.get(path, headers={"HX-Request": "true"}).content.decode()
    client.post(path)

    assert not Follow.objects.exists()
    assert client.get(reverse("notices:follow", args=["nonsense", 1])).status_code == 404


@pytest.mark.parametrize("by_script", [True, False])
def test_whoever_follows_or_stops_is_told_so_once(by_script, client):
    petition, user = PetitionFactory(), UserFactory()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    path = reverse("notices:follow", args=["petition", petition.pk])
    how = {"headers": {"HX-Request": "true"}} if by_script else {"follow": True}

    began, stopped = (client.post(path, **how).content.decode() for _ in range(2))
    later = client.get(petition.get_absolute_url()).content.decode()

    assert "You follow this now." in began
    assert "You do not follow this any more." in stopped
    assert 'role="status"' in stopped
    assert "follow this" not in later


def test_the_page_of_notices_shows_what_is_new_and_then_not_new(client):
    user = UserFactory()
    AnswerFactory(petition__contribution__author=user)
    actions.announce_all()
    client.force_login(user, backend="accounts.backends.RoleBackend")

    assert "<b>New</b>" in client.get("/en/notices/").content.decode()
    assert "<b>New</b>" not in client.get("/en/notices/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_four_workers_tell_everyone_exactly_once():
    petition = PetitionFactory()
    SignatureFactory.create_batch(40, petition=petition, wants_news=True)
    AnswerFactory(petition=petition)

    def work():
        actions.announce_all()
        while actions.email_some(batch=7):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while actions.email_some():
        pass

    assert Notice.objects.count() == 41
    assert OutgoingEmail.objects.count() == 41


def test_an_operator_looks_up_an_address_and_changes_nothing(client, settings):
    settings.PORTAL_DEMO = True  # where operators need no second factor
    notice = NoticeFactory(recipient__email="somebody@example.org")
    client.force_login(UserFactory(operator=True), backend="accounts.backends.RoleBackend")

    page = client.get("/admin/notices/recipient/?q=somebody").content.decode()
    own = client.get(f"/admin/notices/recipient/{notice.recipient.pk}/change/").content.decode()

    assert "somebody@example.org" in page
    assert "At once" in own
    assert 'name="_save"' not in own

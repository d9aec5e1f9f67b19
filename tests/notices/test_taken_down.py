"""What was hidden or taken back is told to nobody; whoever follows it can stop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from answers.models import Answer
from core.models import OutgoingEmail
from notices import actions
from notices.models import Follow, News, Notice
from tests.factories.accounts import UserFactory
from tests.factories.answers import AnswerFactory
from tests.factories.forums import ThreadFactory
from tests.factories.petitions import PetitionFactory

pytestmark = pytest.mark.django_db
WORDS = "Hidden words of somebody"


def petition():
    return PetitionFactory(action=WORDS)


def discussion():
    return ThreadFactory(title=WORDS)


def answer_to(row):
    return AnswerFactory(**{"petition": None, row._meta.model_name: row})


@pytest.fixture
def follower(client):
    user = UserFactory()
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return user


@pytest.mark.parametrize("make", [petition, discussion])
@pytest.mark.parametrize("hidden", ["before it is announced", "before the e-mail"])
def test_an_answer_to_what_was_taken_down_is_no_news(make, hidden, client, follower):
    row = make()
    actions.follow(row, by=follower)
    answer = answer_to(row)

    if hidden == "before the e-mail":
        actions.announce_all()
    row.contribution.move("hidden")
    actions.announce_all()
    actions.email_all()

    page = client.get("/en/notices/").content.decode()
    assert not OutgoingEmail.objects.exists()
    assert WORDS not in page
    assert answer.title not in page


@pytest.mark.parametrize(
    ("make", "named"),
    [(petition, "A petition that was taken down"), (discussion, "A discussion that was taken down")],
)
def test_whoever_follows_what_was_taken_down_can_stop(make, named, client, follower):
    row = make()
    actions.follow(row, by=follower)
    row.contribution.move("hidden")
    path = reverse("notices:follow", args=[row._meta.model_name, row.pk])

    notices, own = client.get("/en/notices/").content.decode(), client.get(path).content.decode()
    left = client.post(path)

    assert f'<a href="{path}">{named}</a>' in notices
    assert f"<h1>{named}</h1>" in own
    for page in (notices, own):
        assert WORDS not in page
        assert "hidden-words-of-somebody" not in page
    assert left.url == reverse("notices:notices")
    assert not Follow.objects.exists()
    assert [client.get(path).status_code, client.post(path).status_code] == [404, 404]


def test_what_is_restored_while_it_is_news_is_told_then():
    answer = AnswerFactory()
    answer.petition.contribution.move("hidden")
    assert actions.announce_all() == 0

    answer.petition.contribution.move("published")

    assert actions.announce_all() == 1
    assert Notice.objects.get().news.answer == answer


@pytest.mark.parametrize("make", [petition, discussion])
def test_what_was_down_for_the_minute_of_the_e_mail_is_told_when_it_is_restored(make, follower):
    row = make()
    actions.follow(row, by=follower)
    answer_to(row)
    actions.announce_all()
    row.contribution.move("hidden")
    actions.email_all()
    assert not OutgoingEmail.objects.exists()

    row.contribution.move("published")
    actions.email_all()
    actions.email_all()

    assert OutgoingEmail.objects.filter(to=follower.email).count() == 1


def test_what_stayed_down_while_it_was_news_waits_no_longer(follower):
    row = petition()
    actions.follow(row, by=follower)
    answer_to(row)
    actions.announce_all()
    row.contribution.move("hidden")
    News.objects.update(at=timezone.now() - timedelta(days=15))

    actions.email_all()
    row.contribution.move("published")
    actions.email_all()

    assert not Notice.objects.filter(emailed_at=None).exists()
    assert not OutgoingEmail.objects.exists()


def test_what_could_not_be_told_while_it_was_news_is_never_told_and_not_kept():
    answer = AnswerFactory()
    answer.petition.contribution.move("hidden")
    actions.announce_all()
    assert list(News.objects.untold()) == []
    long_ago = timezone.now() - timedelta(days=15)
    Answer.objects.update(published_at=long_ago)
    News.objects.update(at=long_ago)
    answer.petition.contribution.move("published")

    told = actions.announce_all()
    actions.forget()
    told += actions.announce_all()

    assert told == 0
    assert not News.objects.exists()
    assert not Notice.objects.exists()

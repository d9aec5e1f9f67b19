import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Attempts
from portal.api import router
from portal.urls import PREFIXES
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConsultationFactory
from tests.factories.contributions import ContributionFactory
from tests.factories.forums import PostFactory, ThreadFactory
from tests.factories.insights import crowd
from tests.factories.petitions import PetitionFactory
from tests.factories.topics import MilestoneFactory, TopicFactory

pytestmark = pytest.mark.django_db
PUBLIC = [
    "", "talks/", "talks/parties/", "talks/background/", "discussions/", "petitions/", "consultations/",
    "pulse/", "pulse/method/", "common-ground/", "answers/", "how-it-works/", "privacy/", "accessibility/",
    "moderation/log/", "moderation/rules/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize("path", PUBLIC)
def test_a_strangers_page_sets_no_cookie_and_may_be_kept_by_any_cache(client, language, path):
    page = client.get(f"/{language}/{path}")

    assert page.status_code == 200
    assert not page.cookies
    assert "public" in page["Cache-Control"]
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert f'<html lang="{language}">' in page.content.decode()
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_a_page_for_somebody_signed_in_is_private(client):
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")

    assert "private" in client.get("/en/")["Cache-Control"]


@pytest.mark.parametrize(
    ("accepts", "prefix"), [("uk,en;q=0.5", "/uk/"), ("ru", "/ru/"), ("de", "/en/"), ("", "/en/")]
)
def test_the_bare_address_leads_to_the_readers_language(client, accepts, prefix):
    assert client.get("/", headers={"Accept-Language": accepts}).url == prefix


def test_a_chosen_language_is_remembered(client):
    page = client.get("/language/uk/", {"next": "/en/talks/"})

    assert page.url == "/uk/talks/"
    assert client.get("/", headers={"Accept-Language": "en"}).url == "/uk/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "foo", "home", "", "\x00"])
def test_a_language_link_never_leads_elsewhere(client, back):
    assert client.get("/language/ru/", {"next": back}).url == "/ru/"


def test_the_language_switch_of_a_page_for_all_languages_stays_on_it(client):
    page = client.get("/api/docs/").content.decode()

    assert 'href="/language/uk/?next=/api/docs/"' in page
    assert client.get("/language/uk/?next=/api/docs/").url == "/api/docs/"
    assert '<html lang="uk">' in client.get("/api/docs/").content.decode()


def test_a_language_nobody_supports_is_a_page_that_says_so(client):
    assert client.get("/language/de/").status_code == 404
    assert client.get("/de/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_page_that_does_not_exist_says_so_in_the_readers_language(client, language):
    page = client.get(f"/{language}/nothing/here/")

    assert page.status_code == 404
    assert f'<html lang="{language}">' in page.content.decode()


def test_a_form_that_expired_says_so(client):
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post("/uk/account/login/", {"login": "x", "password": "y"})

    assert page.status_code == 403
    assert '<html lang="uk">' in page.content.decode()


def test_the_front_page_shows_what_is_there_in_few_queries(client, django_assert_max_num_queries):
    MilestoneFactory(title_en="First agreement")
    petition = PetitionFactory()
    thread = ThreadFactory()
    PostFactory(thread=thread, body="Words that everyone can read.")

    with django_assert_max_num_queries(28):
        page = client.get("/en/").content.decode()

    assert "First agreement" in page
    assert petition.action in page
    assert "Words that everyone can read." in page


def test_a_topic_shows_everything_that_stands_on_it_in_few_queries(client, django_assert_max_num_queries):
    topic = TopicFactory()
    petition = PetitionFactory(contribution__topic=topic)
    thread = ThreadFactory(board__topic=topic)
    for _ in range(3):
        PostFactory(thread=thread)

    with django_assert_max_num_queries(42):
        page = client.get(f"/en/talks/{topic.slug}/").content.decode()

    assert petition.action in page
    assert thread.title in page
    assert "First concern" in page


def test_nothing_that_is_not_public_stands_on_the_front_page(client):
    ThreadFactory()
    for state in ("pending", "hidden", "rejected", "withdrawn"):
        PostFactory(body=f"Secret {state}.", state=state)

    assert "Secret" not in client.get("/en/").content.decode()


@pytest.mark.parametrize("state", ["pending", "hidden", "rejected", "withdrawn"])
def test_no_words_stand_on_the_front_page_with_the_title_of_a_discussion_that_is_gone(client, state):
    PostFactory(body="Words of a shown discussion.")
    PostFactory(thread=ThreadFactory(state=state, title="Secret title", published_at=timezone.now()))

    page = client.get("/en/").content.decode()

    assert "Secret title" not in page
    assert "Words of a shown discussion." in page


def test_the_interface_lists_every_resource_and_describes_itself(client):
    ContributionFactory()

    assert set(client.get("/api/v1/").json()) == {
        "topics",
        "threads",
        "petitions",
        "consultations",
        "tallies",
    }
    for name in ("topics", "threads", "petitions", "consultations", "tallies"):
        assert client.get(f"/api/v1/{name}/").status_code == 200
        assert client.post(f"/api/v1/{name}/").status_code == 405
    assert client.get("/api/schema/").status_code == 200
    assert "/api/v1/tallies/" in client.get("/api/docs/").content.decode()


def test_the_interface_answers_somebody_signed_in_as_it_answers_a_stranger(client):
    topic = TopicFactory()
    keys = {
        "topics": topic.slug,
        "threads": PostFactory(thread__board__topic=topic).thread.pk,
        "petitions": PetitionFactory(contribution__topic=topic).slug,
        "consultations": ConsultationFactory(topic=topic).slug,
        "tallies": topic.slug,
    }
    addresses = ["/api/schema/"]
    for pattern in router.urls:
        name = pattern.name.partition("-")[0]
        key = dict.fromkeys(pattern.pattern.regex.groupindex, keys.get(name))
        addresses.append(reverse(pattern.name, kwargs=key))

    for_a_stranger = {address: client.get(address) for address in addresses}
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")

    assert len(addresses) >= 15
    for address, asked in for_a_stranger.items():
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert answer.content == asked.content
        assert not answer.cookies
        assert answer.get("Cache-Control") == asked.get("Cache-Control")


def test_the_interface_counts_addresses_whoever_is_signed_in(client):
    client.get("/api/v1/topics/")
    client.force_login(UserFactory(), backend="accounts.backends.RoleBackend")
    client.get("/api/v1/topics/")

    counted = Attempts.objects.filter(name__startswith="api:")
    assert len(set(counted.values_list("name", flat=True))) == 1
    assert sum(counted.values_list("count", flat=True)) == 2


def test_the_interface_slows_down_whoever_asks_too_much(client):
    """A minute may end meanwhile: then most fall into one of the two."""
    answers = [client.get("/api/v1/topics/").status_code for _ in range(245)]

    assert answers[:100] == [200] * 100
    assert 429 in answers


def test_health_tells_the_truth(client):
    assert client.get("/health/live").json() == {"live": True}
    assert client.get("/health/ready").status_code == 200


def test_the_mailbox_exists_in_the_demonstration_only(client):
    assert client.get("/mailbox/").status_code == 404
    with pytest.raises(Exception, match="mailbox"):
        reverse("mailbox")


def test_every_app_with_addresses_is_wired():
    assert len(PREFIXES) == 10


def test_no_template_holds_inline_script_or_style():
    from pathlib import Path

    faults = [
        str(path)
        for path in Path("templates").rglob("*.html")
        if "email" not in path.parts and re.search(r"<script>|<style|\sstyle=|\son\w+=", path.read_text())
    ]
    assert faults == []


def test_the_front_page_counts_people_as_the_pulse_does_or_the_difference_would_be_a_few(client):
    """33 who ever wrote, beside 30 in four weeks, would tell that three fell silent."""
    topic, long_ago = TopicFactory(), timezone.now() - timedelta(weeks=6)
    crowd(30, topic=topic, language="en", kind="statement")
    crowd(3, topic=topic, language="en", kind="statement", published_at=long_ago)

    assert "<b>30 people</b> wrote here in the last four weeks" in client.get("/en/").text
    assert "30 people wrote." in " ".join(client.get("/en/pulse/who/").text.split())


def test_the_page_about_privacy_says_who_sees_a_signature_and_for_how_long(client):
    page = client.get("/en/privacy/").content.decode()

    assert "Operators, who check signatures;" in page
    assert "half a year after the petition was closed, taken down or taken back" in page


@pytest.mark.parametrize(("language", "sign_in"), [("en", "Sign in"), ("ru", "Войти"), ("uk", "Увійти")])
def test_whoever_is_signed_in_is_not_asked_to_sign_in_where_a_page_is_not_theirs(client, language, sign_in):
    address = f"/{language}/answers/drafts/"
    client.force_login(UserFactory(display_name="Olena"), backend="accounts.backends.RoleBackend")

    page = client.get(address)

    assert page.status_code == 403
    assert sign_in not in page.content.decode()
    assert "Olena" in page.content.decode()

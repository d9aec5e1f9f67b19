import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import OutgoingEmail
from digests import emails
from digests.models import Digest
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.digests import moment, official
from tests.factories.insights import crowd
from tests.factories.topics import TopicFactory


@pytest.fixture
def topic(db):
    return TopicFactory(slug="prisoners")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "some" / "where"


def run(out, *more, office="working-group", since="2026-11-08", until="2026-11-14"):
    told = StringIO()
    call_command(
        "digest",
        "--office",
        office,
        "--since",
        since,
        "--until",
        until,
        "--out",
        str(out),
        *more,
        stdout=told,
    )
    return told.getvalue()


def data_in(out):
    return without_tokens((out / "digest.json").read_text("utf-8"))


def without_tokens(text):
    """Links carry the second in which they were made."""
    return json.loads(re.sub(r"/read/[^/]+/", "/read/token/", text))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_it_writes_three_files_of_the_same_digest(language, office, topic, out, client):
    crowd(12, topic=topic, published_at=moment("2026-11-14 23:59Z"))

    told = run(out, "--language", language)

    (digest,) = Digest.objects.all()
    assert (digest.since, digest.until, digest.language) == (
        moment("2026-11-08 00:00Z"), moment("2026-11-15 00:00Z"), language,
    )  # fmt: skip
    on_the_web = client.get(f"/{language}/digests/read/{emails.token_of(digest)}/?as=json").json()
    assert data_in(out) == without_tokens(json.dumps(on_the_web))
    assert f"/{language}/digests/read/" in data_in(out)["links"]["all"]
    assert f'<html lang="{language}"' in (out / "digest.html").read_text("utf-8")
    assert not (out / "picture.png").exists()  # all of it was said on one day
    text = (out / "digest.txt").read_text("utf-8")
    assert f"/{language}/digests/read/" in text
    assert "unsubscribe" not in text
    assert "12" in text
    assert all(name in told for name in ("digest.html", "digest.txt", "digest.json"))


def test_it_may_be_run_twice(office, topic, out):
    run(out)
    first = data_in(out)
    run(out)

    assert data_in(out) == first
    assert Digest.objects.count() == 1


def test_the_picture_lies_beside_the_page_that_shows_it(office, topic, out):
    for number in range(4):
        crowd(12, topic=topic, published_at=moment("2026-11-14 12:00Z") - timedelta(days=number))

    run(out)

    assert 'src="picture.png"' in (out / "digest.html").read_text("utf-8")
    assert (out / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_topics_can_be_chosen(office, topic, out):
    other = TopicFactory(slug="energy")
    TopicFactory()

    run(out, "--topic", "prisoners", "--topic", "energy")

    assert set(Digest.objects.get().topics.all()) == {topic, other}


def test_countries_and_languages_can_be_chosen(office, topic, out):
    for language, country in (("uk", "UA"), ("ru", "UA"), ("ru", "PL")):
        crowd(20, topic=topic, language=language, country=country, published_at=moment("2026-11-12 12:00Z"))

    run(out, "--country", "ua", "--written-in", "ru")

    digest = Digest.objects.get()
    assert (digest.countries, digest.languages, digest.content["people"]) == (["UA"], ["ru"], 20)


def test_a_day_that_is_not_over_ends_with_this_minute(office, topic, out):
    today = timezone.now().date()

    run(out, since=str(today - timedelta(days=1)), until=str(today))

    until = Digest.objects.get().until
    assert timedelta(0) <= timezone.now() - until < timedelta(minutes=2)


def test_sending_goes_to_the_officials_who_may_read_it_and_only_once(office, topic, out):
    readers = {official(office).email, official(office).email}
    official(office, second_factor=False)
    official(office, is_active=False)
    official()
    MembershipFactory(office=office, user=UserFactory())

    told = [run(out, "--send") for _twice in range(2)]

    assert {email.to for email in OutgoingEmail.objects.all()} == readers
    assert OutgoingEmail.objects.count() == 2
    assert all(text.endswith("\nQueued. Officials it goes to: 2\n") for text in told)


def test_it_says_when_what_it_sends_waits_for_a_release(office, reader, topic, out):
    office.releases_needed = 1
    office.save()

    told = run(out, "--send")

    assert told.endswith("\nWaits for its release by a moderator. Officials it goes to then: 1\n")
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize("releases", [0, 1])
def test_it_says_when_nobody_can_be_sent_it(releases, office, topic, out):
    office.releases_needed = releases
    office.save()

    assert run(out, "--send").endswith("\nNot sent: this office has no official yet.\n")


def test_it_says_that_officials_lack_a_second_factor_which_the_demonstration_does_not_ask_for(
    office, topic, out, settings
):
    official(office, second_factor=False)

    told = run(out, "--send")
    settings.PORTAL_DEMO = True
    told_there = run(out, "--send")

    assert "\nNot sent: no official of this office has a second factor" in told
    assert "PORTAL_DEMO=1 stands before the command" in told
    assert told_there.endswith("\nQueued. Officials it goes to: 1\n")


def test_nothing_is_sent_unless_asked_for(office, reader, topic, out):
    run(out)

    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    ("options", "more", "sentence"),
    [
        ({"office": "nobody"}, [], "There is no office nobody. There are: working-group."),
        ({}, ["--topic", "moon"], "There is no topic moon. There are: prisoners."),
        ({"since": "8 November"}, [], "8 November is not a day. Write it like 2026-11-01."),
        ({"until": "2026-02-30"}, [], "2026-02-30 is not a day."),
        ({"since": "2026-11-15"}, [], "The last day (--until) lies before the first (--since)."),
        ({"since": "2126-11-01", "until": "2126-11-08"}, [], "The first day (--since) has not begun yet"),
        ({}, ["--language", "fr"], "invalid choice: 'fr'"),
        ({}, ["--written-in", "fr"], "invalid choice: 'fr'"),
        ({}, ["--country", "Ukraine"], "Ukraine is not the code of a country. Write it like UA."),
    ],
)
def test_bad_input_is_told_in_a_sentence_and_leaves_nothing(options, more, sentence, office, topic, out):
    with pytest.raises(CommandError) as fault:
        run(out, *more, **options)

    assert sentence in str(fault.value)
    assert not out.exists()
    assert not Digest.objects.exists()


def test_a_folder_that_cannot_be_made_is_told(office, topic, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match=r"Cannot make the folder .*file: File exists"):
        run(tmp_path / "file")


def test_without_any_office_it_says_so(db, out):
    with pytest.raises(CommandError, match="There are: none yet"):
        run(out)

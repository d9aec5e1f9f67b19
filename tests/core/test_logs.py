import logging
from io import StringIO

import pytest
from django.conf import settings
from django.core import signing

from core.logs import RequestFilter
from tests.factories.accounts import UserFactory


@pytest.fixture
def log():
    """What the console would have got."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("{levelname} {message}", style="{"))
    handler.addFilter(RequestFilter())
    logging.getLogger("django.request").addHandler(handler)
    yield stream.getvalue
    logging.getLogger("django.request").removeHandler(handler)


def test_the_console_has_the_filter():
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["requests"]
    assert settings.LOGGING["filters"]["requests"]["()"] == "core.logs.RequestFilter"


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [0, 3, 30])
def test_a_link_that_opens_something_is_not_in_the_log(cut, client, log):
    key = signing.dumps("olena@example.org", salt="another")
    key = key[: len(key) - cut] if cut else key

    response = client.get(f"/en/digests/read/{key}/all/")

    assert response.status_code == 404
    assert log() == "WARNING Not Found: /en/digests/read/…/all/\n"


@pytest.mark.django_db
def test_who_is_refused_leaves_a_line_and_no_traceback(client, log):
    client.force_login(UserFactory())

    assert client.get("/en/digests/live/").status_code == 403

    assert log() == "WARNING Forbidden (Permission denied): /en/digests/live/\n"


@pytest.mark.parametrize(
    "words",
    [
        "http://localhost:8000/en/",
        "redis:6379/0",
        "10:30:00",
        "12:345678901",
        "topic:energy",
        "petition:123456",
        "digest:daily2:waiting",
        "/en/talks/ of topic:energy",
    ],
)
def test_what_is_no_key_stays(words):
    record = logging.LogRecord("portal", logging.INFO, "", 0, "%s", (words,), None)

    RequestFilter().filter(record)

    assert record.getMessage() == words


@pytest.mark.parametrize(
    "words", ["a key {} that opens", "?after={}&x=1", "{}", "https://portal.example/{}/all/"]
)
@pytest.mark.parametrize("value", ["olena@example.org", [1, "two"] * 30, 7])
def test_a_whole_key_is_hidden_wherever_it_stands(value, words):
    key = signing.dumps(value, salt="another", compress=isinstance(value, list))
    record = logging.LogRecord("portal", logging.INFO, "", 0, "%s", (words.format(key),), None)

    RequestFilter().filter(record)

    assert record.getMessage() == words.format("…")


def test_a_fault_of_ours_keeps_its_traceback():
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s", ("/en/",), (ValueError, None, None)
    )
    record.status_code = 500

    RequestFilter().filter(record)

    assert record.exc_info

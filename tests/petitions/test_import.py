import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from contributions.models import Contribution
from petitions import actions
from petitions.models import Petition
from tests.factories.topics import TopicFactory

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[3] / "shared" / "data" / "input"
ROW = {
    "action": "Publish the lists",
    "background": "Families wait.",
    "additional_details": "Every Friday.",
    "state": "open",
    "signature_count": 8412,
    "opened_at": "2026-09-04T10:00:00Z",
    "closed_at": None,
    "rejection": None,
    "government_response": None,
    "lang": "en",
}


@pytest.fixture
def topic():
    return TopicFactory(order=0)


@pytest.fixture
def write(tmp_path):
    def write(*rows, name="petitions.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
        return path

    return write


ARCHIVED = {"state": "archived", "opened_at": "2014-01-01", "closed_at": "2014-06-06T22:08:58.000-0500"}


def run(path, capsys, *options):
    call_command("import_petitions", str(path), *options)
    return capsys.readouterr().out.strip()


# == What becomes of a row ==
def test_a_petition_comes_over_with_its_words_and_its_count_apart(topic, write, capsys):
    said = run(write(ROW | {"id": 7, "source": "Elsewhere", "source_url": "https://example.org/7"}), capsys)

    petition = Petition.objects.shown().get()
    assert said.startswith("petitions.jsonl: 1 read, 1 new, 0 here before")
    assert (petition.action, petition.background, petition.details) == (
        "Publish the lists", "Families wait.", "Every Friday.",
    )  # fmt: skip
    assert (petition.signature_count, petition.imported_count) == (0, 8412)
    assert (petition.imported_from, petition.imported_url) == ("Elsewhere", "https://example.org/7")
    assert petition.opened_at.isoformat() == "2026-09-04T10:00:00+00:00"
    assert petition.is_open
    assert petition.contribution.topic == topic
    assert petition.contribution.author is None
    assert petition.contribution.is_imported


@pytest.mark.parametrize(
    ("written", "state", "shown"),
    [
        ({"state": "open"}, "open", True),
        ({"state": "open", "opened_at": None}, "open", True),
        ({"state": "open", "opened_at": "2019-09-01", "closed_at": "2020-01-01"}, "closed", True),
        ({"state": "Closed"}, "closed", True),
        (ARCHIVED, "closed", True),
        ({"state": "pending"}, "waiting", False),
        ({"state": "rejected", "rejection": {"code": "local", "details": "Ask the town."}}, "rejected", True),
        ({"state": "rejected", "rejection": "Not here."}, "rejected", True),
        ({"state": "rejected", "rejection": {"code": "libellous"}}, "rejected", False),
        ({"state": "rejected"}, "rejected", True),
        ({"state": "hidden"}, "rejected", False),
    ],
)
def test_states_of_other_systems_become_ours(topic, write, capsys, written, state, shown):
    run(write(ROW | written), capsys)

    petition = Petition.objects.get()
    assert petition.state == state
    assert Petition.objects.shown().exists() == shown
    assert petition.is_open == (state == "open")


def test_why_it_was_rejected_is_kept_in_its_own_words(topic, write, capsys):
    run(
        write(ROW | {"state": "rejected", "rejection": {"code": "local", "details": "Ask the town."}}), capsys
    )

    petition = Petition.objects.get()
    assert (petition.rejection_code, petition.why_rejected) == ("local", "Ask the town.")


@pytest.mark.parametrize(
    ("response", "text"),
    [
        ("It is being done.", "It is being done."),
        (
            {"department": "Office", "date": "2022-03-21", "summary": "Yes.", "details": "Soon.", "x": 1},
            "Office, 2022-03-21\n\nYes.\n\nSoon.",
        ),
        ({"details": "Soon.", "details_truncated": True}, "Soon. […]"),
        ({}, ""),
    ],
)
def test_an_answer_given_elsewhere_is_kept_as_text(topic, write, capsys, response, text):
    run(write(ROW | {"state": "closed", "government_response": response}), capsys)

    assert Petition.objects.get().imported_response == text
    assert Petition.objects.answered().exists() == bool(text)


@pytest.mark.parametrize(
    ("lang", "action", "language"),
    [
        ("uk", "x" * 10, "uk"),
        ("de", "Wir wollen Frieden", "other"),
        (None, "Верните пленных, чтобы их ждали дома", "ru"),
        (None, "Скасування депутатської недоторканості", "uk"),
    ],
)
def test_the_language_is_the_one_named_or_else_found(topic, write, capsys, lang, action, language):
    run(write(ROW | {"lang": lang, "action": action, "background": None}), capsys)

    petition = Petition.objects.get()
    assert petition.contribution.language == language
    assert petition.background == ""


def test_the_array_of_data_parliament_uk_is_read(topic, write, capsys):
    entry = {
        "_about": "http://data.parliament.uk/resources/680148",
        "created": {"_value": "2017-01-24T22:55:30.361Z"},
        "identifier": {"_value": "178330"},
        "label": {"_value": "Make the pensions tax free."},
        "numberOfSignatures": 31289,
        "status": "closed",
    }

    run(write([entry], name="petitions.json"), capsys)

    petition = Petition.objects.get()
    assert (petition.action, petition.imported_count) == ("Make the pensions tax free.", 31289)
    assert (petition.state, petition.closed_at) == ("closed", None)
    assert petition.contribution.created_at.year == 2017


# == Dates ==
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ({"created_at": "2016-02-03T10:00:00Z"}, "2016-02-03"),
        ({"date": "2016-02-03"}, "2016-02-03"),
        ({"year": 2015}, "2015-01-01"),
        ({"year": "2999", "as_of": "2016-02-03"}, "2016-02-03"),
        ({"date": "last spring", "source": "Elsewhere (list as of 2015-08-31)"}, "2015-08-31"),
    ],
)
def test_a_petition_that_does_not_say_when_it_opened_counts_by_another_date(
    topic, write, capsys, written, day
):
    said = run(write(ROW | {"opened_at": None} | written), capsys)

    petition = Petition.objects.get()
    words = petition.contribution
    assert {f"{at:%Y-%m-%d}" for at in (words.created_at, words.published_at, petition.opened_at)} == {day}
    assert "no date" not in said


@pytest.mark.parametrize(("count", "told"), [(1, "1 petition has no date"), (3, "3 petitions have no date")])
def test_what_has_no_date_counts_as_of_today_and_the_command_says_so(topic, write, capsys, count, told):
    rows = [ROW | {"id": n, "opened_at": None} for n in range(count)]
    path = write(ROW, *rows, ROW | {"id": "rejected", "state": "rejected", "opened_at": "2019-01-01"})

    said = run(path, capsys)

    assert f"{told} in the file: imported as of today" in said
    assert Contribution.objects.filter(published_at__date=timezone.now().date()).count() == count
    assert "no date" not in run(path, capsys)  # they are here already


# == Twice, and topics ==
def test_the_same_file_twice_changes_nothing(topic, write, capsys):
    numbered = [ROW | {"id": number} for number in range(3)]
    same_words = [ROW | {"signature_count": number} for number in range(2)]
    path = write(*numbered, *same_words, ROW | {"id": 0, "signature_count": 5})

    assert run(path, capsys).startswith("petitions.jsonl: 6 read, 6 new, 0 here before, 2 with the number")
    before = list(Petition.objects.order_by("pk").values())
    assert "6 read, 0 new, 6 here before" in run(path, capsys)

    assert list(Petition.objects.order_by("pk").values()) == before
    assert Contribution.objects.count() == 6


def test_the_topic_is_the_first_or_the_one_named(topic, write, capsys):
    other = TopicFactory(order=1)

    run(write(ROW), capsys)
    run(write(ROW | {"id": 2}), capsys, "--topic", other.slug)

    assert list(Petition.objects.order_by("pk").values_list("contribution__topic", flat=True)) == [
        topic.pk,
        other.pk,
    ]


def test_a_topic_that_is_not_there_is_said(write):
    with pytest.raises(CommandError, match="There is no topic yet"):
        call_command("import_petitions", str(write(ROW)))
    topic = TopicFactory()
    with pytest.raises(CommandError, match=f"There is no topic 'moon'; there are: {topic.slug}"):
        call_command("import_petitions", str(write(ROW)), "--topic", "moon")


# == Bad files ==
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "it is not JSON"),
        ("[1]", "it is not an object with named fields"),
        ('"text"', "it is not an object with named fields"),
        (ROW | {"action": None}, "action is missing"),
        (ROW | {"action": " "}, "action is missing"),
        (ROW | {"action": 5}, "action is not a text"),
        (ROW | {"action": "x" * 501}, "action has 501 characters; at most 500 fit"),
        (ROW | {"state": "flying"}, "state is 'flying'; known are answered, archived"),
        ({"action": "Do it"}, "state is missing"),
        (ROW | {"signature_count": -1}, "signature_count is not a whole number"),
        (ROW | {"signature_count": "12"}, "signature_count is not a whole number"),
        (ROW | {"signature_count": True}, "signature_count is not a whole number"),
        (ROW | {"signature_count": 2**31}, "signature_count is not a whole number"),
        (ROW | {"opened_at": "yesterday"}, "opened_at is not a date"),
        (ROW | {"closed_at": "0001-01-01T00:00:00+14:00"}, "closed_at is not a date"),
        (ROW | {"rejection": 5}, "rejection is neither a text nor an object"),
        (ROW | {"government_response": []}, "government_response is neither"),
        (ROW | {"id": {"a": 1}}, "id is neither a text nor a number"),
        (ROW | {"lang": "klingonish"}, "lang is 'klingonish', which is no language"),
        (ROW | {"lang": "zz"}, "lang is 'zz', which is no language"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps(ROW).replace("8412", "9" * 5000), "it holds a number that is too long"),
        (ROW | {"action": "Half \ud800 of it"}, "action holds half a character"),
        (ROW | {"rejection": {"details": "\udfff"}}, "details holds half a character"),
        (ROW | {"closed_at": "2026-09-03T10:00:00Z"}, "closed_at is before opened_at"),
        (ROW | {"opened_at": "2999-01-01"}, "opened_at is in the future"),
    ],
)
def test_a_bad_line_names_file_line_and_fault_and_changes_nothing(topic, write, line, fault):
    path = write(ROW, "", line, ROW)

    with pytest.raises(CommandError) as error:
        call_command("import_petitions", str(path))

    assert str(error.value).startswith(f"{path}, line 3: ")
    assert fault in str(error.value)
    assert str(error.value).endswith("Nothing was imported.")
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ": there is no petition in this file."),
        (b"[]", ": there is no petition in this file."),
        (b"\xff\xd8\xff\xe0 a picture", ", line 1: it is not text in UTF-8."),
        (b'{"action": "a", "state": "open"}\n\xff', ", line 2: it is not text in UTF-8."),
        (b"[{}]", ", entry 1: action is missing."),
        (b'[\n{"label": "a",\n}]', ", line 3: it is not JSON"),
        (b"[5]", ", entry 1: it is not an object with named fields."),
        (b"action,state\na,open\n", ", line 1: it is not JSON"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused(topic, tmp_path, content, fault):
    path = tmp_path / "petitions.jsonl"
    path.write_bytes(content)

    with pytest.raises(CommandError) as error:
        call_command("import_petitions", str(path))

    assert f"{path}{fault}" in str(error.value)
    assert not Contribution.objects.exists()


def test_a_file_that_is_not_there_is_said(topic, tmp_path):
    for path in (tmp_path / "nothing.jsonl", tmp_path):
        with pytest.raises(CommandError, match="Nothing was imported"):
            call_command("import_petitions", str(path))


def test_a_database_that_fails_half_way_keeps_nothing(topic, write, monkeypatch):
    path = write(*(ROW | {"id": number} for number in range(5)))
    monkeypatch.setattr(actions.imports, "BATCH", 2)
    calls = []

    def stop(done):
        calls.append(done)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_file(path, topic=topic, progress=stop)

    assert calls == [0, 2, 2]
    assert not Contribution.objects.exists()


# == Real files ==
@pytest.mark.parametrize(
    ("name", "rows", "states"),
    [
        ("petitions_en.jsonl", 133, {"open": 18, "closed": 115}),
        ("petitions_uk_2015_2017.json", 8489, {"open": 3208, "closed": 5281}),
        ("petitions_ua_2015.jsonl", 740, {"open": 740}),
    ],
)
def test_real_files_come_over_whole_and_twice(topic, capsys, name, rows, states):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here")

    assert f"{rows} read, {rows} new" in run(path, capsys)
    assert f"{rows} read, 0 new" in run(path, capsys)

    found = list(Petition.objects.select_related("contribution"))
    assert len(found) == rows
    assert {state: sum(row.state == state for row in found) for state in states} == states
    records = json.loads(path.read_text()) if name.endswith(".json") else map(json.loads, path.open())
    counts = [row.get("numberOfSignatures", row.get("signature_count")) for row in records]
    assert sum(row.imported_count for row in found) == sum(counts)
    assert {row.signature_count for row in found} == {0}
    assert {row.contribution.published_at.year for row in found} <= set(range(2011, 2026))
    assert all(row.closes_at > timezone.now() for row in found if row.state == "open")

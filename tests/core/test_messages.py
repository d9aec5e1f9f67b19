"""An e-mail as it goes over the wire says what its row says."""

import html
from email import message_from_bytes, policy

import pytest
from django.core.mail.message import sanitize_address
from hypothesis import given
from hypothesis import strategies as st

from core.emails.messages import NotSendable, address, header, message, raw
from core.models import OutgoingEmail, SharedText

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=300)
LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"], include_characters=" "), max_size=200
)


def email(**fields):
    given = {
        "to": "olena@example.org",
        "subject": "News",
        "language": "uk",
        "message_id": "<" + "a" * 40 + "@x>",
    }
    return OutgoingEmail(**{**given, **fields})


@given(subject=LINE, text=WORDS, marked=WORDS)
def test_whatever_it_says_arrives_as_it_was_written(subject, text, marked):
    subject = " ".join(subject.split())

    data = raw(email(subject=subject, own_text=text, own_html=marked))

    found = message_from_bytes(data, policy=policy.default)
    assert found["Subject"] == subject
    for kind, words in (("plain", text), ("html", marked)):
        if kind == "plain" or marked:
            content = found.get_body((kind,)).get_content().replace("\r\n", "\n")
            assert content.rstrip("\n") == words.rstrip("\n")
    assert max(map(len, data.split(b"\r\n"))) < 1000
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize("length", range(60, 100))
def test_a_subject_stays_on_the_line_it_begins_on_in_a_mailbox_of_files(length):
    subject = "Tone is more positive than before: prisoners come home ".ljust(length, "x")

    data = message(email(subject=subject)).message().as_bytes()

    assert f"Subject: {subject}" in data.decode().splitlines()
    assert message_from_bytes(data)["Subject"] == subject  # as a program reads it that unfolds nothing


def test_a_placeholder_is_filled_with_the_readers_own_and_escaped_in_html():
    shared = SharedText(pk=1, text="Stop: [x]", html="<a href='[x]'>Stop</a>")

    own = email(shared=shared, personal={"[x]": "https://x.example/?a=1&b=2"})

    assert own.text == "Stop: https://x.example/?a=1&b=2"
    assert own.html == "<a href='https://x.example/?a=1&amp;b=2'>Stop</a>"


OWN = st.one_of(st.text("a/é&", min_size=1, max_size=9), st.just("x" * 500), st.just("two\nlines"))


@given(pieces=st.lists(st.one_of(WORDS, st.text("ab.\n", max_size=3)), min_size=1, max_size=4), own=OWN)
def test_a_shared_text_arrives_as_if_it_had_been_written_to_this_reader_alone(pieces, own):
    words = "[x]".join(pieces)
    one = email(own_text=words.replace("[x]", own), own_html=words.replace("[x]", html.escape(own)))
    shared = email(shared=SharedText(pk=1, text=words, html=words), personal={"[x]": own})

    data = raw(shared)

    found, alone = (message_from_bytes(each, policy=policy.default) for each in (data, raw(one)))
    for kind in ("plain", "html") if words else ("plain",):
        ours, theirs = (each.get_body((kind,)) for each in (found, alone))
        assert ours.get_content() == theirs.get_content()
        assert ours["Content-Transfer-Encoding"] == theirs["Content-Transfer-Encoding"]
    assert max(map(len, data.split(b"\r\n"))) < 1000
    assert b"\n" not in data.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "words",
    ["olena@example.org", "O.K-b_c+lists@mail.example.co.uk", "a@xn--p1ai.example", "олена@пошта.укр",
     "a--b@example.org", ".a@example.org"],
)  # fmt: skip
def test_a_plain_address_is_written_as_any_other(words):
    assert address(words) == sanitize_address(words, "utf-8")


@pytest.mark.parametrize("words", ["a\nBcc: all@example.org", "a\rb"])
def test_a_line_break_in_a_header_is_refused(words):
    with pytest.raises(NotSendable):
        header("Subject", words)

"""An e-mail as it goes over the wire says what its row says."""

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emails.messages import NotSendable, header, raw
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


@given(subject=LINE, text=WORDS, html=WORDS)
def test_whatever_it_says_arrives_as_it_was_written(subject, text, html):
    subject = " ".join(subject.split())

    data = raw(email(subject=subject, own_text=text, own_html=html))

    found = message_from_bytes(data, policy=policy.default)
    assert found["Subject"] == subject
    for kind, words in (("plain", text), ("html", html)):
        if kind == "plain" or html:
            content = found.get_body((kind,)).get_content().replace("\r\n", "\n")
            assert content.rstrip("\n") == words.rstrip("\n")
    assert max(map(len, data.split(b"\r\n"))) < 1000
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_a_placeholder_is_filled_with_the_readers_own_and_escaped_in_html():
    shared = SharedText(pk=1, text="Stop: [x]", html="<a href='[x]'>Stop</a>")

    own = email(shared=shared, personal={"[x]": "https://x.example/?a=1&b=2"})

    assert own.text == "Stop: https://x.example/?a=1&b=2"
    assert own.html == "<a href='https://x.example/?a=1&amp;b=2'>Stop</a>"


@pytest.mark.parametrize("words", ["a\nBcc: all@example.org", "a\rb"])
def test_a_line_break_in_a_header_is_refused(words):
    with pytest.raises(NotSendable):
        header("Subject", words)

import pytest

from core.markdown import to_html, to_text


def test_emphasis_lists_quotes_and_links_are_kept():
    html = to_html("**Bold** and [a link](https://example.org)\n\n> said\n\n- one")

    assert "<strong>Bold</strong>" in html
    assert 'href="https://example.org"' in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html
    assert "<blockquote>" in html
    assert "<li>one</li>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/spy.png)",
        '<a href="#" onclick="alert(1)">x</a>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
    ],
)
def test_nothing_that_runs_or_spies_passes(text):
    html = to_html(text)

    assert "<script" not in html
    assert "<img" not in html
    assert '<a href="javascript' not in html
    assert '<a href="data' not in html
    assert '<a href="#" onclick' not in html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Dear **all**,\nwe *hear* you.", "Dear all,\nwe hear you."),
        ("Now:\n\n- *open*\n- list\n  1. first\n  2. next", "Now:\n\n- open\n- list\n  1. first\n  2. next"),
        ("3. third\n4. fourth", "3. third\n4. fourth"),
        ("See [the list](https://portal.example/list).", "See the list (https://portal.example/list)."),
        ("<https://portal.example>", "https://portal.example"),
        ("> asked\n\nanswered", "> asked\n\nanswered"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain_text_reads_like_the_page(markdown, text):
    assert to_text(markdown) == text

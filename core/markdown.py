"""Citizens' Markdown to safe HTML: no raw HTML, no images, no headings, links that pass nothing on.

And to plain text, for e-mails.
"""

from collections.abc import Sequence

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

BULLETS = -1_000_000  # so far below nought that no list comes up to it
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr", "del"}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "html_block", "html_inline"]
)


def to_html(text: str) -> SafeString:
    html = nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(html)


def to_text(text: str) -> str:
    """What a reader of the HTML would read, without the marks: lists keep a dash, links their address."""
    written, mark, gap = "", "", ""
    is_new, quotes, lists = False, 0, list[int]()  # of each list the number of its last item
    for token in _markdown.parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) - 1 if token.type[0] == "o" else BULLETS)
            is_new = len(lists) == 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif token.type == "list_item_open":
            lists[-1] += 1
            mark = f"{lists[-1]}. " if lists[-1] >= 0 else "- "
        elif token.type == "paragraph_open":
            gap = "\n" if token.hidden and mark and not is_new else "\n\n"
            is_new = False
        elif token.content or token.type == "hr":
            words = _plain(token.children) if token.type == "inline" else token.content.rstrip() or "* * *"
            indent = "  " * max(len(lists) - 1, 0)
            written += f"{gap}{'> ' * quotes}{indent}{mark}{words}"
            mark, gap = "", "\n\n"
    return written.strip()


def _plain(tokens: Sequence[Token] | None) -> str:
    parts, address = [], ""
    for token in tokens or ():
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close" and address and parts[-1:] != [address]:
            parts.append(f" ({address})")
        else:
            parts.append(token.content)
    return "".join(parts)

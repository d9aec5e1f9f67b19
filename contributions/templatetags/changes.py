"""What changed between two versions of somebody's words."""

import re
from difflib import SequenceMatcher

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@register.simple_tag
def changes(before: str, after: str) -> SafeString:
    """The later words, with <del> around what went and <ins> around what came."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces = []
    for kind, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append((conditional_escape("".join(new[k:n])),))
            continue
        if i < j:
            pieces.append((format_html("<del>{}</del>", "".join(old[i:j])),))
        if k < n:
            pieces.append((format_html("<ins>{}</ins>", "".join(new[k:n])),))
    return format_html_join("", "{}", pieces)

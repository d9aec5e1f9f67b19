"""A page as a browser takes it: in templates a line ends where it is good to read."""

import re
from typing import Any

BLOCK = (
    "article|aside|blockquote|button|caption|dd|details|div|dl|dt|figcaption|figure|form|h[1-4]|header|label|legend"
    "|li|main|nav|ol|option|p|section|summary|table|tbody|td|th|thead|tr|ul"
)
EDGE = re.compile(rf" ?(</?(?:{BLOCK})\b[^<>]*>) ?")
START = re.compile(r"(?<=[> ])(<(?:a|b|span)\b[^<>]*>) ")


def as_seen(page: Any) -> str:
    """White space runs together, and there is none at the edges of a block. page: a response, or its text."""
    html = page if isinstance(page, str) else page.content.decode()
    html = re.sub(r"\s+", " ", html).strip().replace(" >", ">")
    return START.sub(r"\1", EDGE.sub(r"\1", html))

"""The style of an e-mail, written into its elements. Nothing is sent that nobody sees: mail programs cut what
is long, and some people read on a thin line.
"""

import re

import css_inline

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True)

TAG = re.compile(
    r'<[a-z][a-z0-9]*(?: [a-z-]+="[^"]*")+>'
)  # in what it writes, a "<" of people's words is none
KEPT = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
SELECTED = re.compile(r"\.([a-z]\w*)")
CLASSES = re.compile(r' class="([^"]*)"')
STYLE = re.compile(r' style="[^"]*"')
AROUND_SIGNS = re.compile(r"\s*([:;,])\s*")
NO_BREAK = "\u00a0"  # as it is, a third of the bytes
IMPLIED = re.compile(r"</?tbody>")  # every reader of HTML puts it there


def inlined(html: str) -> str:
    html = IMPLIED.sub("", _inliner.inline(html)).replace("&nbsp;", NO_BREAK)
    used = {name for style in KEPT.findall(html) for name in SELECTED.findall(style)}
    return without_indentation(TAG.sub(lambda tag: lightened(tag[0], used), html))


def lightened(tag: str, used: set[str]) -> str:
    """Without classes that no style asks for any more, and spaces in its style."""
    names = [name for found in CLASSES.findall(tag) for name in found.split() if name in used]
    tag = CLASSES.sub(f' class="{" ".join(names)}"' if names else "", tag)
    return STYLE.sub(lambda style: AROUND_SIGNS.sub(r"\1", style[0]).replace(';"', '"'), tag)


def without_indentation(html: str) -> str:
    return "\n".join(line for part in html.splitlines() if (line := part.strip()))

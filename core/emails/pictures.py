"""A picture in an e-mail: drawn from SVG, and sent with the HTML that shows it as `cid:picture` (RFC 2387).

It holds no text: a server may have no fonts, and whoever shows no pictures reads the words around it.
"""

from functools import lru_cache
from io import BytesIO

import resvg_py
from PIL import Image

from core.emails.parts import wrapped_base64

NAME = "picture"
BORDER = "=_picture"  # "=_" is in no base64, and a text of ours never ends so
SHARP = 2.0  # dots to a pixel of the layout
COLOURS = 64  # a line and its range need no more, and so the picture takes a quarter of the bytes


def png(svg: str) -> bytes:
    """Raises ValueError for what is no SVG."""
    drawn = resvg_py.svg_to_bytes(svg_string=svg, zoom=SHARP, skip_system_fonts=True)
    with Image.open(BytesIO(drawn)) as picture, BytesIO() as small:
        picture.quantize(COLOURS).save(small, "PNG", optimize=True)
        return small.getvalue()


def with_picture(html: bytes, picture: bytes) -> bytes:
    """A part of a message, with its picture beside it if there is one."""
    if not picture:
        return html
    head = f'Content-Type: multipart/related; type="text/html"; boundary="{BORDER}"\r\n\r\n--{BORDER}\r\n'
    return b"".join([head.encode(), html, f"--{BORDER}\r\n".encode(), encoded(picture)])


@lru_cache(16)
def encoded(picture: bytes) -> bytes:
    head = (
        f"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{NAME}>\r\n"
        f'Content-Disposition: inline; filename="{NAME}.png"\r\n\r\n'
    )
    return b"".join([head.encode(), wrapped_base64(picture), f"--{BORDER}--\r\n".encode()])

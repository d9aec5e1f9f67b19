"""Text and HTML as the parts of a message; of what many read alike, only each reader's own is encoded anew.

Base64 takes bytes in threes, and its lines may end anywhere (RFC 2045, 6.8). So what stands between two
placeholders is kept encoded, but for a byte or two at its edges, which go with the reader's own.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache

LINE = 990  # bytes; longer ones are not allowed
WIDTH = 76


def part(words: str, kind: str) -> bytes:
    data = words.encode()
    if words.isascii() and longest(data) < LINE:
        return as_it_is(with_line_ends(data), kind)
    return head(kind, "base64") + based([data], b"")


def shared_part(words: str, mark: str, own: str, kind: str) -> bytes:
    """What `part` says of `words` with `own` in the place of every `mark`, at a small part of the price."""
    is_plain, pieces = split(words, mark)
    if not is_plain:
        return head(kind, "base64") + based(pieces, own.encode())
    data = own.encode().join(pieces)
    if own.isascii() and own.isprintable() and longest(data) < LINE:
        return as_it_is(data, kind)
    return part(words.replace(mark, own), kind)


@lru_cache(16)
def split(words: str, mark: str) -> tuple[bool, tuple[bytes, ...]]:
    """What stands between the marks, and whether it may go over the wire without being encoded."""
    data = words.encode()
    is_plain = words.isascii() and longest(data) < LINE
    return is_plain, tuple((with_line_ends(data) if is_plain else data).split(mark.encode()))


def based(pieces: Sequence[bytes], own: bytes) -> bytes:
    """The pieces with `own` between them, in base64."""
    found, rest = [], b""
    for number, piece in enumerate(pieces):
        rest += own if number else b""
        missing = -len(rest) % 3
        if len(piece) < missing:
            rest += piece
            continue
        encoded, left = threes(piece, missing)
        found += [wrapped_base64(rest + piece[:missing]), encoded]
        rest = left
    return b"".join([*found, wrapped_base64(rest)])


@lru_cache(64)
def threes(piece: bytes, start: int) -> tuple[bytes, bytes]:
    """A piece from its byte `start` on in base64, and the byte or two that are left over."""
    end = len(piece) - (len(piece) - start) % 3
    return wrapped_base64(piece[start:end]), piece[end:]


def wrapped_base64(data: bytes) -> bytes:
    whole = b2a_base64(data, newline=False)
    return b"".join([whole[start : start + WIDTH] + b"\r\n" for start in range(0, len(whole), WIDTH)])


def as_it_is(body: bytes, kind: str) -> bytes:
    return head(kind, "7bit") + body + (b"" if body.endswith(b"\r\n") else b"\r\n")


def head(kind: str, coding: str) -> bytes:
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {coding}\r\n\r\n'.encode()
    )


def longest(data: bytes) -> int:
    return max(map(len, data.split(b"\n")))


def with_line_ends(data: bytes) -> bytes:
    return data.replace(b"\r", b"").replace(b"\n", b"\r\n")

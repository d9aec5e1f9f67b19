"""What may happen to petitions and signatures. Web, API, admin, imports and tasks all come through here."""

from petitions.actions.counts import count_signatures, recount
from petitions.actions.imports import import_file
from petitions.actions.petitions import close, close_due, open_for_signatures, reject, start
from petitions.actions.records import BadFile
from petitions.actions.signatures import (
    confirm,
    drop_unconfirmed,
    forget_names,
    invalidate,
    sign,
    signature_of,
)

__all__ = [
    "BadFile",
    "close",
    "close_due",
    "confirm",
    "count_signatures",
    "drop_unconfirmed",
    "forget_names",
    "import_file",
    "invalidate",
    "open_for_signatures",
    "recount",
    "reject",
    "sign",
    "signature_of",
    "start",
]

"""What may happen to petitions and signatures. Web, API, admin, imports and tasks all come through here."""

from petitions.actions.confirming import confirm, signature_of
from petitions.actions.counts import count_signatures, recount
from petitions.actions.files import BadFile
from petitions.actions.imports import import_file
from petitions.actions.petitions import close, close_due, erase, open_for_signatures, reject, start
from petitions.actions.removing import drop_unconfirmed, forget_names, invalidate, put_back
from petitions.actions.signing import sign

__all__ = [
    "BadFile",
    "close",
    "close_due",
    "confirm",
    "count_signatures",
    "drop_unconfirmed",
    "erase",
    "forget_names",
    "import_file",
    "invalidate",
    "open_for_signatures",
    "put_back",
    "recount",
    "reject",
    "sign",
    "signature_of",
    "start",
]

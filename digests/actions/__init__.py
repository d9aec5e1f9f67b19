from digests.actions.correcting import correct
from digests.actions.making import make
from digests.actions.quoting import decide, propose
from digests.actions.releasing import make_anew, release
from digests.actions.sending import dispatch, send_now
from digests.actions.subscribing import change, end, pause, resume, subscribe, unsubscribe

__all__ = [
    "change",
    "correct",
    "decide",
    "dispatch",
    "end",
    "make",
    "make_anew",
    "pause",
    "propose",
    "release",
    "resume",
    "send_now",
    "subscribe",
    "unsubscribe",
]

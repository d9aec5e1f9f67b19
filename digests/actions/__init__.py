from digests.actions.making import make
from digests.actions.sending import dispatch, send_now
from digests.actions.subscribing import change, end, pause, resume, subscribe, unsubscribe

__all__ = ["change", "dispatch", "end", "make", "pause", "resume", "send_now", "subscribe", "unsubscribe"]

from digests.actions.alerting import alert
from digests.actions.leaving import remove_official
from digests.actions.making import make
from digests.actions.sending import dispatch, send_now
from digests.actions.subscribing import change, end, pause, resume, stop_alerts, subscribe, unsubscribe

__all__ = [
    "alert", "change", "dispatch", "end", "make", "pause", "remove_official", "resume", "send_now",
    "stop_alerts", "subscribe", "unsubscribe",
]  # fmt: skip

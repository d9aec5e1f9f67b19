from digests.actions.alerting import alert, tidy_counted
from digests.actions.correcting import correct, correct_each
from digests.actions.making import make
from digests.actions.quoting import decide, propose
from digests.actions.releasing import let_go_of_released, make_anew, release
from digests.actions.sending import dispatch, send_now, send_to_office
from digests.actions.subscribing import change, end, pause, resume, stop_alerts, subscribe, unsubscribe

__all__ = [
    "alert", "change", "correct", "correct_each", "decide", "dispatch", "end", "let_go_of_released", "make",
    "make_anew", "pause", "propose", "release", "resume", "send_now", "send_to_office", "stop_alerts",
    "subscribe", "tidy_counted", "unsubscribe",
]  # fmt: skip

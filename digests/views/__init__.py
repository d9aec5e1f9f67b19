from digests.views.alerts import alert_texts
from digests.views.live import forget_view, live, live_figure
from digests.views.offices import appoint, invite, office, options, remove, subscribe, withdraw
from digests.views.reading import as_sent, as_sent_html, digest, figure, read
from digests.views.releasing import correct, make_anew, release
from digests.views.subscriptions import act, change, stop_alerts, subscriptions, unsubscribe

__all__ = [
    "act", "alert_texts", "appoint", "as_sent", "as_sent_html", "change", "correct", "digest", "figure",
    "forget_view", "invite", "live", "live_figure", "make_anew", "office", "options", "read", "release",
    "remove", "stop_alerts", "subscribe", "subscriptions", "unsubscribe", "withdraw",
]  # fmt: skip

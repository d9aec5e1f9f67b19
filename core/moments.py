"""Windows of time end before the moment at which the next one begins."""

from datetime import timedelta

INSTANT = timedelta(microseconds=1)  # from that moment back to the last one of the window

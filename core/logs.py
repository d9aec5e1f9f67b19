"""What the log says of requests: no key that opens something, and no traceback of what was merely refused."""

import logging
import re

# As django.core.signing writes them; the value may be somebody's address, so that in a path also a key that
# was cut off is left out. Elsewhere, what has not the length of a signature is other words: "topic:energy".
DATED = r"\.?[\w-]+:[\w-]{6}"
KEYS = re.compile(rf"{DATED}:[\w-]{{43,}}|(?<=/){DATED}(:[\w-]*)?(?![\w-])")


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(KEYS.sub("…", arg) if isinstance(arg, str) else arg for arg in record.args)
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True

"""What the log says of requests: no key that opens something, and no traceback of what was merely refused."""

import logging
import re

# As django.core.signing writes them, whole or cut off: the first part may be somebody's address.
KEYS = re.compile(r"\.?[\w-]+:[\w-]{6}(:[\w-]*)?(?![\w-])")


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(KEYS.sub("…", arg) if isinstance(arg, str) else arg for arg in record.args)
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True

"""Seconds by the wall and of the processor."""

import os
from pathlib import Path
from time import perf_counter, process_time


class Clock:
    """Use as a context: seconds by the wall, and of processor time here and in PostgreSQL's backend."""

    def __enter__(self) -> "Clock":
        self.start, self.used = perf_counter(), self.spent()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = perf_counter() - self.start, self.spent() - self.used

    @staticmethod
    def spent() -> float:
        from django.db import connection

        connection.ensure_connection()
        ticks = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().split()[13:15]
        return process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

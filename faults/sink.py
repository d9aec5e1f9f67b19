"""A mail server that writes down what it takes, and refuses as it is told to.

    python -m faults.sink PORT LEDGER

One line of the ledger per e-mail: seconds, Message-ID, recipient. It is written before the answer "250", as
a careful server does. The file LEDGER.mood holds one word: `take`, `refuse` (451 to each recipient), `busy`
(421 at once) or `drop` (the connection ends in the middle of the message).
"""

import asyncio
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

DELAY = float(os.environ.get("SINK_DELAY", "0"))  # seconds that it thinks about each, as those far away do


class Sink:
    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger.open("a", buffering=1)
        self.file = ledger.with_name(f"{ledger.name}.mood")
        self.read_at, self.last = 0.0, "take"

    def mood(self) -> str:
        if time.monotonic() - self.read_at > 0.05:
            self.read_at = time.monotonic()
            self.last = self.file.read_text().strip() if self.file.exists() else "take"
        return self.last

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return "421 too busy" if self.mood() == "busy" else "250 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood() == "refuse":
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.mood() == "drop":
            server.transport.abort()
            return "421 gone"
        await asyncio.sleep(DELAY)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found = MESSAGE_ID.search(content[:4000])
        key = found[1].decode() if found else "-"
        self.ledger.write(f"{time.time():.3f} {key} {envelope.rcpt_tos[0]}\n")
        return "250 taken"


async def serve(port: int, ledger: Path) -> None:
    sink = Sink(ledger)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="sink", data_size_limit=2**25, loop=loop), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

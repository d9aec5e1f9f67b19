"""What is still to arrive, by what people were to be told; an e-mail may tell of several answers together."""

import psycopg

from faults.load import ANSWERS, DIGESTS, FOLLOWERS

ALL = DIGESTS + ANSWERS * FOLLOWERS
TOLD = """
SELECT (SELECT count(*) FROM digests_delivery WHERE email_id IS NOT NULL),
       (SELECT count(*) FROM notices_notice WHERE bundle_id IS NOT NULL)
"""
QUEUED = "SELECT message_id FROM core_outgoingemail"


def by_hand(_address: str, arrived: set[str]) -> int:
    """Plain tasks write one e-mail for each digest, and one for each answer and follower."""
    return ALL - len(arrived)


def by_outbox(address: str, arrived: set[str]) -> int:
    """Digests and notices that are in no e-mail yet, and e-mails that have not arrived."""
    with psycopg.connect(address, autocommit=True, connect_timeout=5) as database:
        told = database.execute(TOLD).fetchone() or (0, 0)
        queued = {key for (key,) in database.execute(QUEUED)}
    return ALL - sum(told) + len(queued - arrived)

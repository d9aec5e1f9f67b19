"""One message to one reader over SMTP."""

import smtplib
from contextlib import suppress


def hand_over(smtp: smtplib.SMTP, sender: str, to: str, message: bytes) -> None:
    """What `SMTP.sendmail` does and raises, for one reader, in half of its processor time.

    `message` ends its lines, also the last, in CRLF: so that a dot which begins one is found without the
    regular expression that reads every byte there.
    """
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(sender, [f"size={len(message)}"] if smtp.has_extn("size") else [])
    if code != 250:
        give_up(smtp, code)
        raise smtplib.SMTPSenderRefused(code, words, sender)
    code, words = smtp.rcpt(to)
    if code not in (250, 251):
        give_up(smtp, code)
        raise smtplib.SMTPRecipientsRefused({to: (code, words)})
    code, words = smtp.docmd("data")
    if code == 354:
        smtp.send(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, words = smtp.getreply()
    if code != 250:
        give_up(smtp, code)
        raise smtplib.SMTPDataError(code, words)


def give_up(smtp: smtplib.SMTP, code: int) -> None:
    """The connection serves the next e-mail, unless the server takes its leave (421)."""
    if code == 421:
        smtp.close()
        return
    with suppress(smtplib.SMTPServerDisconnected):
        smtp.rset()

"""One mailbox, one signature: the many ways to write the same address come down to one."""

from contextlib import suppress

from django.utils.crypto import salted_hmac

DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "proton.me"})
SAME_DOMAIN = {
    "googlemail.com": "gmail.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    **dict.fromkeys(("ya.ru", "yandex.com", "yandex.ua", "yandex.by", "yandex.kz"), "yandex.ru"),
}


def mailbox_key(email: str) -> str:
    """ "O.Lena+peace@Googlemail.com" -> "olena@gmail.com". Tags after a plus lead to the same mailbox."""
    local, _, domain = email.strip().lower().rpartition("@")
    domain = domain.rstrip(".")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    domain = SAME_DOMAIN.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in DOTS_DO_NOT_COUNT:
        local = local.replace(".", "")
    if domain == "yandex.ru":
        local = local.replace(".", "-")
    if domain == "proton.me":
        local = local.replace("-", "").replace("_", "")
    return f"{local}@{domain}"


def forgotten_key(key: str) -> str:
    """What stays of a mailbox that is forgotten, so that it still signs once; what is forgotten stays so."""
    gone = f"gone:{salted_hmac('petitions.signature', key).hexdigest()}"
    return key if key.startswith("gone:") else gone

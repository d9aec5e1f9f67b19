"""Run a command that stops when its parent does, even when the parent is killed.

    python child.py PARENT SIGNAL WHO COMMAND…

WHO is `same` (the user as it is), `namespace` (root becomes the user `nobody` inside a user namespace of
its own, and keeps its files) or `nobody` (root gives its rights away). The two are for PostgreSQL, which
refuses to run as root.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Sequence

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
LINUX = sys.platform == "linux"


def command(argv: Sequence[str], *, stop: signal.Signals = signal.SIGTERM, who: str = "same") -> list[str]:
    """The same command, wrapped so that it gets `stop` when this process ends, however it ends."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), str(int(stop)), who, *argv]


def _enter_namespace(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    outside = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are not allowed here")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {outside[0]} 1"),
        ("gid_map", f"{gid} {outside[1]} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def _give_rights_away(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def main(parent: int, stop: int, who: str, argv: list[str]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    nobody = pwd.getpwnam("nobody") if who != "same" else None
    if nobody and who == "namespace":
        _enter_namespace(libc, nobody.pw_uid, nobody.pw_gid)
    elif nobody:
        _give_rights_away(nobody.pw_uid, nobody.pw_gid)
    for number in ENDING:  # a shell that starts us in the background has them ignored, and that is inherited
        signal.signal(number, signal.SIG_DFL)
    if LINUX:  # after the change of user, which clears it
        libc.prctl(PR_SET_PDEATHSIG, stop)
    if os.getppid() != parent:
        sys.exit(1)
    os.execvp(argv[0], argv)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])

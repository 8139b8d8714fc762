"""What the operating system says of a failure, in the user's language; what is not known stays as it is."""

import re

from aliexport_tui.messages.i18n import N_, _

_SAID = {
    "no such file or directory": N_("no such file or folder"),
    "permission denied": N_("no permission"),
    "not a directory": N_("a part of the path is no folder"),
    "no space left on device": N_("the disk is full"),
    "read-only file system": N_("the disk can't be written to"),
    "too many open files": N_("too many open files"),
    "connection refused": N_("nothing answers there"),
    "network is unreachable": N_("no network"),
    "no route to host": N_("no way to the server"),
    "connection reset by peer": N_("the server broke off"),
    "server disconnected without sending a response.": N_("the server broke off"),
    "name or service not known": N_("no server of this name"),
    "nodename nor servname provided, or not known": N_("no server of this name"),
    "no address associated with hostname": N_("no server of this name"),
    "temporary failure in name resolution": N_("the server's name can't be looked up: no network, or a mistyped name"),
}
_NUMBER = re.compile(r"\[Errno -?\d+\] ")


def system_words(said: str) -> str:
    """ "[Errno 111] Connection refused" -> "nothing answers there"."""
    bare = _NUMBER.sub("", said)
    known = _SAID.get(bare.casefold())
    return _(known) if known else bare

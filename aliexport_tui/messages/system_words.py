"""What the operating system and the parsers say of a failure, and the names of limits, in the user's language; what is not
known stays as it is."""

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
    "not well-formed (invalid token)": N_("a sign stands where none may (not well-formed)"),
    "mismatched tag": N_("a tag is closed that was not opened last"),
    "no element found": N_("it ends in the middle"),
    "unclosed token": N_("it ends in the middle"),
    "no root element": N_("it has no root element"),
    "undefined entity": N_("an unknown entity (&…;)"),
    "duplicate attribute": N_("an attribute stands twice"),
    "junk after document element": N_("something follows behind its end"),
    "file is not a zip file": N_("the archive is damaged"),
    "bad magic number for central directory": N_("the archive is damaged"),
    "longer than the archive says": N_("the archive is damaged: a file is longer than it says"),
    "temporary failure in name resolution": N_("the server's name can't be looked up: no network, or a mistyped name"),
}
_LIMITS = {
    "files": N_("files"),
    "files in the archive": N_("files in the archive"),
    "packing": N_("how tightly it is packed,"),
    "unpacked bytes": N_("bytes after unpacking"),
    "bytes": N_("bytes"),
    "bytes of an old workbook": N_("bytes of an old workbook (XLS)"),
    "records of sheets": N_("records of sheets"),
    "cells of a sheet": N_("cells of a sheet, empty ones included,"),
    "cells over several rows": N_("merged cells"),
    "columns": N_("columns"),
    "rows": N_("rows"),
    "nested tables": N_("tables inside tables"),
    "characters of a cell": N_("characters of one cell"),
    "characters of a tag": N_("characters of one tag"),
    "stray <": N_("stray < signs"),
    "offers": N_("offers"),
    "pages": N_("pages"),
    "record": N_("length of one record"),
    "records": N_("goods and offers"),
    "records without an Ид": N_("records without an Ид"),
    "kinds of prices": N_("price types and warehouses"),
    "classifier": N_("groups, properties and their values"),
    "depth": N_("elements inside elements"),
    "control characters": N_("control characters"),
    "text": N_("characters of one text"),
    "attributes": N_("characters of one element's attributes"),
    "names": N_("different names of elements"),
    "markup": N_("characters of one piece of markup"),
}
_NUMBER = re.compile(r"\[Errno -?\d+\] ")


def system_words(said: str) -> str:
    """ "[Errno 111] Connection refused" -> "nothing answers there"."""
    bare = _NUMBER.sub("", said)
    known = _SAID.get(bare.casefold())
    return _(known) if known else bare


def limit_words(what: str) -> str:
    """What went beyond a safety limit: "packing", "cells of a sheet" …"""
    return _(_LIMITS[what]) if what in _LIMITS else what

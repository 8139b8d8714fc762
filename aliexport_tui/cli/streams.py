"""The two streams out: they can say anything, and they end well when nobody reads any more."""

import codecs
import io
import os
import sys


def drop_unread() -> None:
    """Where nobody reads any more, what is still buffered must not fail again when the process ends (code 120)."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def speak_unicode() -> None:
    """A C locale must not turn Cyrillic into an error; an eight-bit one shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            narrow = codecs.lookup(stream.encoding).name in ("ascii", "iso8859-1")
            stream.reconfigure(encoding="utf-8" if narrow else stream.encoding, errors="replace")

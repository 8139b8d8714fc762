"""A command that prints tracks: CSV, JSON or JSON lines on its standard output. On standard input it gets the orders that
wait for one, a JSON object a line: `order`, and `references` by target."""

import subprocess
import tempfile
from collections.abc import Sequence

import msgspec

from aliexport_tui.engine.orders.news.pasted import LARGEST, hear, text_of
from aliexport_tui.engine.orders.news.said import Heard
from aliexport_tui.model.errors import ConfigError, SourceError
from aliexport_tui.store.order_names import Awaited

SECONDS = 120


def ask_command(argv: Sequence[str], awaited: Sequence[Awaited], seconds: float = SECONDS) -> Heard:
    """No shell; its words on standard error are not kept: they may hold anything. Raises ConfigError `news.command_missing`,
    SourceError `news.command_failed`, `news.command_slow`, `news.command_garbled`."""
    said = b"".join(msgspec.json.encode({"order": one.number, "references": one.references}) + b"\n" for one in awaited)
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(
                list(argv), input=said, stdout=out, stderr=subprocess.DEVNULL, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise SourceError("news.command_slow", command=argv[0], seconds=f"{seconds:g}") from error
        except OSError as error:
            raise ConfigError("news.command_missing", command=argv[0], reason=error.strerror or "") from error
        if done.returncode != 0:
            raise SourceError("news.command_failed", command=argv[0], exit_code=str(done.returncode))
        out.seek(0)
        data = out.read(LARGEST + 1)
    text = text_of(data) if len(data) <= LARGEST else None
    if text is None:
        raise SourceError("news.command_garbled", command=argv[0])
    return hear(text)

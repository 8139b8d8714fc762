"""What is seen at the other end of a program's terminal, and when. To have seen nothing is an error, never a good figure."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import click

from tests.support.terminal import Terminal

Look = Callable[[Terminal], object]
"""The part of the screen that counts."""
_LOG = re.compile(r"^ (Log|Журнал) · ", re.MULTILINE)


def rows(terminal: Terminal) -> str:
    """The product list with its titles, without its scroll bar."""
    return _LOG.split("\n".join(line[:-1] for line in terminal.screen.display[2:]))[0]


def all_but_count(terminal: Terminal) -> str:
    """The screen less the line that counts the products, and the scroll bars, which also tell how many there are."""
    lines = [line[:-1] for line in terminal.screen.display]
    return "\n".join(lines[:1] + lines[2:])


def has_rows(terminal: Terminal) -> bool:
    return re.search(r"K\d+ ", rows(terminal)) is not None


def is_whole(terminal: Terminal) -> bool:
    """The order is read to its end."""
    return re.search(r"\d product", terminal.text) is not None and "reading" not in terminal.text


def stands(terminal: Terminal, look: Look, *keys: str, since: float | None = None) -> tuple[float, float, int]:
    """Press; seconds until `look` shows what it shows in the end; seconds until the last byte, bytes. The order of the
    list, if the keys change it, is waited for to its end."""
    began = time.monotonic() if since is None else since
    before, at, last, count = look(terminal), 0.0, 0.0, 0
    parts = terminal.parts(*keys, quiet_s=0.4, since=began)
    while parts or not is_whole(terminal):
        for last, part in parts:
            count += len(part)
            terminal.take(part)
            if (now := look(terminal)) != before:
                before, at = now, last
        if time.monotonic() - began > 60:
            raise click.ClickException(f"no end after {keys}:\n{terminal.text}")
        parts = terminal.parts(quiet_s=0.4, since=began)
    if not at:
        raise click.ClickException(f"{keys} changed nothing that counts:\n{terminal.text}")
    return at, last, count


def median(terminal: Terminal, keys: list[str]) -> tuple[float, float]:
    """Seconds and bytes of one of these keys, each pressed by itself."""
    found = [terminal.measure(key) for key in keys]
    return statistics.median(took for took, _count in found), statistics.median(count for _took, count in found)


def resident_mb(pid: int, which: str = "VmRSS") -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{which}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100

"""The program as a shell calls it: in this process where that is enough, as a process of its own where it isn't."""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from aliexport_tui.cli.main import root
from aliexport_tui.store.database import Database
from tests.support.shop import fill

PROJECT = Path(__file__).parents[2]


def call(file: Path, *arguments: str) -> Result:
    """One command on the shop in `file`."""
    return CliRunner().invoke(root, ["--db", str(file), *arguments], prog_name="aliexport-tui")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "aliexport_tui", *arguments]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(PROJECT), **(changes or {})}


def process(*arguments: str, changes: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """A process of its own, without a terminal; its output read as UTF-8."""
    return subprocess.run(
        command(*arguments),
        env=environment(changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def small_shop(folder: Path) -> Path:
    """The file of a shop with 40 products and one active profile, `shoes`."""
    path = folder / "shop.db"
    with closing(Database.open(path)) as db:
        fill(db)
    return path

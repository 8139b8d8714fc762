"""What a command loads: nothing heavy before it is needed, no screens in headless work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import environment

HEAVY = {"httpx", "textual", "rich", "sqlite_utils", "starlette", "uvicorn", "nh3", "tomli_w"}
_LOADED = """
import json, sys
sys.argv = json.loads(sys.argv[1])
try:
    from aliexport_tui.__main__ import main
    main()
finally:
    sys.stderr.write(json.dumps(sorted(sys.modules)))
"""


def loaded(*arguments: str, ends_with: int = 0) -> set[str]:
    """Top-level packages in a process that ran this command."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED, json.dumps(["aliexport-tui", *arguments])],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert ended.returncode == ends_with, ended.stderr
    return {name.partition(".")[0] for name in json.loads(ended.stderr.splitlines()[-1])}


def test_version_loads_nothing() -> None:
    assert loaded("--version") & (HEAVY | {"click", "msgspec", "sqlite3"}) == set()


@pytest.mark.parametrize("arguments", [("status", "--help"), ("status",), ("runs",), ("log",), ("sql", "SELECT 1")])
def test_a_look_at_the_file_loads_no_network_and_no_screen(file: Path, arguments: tuple[str, ...]) -> None:
    assert loaded("--db", str(file), *arguments) & HEAVY == set()


@pytest.mark.parametrize(
    ("arguments", "code"), [(("plan", "shoes"), 3), (("explain", "SKU-1"), 0), (("timeline", "SKU-1"), 0)]
)
def test_plans_and_answers_about_a_sku_load_no_screen(file: Path, arguments: tuple[str, ...], code: int) -> None:
    assert (
        loaded("--db", str(file), *arguments, ends_with=code) & {"textual", "starlette", "uvicorn", "sqlite_utils"} == set()
    )


def test_a_headless_run_loads_no_screen(file: Path) -> None:
    modules = loaded("--db", str(file), "--run-profile", "shoes", "--dry-run", ends_with=3)
    assert modules & {"textual", "starlette", "uvicorn", "sqlite_utils"} == set()

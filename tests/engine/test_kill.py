"""The command itself, killed in the middle of a demo export: the next start ends where an undisturbed run does. Every other
moment of a death: tests/crash."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

_COMMAND = [sys.executable, "-m", "aliexport_tui", "--demo", "--run-profile", "demo", "--verify-for", "60s", "--json"]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "demo"
    yield folder
    address = folder / "sandbox.json"
    if address.exists():
        os.kill(json.loads(address.read_text())["pid"], signal.SIGTERM)


def test_a_killed_export_goes_on_and_doubles_nothing(demo: Path) -> None:
    """Killed when the marketplace holds some cards and some batches are still on their way."""
    environment = {**os.environ, "ALIEXPORT_DEMO": str(demo)}
    victim = subprocess.Popen(_COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for_batches(demo / "demo.db", 4, victim)
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    second = subprocess.run(_COMMAND, env=environment, capture_output=True, check=False)
    summary = json.loads(second.stdout)
    assert second.returncode == 3
    assert summary["outcomes"] == {
        **summary["outcomes"],
        "live": 1048,
        "rejected": 30,
        "blocked": 122,
        "waiting": 0,
        "unknown": 0,
    }

    told = json.loads((demo / "sandbox.json").read_text())
    cards = httpx.get(f"{told['address']}/control/cards", trust_env=False).json()["cards"]
    codes = [sku["code"] for card in cards for sku in card["card"]["skus"]]
    assert len(cards) == 1048
    assert len(codes) == len(set(codes))


def _wait_for_batches(file: Path, wanted: int, runner: subprocess.Popen[bytes]) -> None:
    """Until the runner has sent so many batches; polls the file as the console does."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and runner.poll() is None:
        if file.exists() and _batches(file) >= wanted:
            return
        time.sleep(0.02)
    pytest.fail("the run ended before it could be killed")


def _batches(file: Path) -> int:
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            count: int = connection.execute("SELECT count(*) FROM batch").fetchone()[0]
    except sqlite3.OperationalError:
        return 0
    finally:
        if "connection" in locals():
            connection.close()
    return count

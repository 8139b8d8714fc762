"""The simulated marketplace in a process of its own, without limits, queue or quota."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_SWITCHES = (
    "rate.rps=0",
    "rate.stock_products=0",
    "quota.limit=1000000000",
    "tasks.queue_s=0",
    "tasks.process_s=0",
)


@dataclass(frozen=True)
class Market:
    address: str
    token: str
    pid: int


@contextmanager
def market(folder: Path) -> Iterator[Market]:
    """Runs while the block does; its cards lie in `folder`."""
    folder.mkdir(parents=True)
    told = folder / "address.json"
    arguments = ["--state", str(folder / "state.sqlite"), "--address-file", str(told)]
    arguments += [f"--switch={one}" for one in _SWITCHES]
    process = subprocess.Popen(
        [sys.executable, "-m", "aliexport_tui.sandbox", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        while not told.exists():
            if process.poll() is not None:
                raise SystemExit(f"the sandbox ended with {process.returncode}")
            time.sleep(0.02)
        found = json.loads(told.read_text(encoding="utf-8"))
        yield Market(found["address"], found["token"], process.pid)
    finally:
        process.terminate()
        process.wait()


def answer_late(home: Market, seconds: float) -> None:
    """From now on the answers to writes take so much longer, as those of a marketplace at the other end of a line do."""
    switches = {"fault.late_answer_s": seconds}
    httpx.post(f"{home.address}/control/switches", json=switches, trust_env=False).raise_for_status()

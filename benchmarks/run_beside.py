"""The console beside a run of many products: how late its loop comes round while a runner works on the same file."""

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import shop
from benchmarks.figures import Figure, heading, tell
from benchmarks.market import market
from benchmarks.stages import stage
from tests.support.terminal import Terminal

_SECONDS = 60


def run_beside(folder: Path, products: int, report: Path) -> None:
    """Import, then an export in a process of its own; the console stands open and is worked with for a minute of it."""
    heading(f"beside a run of {products:,} products, 200×50")
    place = folder / "beside"
    place.mkdir()
    shop.write_feed(place / "feed.yml", products)
    with market(place / "market") as home:
        shop.set_up(place, home.address, home.token)
        stage("import", place)
        shop.fetch_dictionaries(place)
        file = shop.workspace(place).file
        arguments = [sys.executable, "-m", "aliexport_tui", "--db", str(file), "--run-profile", shop.CODE]
        runner = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        host = [sys.executable, "-m", "benchmarks.console_host", "console", str(file), str(report)]
        try:
            with Terminal(host, (200, 50)) as terminal:
                terminal.read(2.0, 10.0)
                end = time.monotonic() + _SECONDS
                while time.monotonic() < end and runner.poll() is None:
                    terminal.measure("down", quiet_s=0.2, limit_s=0.5)
                    terminal.measure("pagedown", quiet_s=0.2, limit_s=0.5)
                late = json.loads(report.read_text(encoding="utf-8"))
                at_work = "the run still at work" if runner.poll() is None else "the run had ended"
                tell(Figure("loop lag, p95", late["p95"], "ms", f"most {late['most']:.0f}; {at_work}", 20))
        finally:
            runner.kill()
            runner.wait()

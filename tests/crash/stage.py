"""A scenario made ready once and copied for each case; the cases on it."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import accounts
from tests.crash.nursery import Nursery, Victim
from tests.crash.scenario import BY_NAME, Scenario
from tests.crash.victim import Result, Spec
from tests.support.common_clock import CommonClock
from tests.support.export import Shop
from tests.support.marks import accept_copy
from tests.support.sandbox import Sandbox
from tests.support.truth import Truth, amiss, truth_of

MOST_STARTS = 4
"""So often cron starts the runner after a death, an hour apart."""


@dataclass(frozen=True)
class Stage:
    """`master`: the prepared shop and marketplace. `points` in the order in which an undisturbed run passes them, `truth`
    after it, `seconds` that it took."""

    scenario: str
    master: Path
    points: tuple[str, ...]
    truth: Truth
    seconds: float

    def case(self, nursery: Nursery, name: str) -> "Case":
        """A fresh copy of everything."""
        folder = self.master.with_name(f"{self.scenario}-{name}")
        shutil.copytree(self.master, folder)
        accept_copy(folder / "shop.db")
        return Case(folder, BY_NAME[self.scenario], nursery)

    def amiss(self, case: "Case") -> list[str]:
        """In what the case differs from the undisturbed run."""
        return amiss(self.truth, case.truth())


def prepare(scenario: Scenario, folder: Path, nursery: Nursery) -> Stage:
    """Make the shop, and rehearse the run undisturbed."""
    master = folder / f"{scenario.name}-master"
    master.mkdir()
    clock = CommonClock.make(master / "clock")
    with Sandbox(state=master / "market.sqlite", now=clock.true_ms) as sandbox:
        scenario.prepare(Shop(sandbox, master, clock))
    clock.close()
    unfinished = Stage(scenario.name, master, (), Truth({}, (), {}, {}, {}, {}, ()), 0)
    with unfinished.case(nursery, "rehearsal") as case:
        began = time.monotonic()
        result = case.run()
        seconds = time.monotonic() - began
        truth = case.truth()
    assert result is not None
    assert result.error == "", result.error
    assert truth.loose == (), truth.loose
    return Stage(scenario.name, master, result.points, truth, seconds)


class Case:
    """One shop and one marketplace on which runners start, die and start again."""

    def __init__(self, folder: Path, scenario: Scenario, nursery: Nursery) -> None:
        self.clock = CommonClock(folder / "clock")
        self.workspace = Workspace(folder / "shop.db", self.clock)
        self.sandbox = Sandbox(state=folder / "market.sqlite", now=self.clock.true_ms)
        self._scenario = scenario
        self._folder = folder
        self._nursery = nursery
        self._started = 0

    def __enter__(self) -> "Case":
        self.sandbox.__enter__()
        db = self.workspace.open()
        account = accounts.get(db, "main")
        with db.write() as tx:
            tx.run("UPDATE account SET base_url = ? WHERE id = ?", (self.sandbox.address, account.id))
        db.close()
        return self

    def __exit__(self, *_: object) -> None:
        self._nursery.end_all()
        self.sandbox.__exit__(None, None, None)
        self.clock.close()
        shutil.rmtree(self._folder)

    def spec(self, **changes: object) -> Spec:
        """A runner of the scenario's action, some of its settings changed."""
        self._started += 1
        settings: dict[str, object] = {
            "file": str(self.workspace.file),
            "result": str(self._folder / f"result-{self._started}"),
            "clock": str(self._folder / "clock"),
            "action": self._scenario.action,
            "verify_s": 120,
            "approve": self._scenario.approve,
        }
        return Spec(**{**settings, **changes})  # type: ignore[arg-type]  # the fields are Spec's own

    def start(self, **changes: object) -> Victim:
        """Let it run."""
        return self._nursery.start(self.spec(**changes), self.clock)

    def run(self, **changes: object) -> Result | None:
        """A runner's whole life."""
        return self.start(**changes).wait()

    def finish(self, most: int = MOST_STARTS) -> int:
        """Start it as cron would until nothing is left to do; how many starts it took, `most` + 1: there is no end."""
        for count in range(1, most + 1):
            result = self.run()
            assert result is not None
            assert result.exit_code in (0, 3, 4, 5), result
            if not self.truth().loose and result.exit_code != 5:
                return count
            self.clock.sleep(3600)
        return most + 1

    def truth(self) -> Truth:
        return truth_of(self.workspace, self.sandbox)

"""Where one shop lives: its file, what stands beside it, and the clock it runs by."""

import getpass
import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from aliexport_tui.engine.folders import APP
from aliexport_tui.model.clock import Clock, SystemClock
from aliexport_tui.store.database import Database


@dataclass(frozen=True)
class Workspace:
    """`file` is the database; secrets, locks and runners' output stand beside it. `demo` marks the demo shop."""

    file: Path
    clock: Clock
    demo: bool = False

    def open(self) -> Database:
        """A connection of the caller's own. Raises FileTrouble."""
        return Database.open(self.file)

    @property
    def secrets(self) -> Path:
        return secrets_beside(self.file)

    def lock(self, name: str) -> Path:
        """A lock file that is never unlinked (DESIGN, invariant 5)."""
        return self.file.with_name(f"{self.file.name}.{name}.lock")

    def runner_output(self, run: int) -> Path:
        return self.file.with_name(f"{self.file.name}.run-{run}.txt")

    def chore_output(self, kind: str, code: str) -> Path:
        return self.file.with_name(f"{self.file.name}.{kind}-{code}.txt")


def secrets_beside(file: Path) -> Path:
    """Tokens and passwords of the shop whose database this is."""
    return file.with_name(file.name + ".secrets.toml")


def default_file() -> Path:
    """ALIEXPORT_DB, else the platform's user data folder."""
    named = os.environ.get("ALIEXPORT_DB")
    return Path(named) if named else Path(platformdirs.user_data_dir(APP)) / "shop.db"


def demo_folder() -> Path:
    """A folder of the demo's own; ALIEXPORT_DEMO moves it."""
    named = os.environ.get("ALIEXPORT_DEMO")
    return Path(named) if named else Path(platformdirs.user_data_dir(APP)) / "demo"


def open_workspace(file: Path | None, *, clock: Clock | None = None) -> Workspace:
    return Workspace(file=(file or default_file()).expanduser().absolute(), clock=clock or SystemClock())


def who() -> str:
    """The OS user and, over SSH, where from: for plans, runs and the activity log."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    origin = os.environ.get("SSH_CONNECTION", "").split(" ")[0]
    return f"{user}@{origin}" if origin else user

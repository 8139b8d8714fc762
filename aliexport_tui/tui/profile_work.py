"""What the profile screens ask of the engine, each in a thread with a connection of its own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aliexport_tui.engine import profiles as engine
from aliexport_tui.model.errors import FileTrouble
from aliexport_tui.model.profile import Profile
from aliexport_tui.store.database import Database
from aliexport_tui.store.profiles import StoredProfile
from aliexport_tui.tui.background import in_background

Made = TypeVar("Made")

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


def save(console: "Console", profile: Profile, version: int, saved: Callable[[int], None]) -> None:
    """Keep the profile; `saved` is called with its new version. Somebody else's save in between is told, not lost."""
    _in_file(console, lambda db: engine.save(console.workspace, db, profile, version).version, saved)


def create(console: "Console", profile: Profile, done: Callable[[StoredProfile], None]) -> None:
    _in_file(console, lambda db: engine.create(console.workspace, db, profile), done)


def clone(console: "Console", code: str, new_code: str, new_name: str) -> None:
    _in_file(console, lambda db: engine.clone(console.workspace, db, code, new_code, new_name), _ignore)


def rename(console: "Console", code: str, new_code: str, new_name: str) -> None:
    _in_file(console, lambda db: engine.rename(console.workspace, db, code, new_code=new_code, new_name=new_name), _ignore)


def set_active(console: "Console", codes: Sequence[str], active: bool) -> None:
    def task(db: Database) -> None:
        for code in codes:
            engine.set_active(console.workspace, db, code, active)

    _in_file(console, task, _ignore)


def delete(console: "Console", codes: Sequence[str]) -> None:
    """Their listings stay, as orphans."""

    def task(db: Database) -> None:
        for code in codes:
            engine.delete(console.workspace, db, code)

    _in_file(console, task, _ignore)


def export_to(console: "Console", code: str, path: Path, done: Callable[[Path], None]) -> None:
    def task(db: Database) -> Path:
        try:
            path.expanduser().write_text(engine.export_text(db, code), encoding="utf-8")
        except OSError as error:
            raise FileTrouble("file.unreadable", path=str(path), reason=error.strerror or "") from error
        return path

    _in_file(console, task, done)


def import_from(console: "Console", path: Path, done: Callable[[engine.Imported], None]) -> None:
    """The profile arrives inactive."""

    def task(db: Database) -> engine.Imported:
        try:
            text = path.expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileTrouble("file.unreadable", path=str(path), reason=str(error)) from error
        return engine.import_text(console.workspace, db, text)

    _in_file(console, task, done)


def _ignore(_made: object) -> None:
    """Nothing to add: the list shows it."""


def _in_file(console: "Console", task: Callable[[Database], Made], done: Callable[[Made], None]) -> None:
    workspace = console.workspace

    def work() -> Made:
        db = workspace.open()
        try:
            return task(db)
        finally:
            db.close()

    def finished(made: Made) -> None:
        console.refresh_from_file()
        done(made)

    in_background(console, work, finished, group="profiles")

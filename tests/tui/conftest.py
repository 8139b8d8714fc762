"""A console on a small real shop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import rows
from aliexport_tui.store.database import Database
from tests.support.shop import fill, make_workspace


@pytest.fixture(autouse=True)
def remembered_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns and orders that one test chooses are not there in the next."""
    monkeypatch.setenv("ALIEXPORT_CONFIG", str(tmp_path / "settings" / "console.toml"))


@pytest.fixture(autouse=True)
def patient_screens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no busy disk: rows are read at once, however long that takes."""
    monkeypatch.setattr(rows, "AT_ONCE_S", 60.0)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path)


@pytest.fixture
def db(workspace: Workspace) -> Iterator[Database]:
    """The shop's file with 40 products, open beside the console as any other process has it."""
    database = workspace.open()
    fill(database, 40)
    yield database
    database.close()

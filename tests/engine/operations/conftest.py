"""A small shop's file, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from tests.support.shop import fill, make_workspace


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = make_workspace(tmp_path_factory.mktemp("template"))
    with closing(workspace.open()) as db:
        fill(db)
    return workspace.file


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Iterator[tuple[Workspace, Database]]:
    workspace = make_workspace(tmp_path)
    shutil.copy(template, workspace.file)
    workspace.file.chmod(0o600)
    with closing(workspace.open()) as db:
        yield workspace, db

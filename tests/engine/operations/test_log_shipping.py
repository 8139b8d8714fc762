"""The log in a file or in the journal: each line once, in order; rotation is followed; trouble loses nothing."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.operations import log_target
from aliexport_tui.engine.operations.log_target import LogTarget
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store.database import Database
from aliexport_tui.telling.log_shipping import ship, shipping
from tests.cli.shell import call
from tests.support.shop import log, make_workspace

Shop = tuple[Workspace, Database]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    workspace = make_workspace(tmp_path)
    with closing(workspace.open()) as db:
        yield workspace, db


def texts(path: Path) -> list[str]:
    return [line.partition("text=")[2].rstrip(")") for line in path.read_text(encoding="utf-8").splitlines()]


def test_file(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    path = tmp_path / "aliexport.log"
    log(db, "before")
    assert ship(workspace) == 0
    log_target.save(workspace, LogTarget("file", str(path), "warning"))
    log(db, "quiet")
    log(db, "first %s", "second\nline", level="warning")
    assert ship(workspace) == 2
    path.rename(tmp_path / "aliexport.log.1")
    log(db, "third", level="error")
    with shipping(workspace):
        pass
    assert ship(workspace) == 1
    assert ship(workspace) == 0
    assert texts(tmp_path / "aliexport.log.1") == ["first %s", "second ⏎ line"]
    assert texts(path) == ["third"]
    assert path.read_text(encoding="utf-8").startswith("2023-11-14T22:13:20.000+00:00 ERROR   ")


def test_journal(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    place = tmp_path / "s"
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as journal:
        journal.bind(str(place))
        log_target.save(workspace, LogTarget("journal", str(place)))
        log(db, "Привет", level="warning")
        assert ship(workspace) == 1
        # user.warning: RFC 3164, 1 * 8 + 4
        assert journal.recv(4096).decode().startswith("<12>aliexport-tui: ")
        place.unlink()
        log(db, "lost?")
        assert ship(workspace) == 0
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as journal:
        journal.bind(str(place))
        assert ship(workspace) == 1
        assert "lost?" in journal.recv(4096).decode()


def test_commands_hand_it_over_at_their_end(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    path = tmp_path / "aliexport.log"
    assert call(workspace.file, "logging", "set", "file", "--path", str(path)).exit_code == 0
    log(db, "of a command")
    assert call(workspace.file, "status").exit_code == 0
    assert texts(path) == ["of a command"]
    assert str(path) in call(workspace.file, "logging", "show", "--json").stdout
    path.unlink()
    path.mkdir()
    log(db, "can't be written")
    assert call(workspace.file, "status").exit_code == 0
    assert call(workspace.file, "logging", "set", "file").exit_code == 2
    deaf = call(workspace.file, "logging", "set", "journal", "--path", str(tmp_path / "none"))
    assert deaf.exit_code == 2
    assert "No journal listens at" in deaf.output
    assert call(workspace.file, "logging", "set", "off").exit_code == 0
    with pytest.raises(ConfigError):
        log_target.save(workspace, LogTarget("file", str(tmp_path / "missing" / "x")))

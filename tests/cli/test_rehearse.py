"""`profile rehearse`, then the export, as a person calls them: processes of their own, a sandbox of their own."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine import own_sandbox
from aliexport_tui.engine.workspace import open_workspace
from aliexport_tui.store import chores
from tests.cli.shell import process
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Its marketplace has gone: what follows must do without it."""
    with Sandbox() as sandbox:
        made = Shop(sandbox, tmp_path)
        made.supply([Goods("G1"), Goods("G2")])
        made.profile()
    yield made
    own_sandbox.stop(own_sandbox.folder_of(made.workspace, "shop_rehearsal"))


def test_a_rehearsal_from_the_shell(shop: Shop) -> None:
    file = str(shop.workspace.file)
    made = process("--db", file, "profile", "rehearse", "shop")
    assert (made.returncode, made.stdout) == (0, "shop_rehearsal\n"), made.stderr
    run = process("--db", file, "--run-profile", "shop_rehearsal", "--verify-for", "60s", "--json")
    summary = json.loads(run.stdout)
    assert (run.returncode, summary["outcomes"]["live"]) == (0, 2), run.stderr
    with closing(open_workspace(shop.workspace.file).open()) as db:
        assert [(one.kind, one.code, one.error_code) for one in chores.newest(db)] == [("rehearse", "shop", "")]
    dropped = process("--db", file, "profile", "rehearse", "shop", "--drop")
    assert dropped.returncode == 0, dropped.stderr
    assert "shop_rehearsal" not in process("--db", file, "account", "list").stdout
    again = process("--db", file, "profile", "rehearse", "shop", "--drop")
    assert again.returncode == 2, again.stderr
    assert "has no rehearsal" in again.stderr

"""`pictures check|show` as a person or cron calls them; a check that an import begins."""

import json
import time
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.engine.runs import launching
from aliexport_tui.engine.workspace import Workspace, open_workspace
from aliexport_tui.store import chores
from tests.cli.shell import call
from tests.support.export import Goods, feed
from tests.support.shops.pictures import PictureServer


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def added(db: Path, *pictures: str, options: tuple[str, ...] = ()) -> None:
    path = db.with_name("feed.yml")
    path.write_text(feed(Goods(f"G-{n}", picture=one) for n, one in enumerate(pictures)), encoding="utf-8")
    assert call(db, "source", "add", "shop", str(path), "--pictures-per-second", "100", *options).exit_code == 0
    assert call(db, "source", "import", "shop").exit_code == 0


def test_check_and_show(db: Path) -> None:
    with PictureServer() as server:
        good, small, gone = (f"{server.address}{path}" for path in ("/ok/900x900.jpg", "/ok/90x60.png", "/404/x.jpg"))
        added(db, good, small, gone, good)
        before = json.loads(call(db, "pictures", "show", "--json").stdout)
        assert before == {"sources": {"shop": {"unchecked": 3}}, "unfit": []}
        checked = call(db, "pictures", "check")
        assert (checked.exit_code, checked.stderr) == (0, "")
        assert "3 addresses, 3 looked at, 3 changed" in checked.stdout
        (again,) = json.loads(call(db, "pictures", "check", "--source", "shop", "--json").stdout)
        assert (again["addresses"], again["asked"], again["no_network"], again["copied"]) == (3, 0, False, [])
        (every,) = json.loads(call(db, "pictures", "check", "--all", "--json").stdout)
        assert (every["asked"], every["altered"]) == (3, 0)
    counted = call(db, "pictures", "show")
    assert counted.stdout.splitlines()[1].split() == ["shop", "1", "0", "2", "0"]
    listed = json.loads(call(db, "pictures", "show", "--unfit", "--json").stdout)["unfit"]
    told = {one["address"]: one for one in listed}
    assert (told[small]["code"], told[small]["width"], told[small]["height"]) == ("images.small", 90, 60)
    assert (told[gone]["code"], told[gone]["status"], told[gone]["products"]) == ("images.refused", 404, 1)
    text = call(db, "pictures", "show", "--unfit").stdout
    assert "90×60 pixels; assumed least: 800×800, 750×1000" in text
    assert "the server answers 404" in text
    assert len(call(db, "pictures", "show", "--unfit", "--limit", "1").stdout.splitlines()) == 2


def test_without_a_network_it_says_so(db: Path) -> None:
    added(db, "http://127.0.0.1:9/a.jpg")
    told = call(db, "pictures", "check")
    assert told.exit_code == 0
    assert "no server could be reached (1 tried)" in told.stderr
    assert json.loads(call(db, "pictures", "show", "--json").stdout)["sources"] == {"shop": {"unchecked": 1}}


@pytest.mark.parametrize(
    ("arguments", "told"), [(("check", "--source", "none"), "none"), (("check",), "source add"), (("show",), "source add")]
)
def test_what_is_not_there(db: Path, arguments: tuple[str, ...], told: str) -> None:
    result = call(db, "pictures", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_an_import_begins_a_check_where_the_source_says_so(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    start = launching.start_pictures

    def started(workspace: Workspace, source: str) -> None:
        begun.append(source)
        start(workspace, source)

    monkeypatch.setattr(launching, "start_pictures", started)
    with PictureServer() as server:
        added(db, f"{server.address}/ok/900x900.jpg")
        assert begun == []
        assert call(db, "source", "set", "shop", "--check-pictures").exit_code == 0
        assert call(db, "source", "import", "shop").exit_code == 0
        assert begun == ["shop"]
        workspace = open_workspace(db)
        until = time.monotonic() + 30
        with closing(workspace.open()) as shop:
            while not any(one.kind == "pictures" and one.ended_at for one in chores.newest(shop)):
                assert time.monotonic() < until, workspace.chore_output("pictures", "shop").read_text()
                time.sleep(0.05)
            (chore,) = (one for one in chores.newest(shop) if one.kind == "pictures")
    assert (chore.code, chore.error_code) == ("shop", "")
    assert json.loads(call(db, "pictures", "show", "--json").stdout)["sources"] == {"shop": {"fit": 1}}

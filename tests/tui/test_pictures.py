"""Pictures looked at from the screen of sources: a process of its own, its progress, what came of it."""

from pathlib import Path

from aliexport_tui.engine.workspace import open_workspace
from aliexport_tui.store import chores, pictures
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.access import AccessScreen
from tests.cli.shell import call
from tests.support.export import Goods, feed
from tests.support.shops.pictures import PictureServer
from tests.tui.test_screens import seen, settle, showing
from tests.tui.test_start import until


async def test_the_pictures_of_a_source_are_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with PictureServer() as server:
        goods = [Goods("A", picture=f"{server.address}/ok/900x900.jpg"), Goods("B", picture=f"{server.address}/404/x")]
        (tmp_path / "feed.yml").write_text(feed(goods), encoding="utf-8")
        assert call(file, "source", "add", "shop", str(tmp_path / "feed.yml")).exit_code == 0
        assert call(file, "source", "import", "shop").exit_code == 0
        app = Console(open_workspace(file))
        async with app.run_test(size=(120, 24), notifications=True) as pilot:
            await settle(pilot)
            app.go("access")
            await settle(pilot)
            showing(app, AccessScreen).sources.focus()
            await pilot.press("p")
            await until(pilot, app, lambda: "▶ starting…" in seen(app) or "looking at pictures" in seen(app))
            await until(pilot, app, lambda: any(one.ended_at for one in chores.newest(app.db)))
            await until(pilot, app, lambda: "2 addresses, 2 looked at, 2 changed" in seen(app))
            addresses = [one.picture for one in goods]
            assert {one.sight.verdict for one in pictures.shown(app.db, addresses, "").values()} == {"picture", "refused"}

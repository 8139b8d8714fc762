"""What is looked up before the console is there."""

from dataclasses import replace

from aliexport_tui.engine.preferences import GridLook
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.store.database import Database
from aliexport_tui.store.product_order import order
from aliexport_tui.tui.ahead import Ahead, first_query
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.widgets.grid.look import keep_look


def test_the_first_rows_are_those_of_the_order_chosen_last(workspace: Workspace, db: Database) -> None:
    keep_look("products", GridLook(sort="-price"))
    query = first_query(db)
    assert (query.sort, query.descending) == ("price", True)
    assert query.account is not None
    ahead = Ahead(workspace)
    assert ahead.take(replace(query, text="else")) is None
    assert ahead.take(query) == order(db, query)
    assert ahead.take(query) is None, "only once: later the file may have changed"


def test_trouble_with_the_file_is_left_to_whoever_opens_it(workspace: Workspace, db: Database) -> None:
    broken = workspace.file.with_name("broken.db")
    broken.write_bytes(b"this is no database" * 100)
    assert Ahead(Workspace(file=broken, clock=SystemClock())).take(first_query(db)) is None


async def test_the_grid_takes_what_was_looked_up(workspace: Workspace, db: Database) -> None:
    ahead = Ahead(workspace)
    app = Console(workspace, ahead=ahead)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, ProductsScreen)
        assert len(app.screen.grid.order) == 40
        assert ahead.take(first_query(db)) is None

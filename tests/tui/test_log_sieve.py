"""The log sieved: by level, profile, SKU and words; what the ring has lost comes from the file."""

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.event import Event
from aliexport_tui.store import events
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.log_feed import KEEP, LogLine
from aliexport_tui.tui.log_sieve import Sieve, listings_of, look_back
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.widgets.log_pane import LogPane
from tests.support.shop import log
from tests.tui.test_screens import SMALL, seen, settle, showing


@pytest.mark.parametrize(
    ("sieve", "kept"),
    [
        (Sieve(), True),
        (Sieve(level="warning"), False),
        (Sieve(profile="shoes"), True),
        (Sieve(profile="hats"), False),
        (Sieve(text="КРАСН туфл"), True),
        (Sieve(text="красн зелен"), False),
        (Sieve(sku="A-1", listings=frozenset({7})), True),
        (Sieve(sku="A-2", listings=frozenset({8})), False),
        (Sieve(sku="A-3"), False),
    ],
)
def test_what_passes(sieve: Sieve, kept: bool) -> None:
    event = Event(at=0, code="listing.live", args={"name": "Туфли красные", "card": "1"}, profile="shoes", listing=7)
    assert sieve.passes(LogLine(1, event)) is kept


def test_what_the_ring_has_lost_is_found_in_the_file(workspace: Workspace, db: Database) -> None:
    log(db, "needle one")
    log(db, *[f"hay {number}" for number in range(KEEP + 100)])
    log(db, "needle two")
    newest = events.newest_id(db)
    found = look_back(workspace.file, Sieve(text="needle"), newest, lambda: False)
    assert ["needle one" in found[0].text, "needle two" in found[1].text] == [True, True]
    assert [one.text for one in look_back(workspace.file, Sieve(text="needle"), newest - 1, lambda: False)] == [
        found[0].text
    ]
    assert look_back(workspace.file, Sieve(text="needle"), newest, lambda: True) == []
    assert len(look_back(workspace.file, Sieve(text="hay"), newest, lambda: False)) == KEEP


def test_a_sku_leads_to_its_listings(workspace: Workspace, db: Database) -> None:
    product = db.value("SELECT product FROM sku ORDER BY product LIMIT 1")
    code = db.value("SELECT code FROM sku ORDER BY product LIMIT 1")
    assert db.ids("SELECT id FROM listing WHERE product = ?", (product,))
    assert listings_of(workspace.file, str(code)) == frozenset(
        db.ids("SELECT id FROM listing WHERE product = ?", (product,))
    )


async def test_no_key_reaches_what_the_whole_log_hides(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        at_work = app.screen.focused
        pane = app.screen.query_one(LogPane)
        await pilot.press("L")
        await settle(pilot)
        assert pane.has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert not pane.has_class("-full")
        assert app.screen.focused is at_work

        await pilot.press("L", "2")
        await settle(pilot)
        assert not app.screen.query_one(LogPane).has_class("-full")


async def test_search_from_the_keyboard_and_back(workspace: Workspace, db: Database) -> None:
    log(db, "needle deep down")
    log(db, *[f"hay {number}" for number in range(KEEP + 10)])
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("L")
        await settle(pilot)
        assert "needle" not in seen(app)
        await pilot.press("/")
        showing(app, AskText)
        await pilot.press(*"needle", "enter")
        await settle(pilot)
        shown = seen(app)
        assert "needle deep down" in shown
        assert "“needle”" in shown
        assert "hay" not in shown
        log(db, "another needle comes")
        app.refresh_from_file()
        await settle(pilot)
        assert "another needle comes" in seen(app)
        await pilot.press("x")
        await settle(pilot)
        assert "hay" in seen(app)
        assert app.screen.query_one(LogPane).sieve == Sieve()

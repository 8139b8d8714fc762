"""What can be done to profiles from their list: clone, rename, delete, switch the marked, TOML out and in."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from aliexport_tui.engine.profiles import Listed
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.ask import AskText, Confirm
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.screens.products import ProductsScreen
from aliexport_tui.tui.screens.profile_form import ProfileForm
from aliexport_tui.tui.screens.profiles import ProfilesScreen
from tests.tui.test_screens import SMALL, settle, showing

LIMIT_S = 5.0


def codes(db: Database) -> list[str]:
    return [stored.profile.code for stored in profiles.every(db)]


def shown_codes(screen: ProfilesScreen) -> list[str]:
    source = screen.grid.source
    assert source is not None
    return sorted(row.code for row in source.rows(screen.grid.order).values() if isinstance(row, Listed))


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """The list is read again a tenth of a second after the last time."""
    end = time.monotonic() + LIMIT_S
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
        await settle(pilot)


async def test_clone_rename_mark_switch_and_delete(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("c")
        await pilot.pause()
        showing(app, FormScreen)
        await pilot.press("f2")
        await settle(pilot)
        assert codes(db) == ["shoes", "shoes_2"]
        assert not profiles.get(db, "shoes_2").profile.active

        screen = showing(app, ProfilesScreen)
        screen.grid.go_to(0)
        await pilot.press("r")
        await pilot.pause()
        app.screen.query_one("#field-code", Input).value = "boots"
        await pilot.press("f2")
        await settle(pilot)
        assert codes(db) == ["boots", "shoes_2"]

        await until(pilot, lambda: shown_codes(screen) == ["boots", "shoes_2"])
        await pilot.press("*")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert all(stored.profile.active for stored in profiles.every(db))
        await pilot.press("D")
        await pilot.pause()
        showing(app, Confirm)
        await pilot.press("enter")
        await settle(pilot)
        assert codes(db) == []
        assert db.value("SELECT count(*) FROM listing WHERE profile IS NULL") == 6


async def test_toml_goes_out_and_comes_in_inactive(workspace: Workspace, db: Database, tmp_path: Path) -> None:
    file = tmp_path / "out.toml"
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("x")
        await pilot.pause()
        showing(app, AskText).input.value = str(file)
        await pilot.press("enter")
        await settle(pilot)
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('"shoes"', '"copy"').replace('"Обувь"', '"Копия"'), encoding="utf-8")
        await pilot.press("I")
        await pilot.pause()
        showing(app, AskText).input.value = str(file)
        await pilot.press("enter")
        await settle(pilot)
    copy, first = profiles.get(db, "copy").profile, profiles.get(db, "shoes").profile
    assert not copy.active
    assert copy.categories == first.categories


async def test_a_file_that_is_no_profile_is_refused_with_its_message(
    workspace: Workspace, db: Database, tmp_path: Path
) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('code = "x"\nname = "X"\nactve = true\n', encoding="utf-8")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        for path in (file, tmp_path / "absent.toml"):
            await pilot.press("I")
            await pilot.pause()
            showing(app, AskText).input.value = str(path)
            await pilot.press("enter")
            await settle(pilot)
        told = [note.message for note in app._notifications]
        assert any("actve" in message and "active" in message for message in told)
        assert any("absent.toml" in message for message in told)
        assert codes(db) == ["shoes"]


async def test_a_profiles_products_are_shown(workspace: Workspace, db: Database) -> None:
    with db.write() as tx:
        tx.run(
            'UPDATE profile SET body = json_set(body, \'$.filter\', json(\'[{"field":"category","op":"is","value":"12"}]\'))'
        )
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("P")
        await settle(pilot)
        assert len(showing(app, ProductsScreen).grid.order) == 10


async def test_a_form_is_walked_by_enter_and_not_dropped_by_escape(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        await pilot.press("n")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        showing(app, ProfilesScreen)  # nothing was typed, nothing is asked
        await pilot.press("n")
        await settle(pilot)
        await pilot.press(*"toys", "enter", *"Toys", "escape")
        await settle(pilot)
        showing(app, Confirm)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ProfileForm)
        await pilot.press("escape")
        await settle(pilot)
        screen = showing(app, ProfilesScreen)
        await until(pilot, lambda: "toys" in shown_codes(screen))
        current = screen.grid.current
        assert isinstance(current, Listed)
        assert current.code == "toys"
    assert profiles.get(db, "toys").profile.card.product_unit == 100000015

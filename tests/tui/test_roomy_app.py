"""A window that is too small: a notice is seen, keys go nowhere, and what was there comes back as it was."""

import pytest
from rich.cells import cell_len
from textual.geometry import Size
from textual.widgets import Input

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages import i18n
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.roomy_app import LEAST, notice
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.products import ProductsScreen
from tests.tui.test_screens import SMALL, seen, settle, showing

CRAMPED = (50, 12)


def text_of(size: Size) -> list[str]:
    return ["".join(segment.text for strip in line for segment in strip) for line in notice(size).strips]


@pytest.mark.parametrize("size", [(59, 24), (80, 19), CRAMPED, (20, 5), (8, 2), (1, 1)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_notice_fills_any_window(size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    try:
        shown = text_of(Size(*size))
    finally:
        i18n.use_language("en")
    assert len(shown) == size[1]
    assert {cell_len(line) for line in shown} == {size[0]}
    if size[0] >= 40 and size[1] >= 5:
        words = " ".join(" ".join(shown).split())
        assert f"{size[0]}×{size[1]}" in words
        assert f"{LEAST.width}×{LEAST.height}" in words


async def test_keys_do_not_reach_a_hidden_screen_and_it_keeps_its_place(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        grid = showing(app, ProductsScreen).grid
        await pilot.press("pagedown", "pagedown", "down")
        await settle(pilot)
        before, row = seen(app), grid.cursor
        await pilot.resize_terminal(*CRAMPED)
        await settle(pilot)
        assert app.is_cramped
        await pilot.press("down", "space", "2", "f", "?", "escape")
        await settle(pilot)
        assert showing(app, ProductsScreen).grid.cursor == row
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        assert seen(app) == before
        await pilot.press("down")
        assert grid.cursor == row + 1


async def test_a_dialog_and_a_form_survive(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("f", *"li")
        await settle(pilot)
        typed = showing(app, Choose).query_one(Input)
        assert typed.value == "li"
        before = seen(app)
        await pilot.resize_terminal(*CRAMPED)
        await pilot.press("v", "escape", "enter")
        await pilot.resize_terminal(*SMALL)
        await settle(pilot)
        showing(app, Choose)
        assert typed.value == "li"
        assert seen(app) == before


@pytest.mark.parametrize("way_out", ["q", "й", "ctrl+q"])
async def test_one_can_leave(workspace: Workspace, db: Database, way_out: str) -> None:
    app = Console(workspace)
    async with app.run_test(size=CRAMPED) as pilot:
        await settle(pilot)
        assert app.is_running
        await pilot.press("x")
        assert app.is_running
        await pilot.press(way_out)
        await pilot.pause()
        assert app.return_code == 0

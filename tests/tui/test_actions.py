"""From marks to a plan in numbers: what is asked before anything is sent."""

import msgspec
import pytest
from textual.app import App

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import plans, profiles, selections
from aliexport_tui.store.database import Database
from aliexport_tui.tui import work
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.preview_process import make_preview
from aliexport_tui.tui.screens.ask import AskText, Confirm
from aliexport_tui.tui.screens.plan import PlanScreen
from aliexport_tui.tui.screens.problems import ProblemsScreen
from aliexport_tui.tui.work import count_lines
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing


def test_a_thread_and_a_process_plan_the_same(workspace: Workspace, db: Database) -> None:
    selection = selections.freeze(db, range(1, 11), NOW, "me")
    in_thread = make_preview(workspace, db, "shoes", "export", selection, 10)
    in_process = make_preview(workspace, db, "shoes", "export", selection, None)
    assert in_process > in_thread
    assert plans.counts(db, in_process) == plans.counts(db, in_thread)
    assert plans.counts(db, in_thread)["blocked"] > 0


@pytest.mark.parametrize("count", [1, None])
def test_what_can_not_be_planned_is_an_error_with_its_code(workspace: Workspace, db: Database, count: int | None) -> None:
    with pytest.raises(ConfigError) as caught:
        make_preview(workspace, db, "nobody", "export", None, count)
    assert caught.value.code == "profile.unknown"
    assert caught.value.args_by_name["profile"] == "nobody"


def test_counts_are_told_in_lines() -> None:
    lines = [line.split(maxsplit=1) for line in count_lines({"create": 200, "update": 10, "blocked": 4, "unchanged": 0})]
    assert [number for number, _text in lines] == ["200", "10", "4"]
    assert count_lines({"unchanged": 3})[0] == "Nothing to send."


async def test_an_upload_says_in_numbers_what_will_happen(workspace: Workspace, db: Database) -> None:
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("space", "space", "space", "u")
        await settle(pilot)
        showing(app, Confirm)
        shown = seen(app)
        assert "Upload: 3 products" in shown
        assert "3  blocked by problems" in shown
        assert "Nothing to send." in shown
        await pilot.press("enter")
        showing(app, Confirm)
        await pilot.press("c")
        await settle(pilot)
        showing(app, PlanScreen)
        shown = seen(app)
        assert "■ blocked" in shown
        assert "The shipping template is missing" in shown
        assert "freight_template_id" not in shown
        assert not db.rows("SELECT id FROM run")
        await pilot.press("escape", "u")
        await settle(pilot)
        showing(app, Confirm)
        assert "w show the problems" in seen(app)
        await pilot.press("w")
        await settle(pilot)
        showing(app, ProblemsScreen)
        assert "The shipping template is missing" in seen(app)


async def test_nothing_is_asked_without_a_profile(workspace: Workspace, db: Database) -> None:
    with db.write() as tx:
        tx.run("UPDATE profile SET active = 0")
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert any("no active profile" in told.message for told in app._notifications)
        assert not db.rows("SELECT id FROM plan")


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []

    def ask(self, dialog: Confirm | AskText) -> None:
        self.push_screen(dialog, self.answers.append)


async def test_a_delete_goes_on_only_when_its_figure_is_typed() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.ask(Confirm("Delete", ["12  delete"], typed="12"))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.press("2", "1", "enter")
        assert app.answers == []
        await pilot.press("backspace", "backspace", "1", "2", "enter")
        await pilot.pause()
        assert app.answers == ["yes"]


async def test_an_impossible_action_can_only_be_left() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.ask(Confirm("Upload", ["Nothing to send."], possible=False))
        await pilot.pause()
        await pilot.press("enter", "y")
        assert app.answers == []
        await pilot.press("escape")
        await pilot.pause()
        assert app.answers == [None]


async def test_a_secret_is_not_shown() -> None:
    app = Host()
    async with app.run_test() as pilot:
        app.ask(AskText("Token", secret=True))
        await pilot.pause()
        await pilot.press(*"tajemnica", "enter")
        await pilot.pause()
        assert app.answers == ["tajemnica"]


async def test_products_of_another_profile_are_told(workspace: Workspace, db: Database) -> None:
    """A second profile that covers the same products says whose they are and takes none of them."""
    first = profiles.get(db, "shoes")
    other = msgspec.structs.replace(first.profile, code="twin", name="Twin", filter=(), include=(), exclude=())
    profiles.add(db, other, NOW)
    make_preview(workspace, db, "shoes", "export", None, 1)
    with db.write() as tx:
        tx.run("UPDATE listing SET firm = 1")  # as a run of it does
    owned = len(db.rows("SELECT id FROM listing WHERE profile = ?", (first.id,)))
    assert owned
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        work.plan_profile(app, "export", "twin")
        await settle(pilot)
        showing(app, Confirm)
        assert f"{owned}  looked after by profile shoes" in seen(app)
        assert "Working out" not in seen(app)
    assert len(db.rows("SELECT id FROM listing WHERE profile = ?", (first.id,))) == owned

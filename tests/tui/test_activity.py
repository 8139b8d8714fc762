"""What people changed: listed in words, sieved, searched, marked and removed; before → after."""

import json

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import activity
from aliexport_tui.store.activity import Activity
from aliexport_tui.store.database import Database
from aliexport_tui.tui.app import Console
from aliexport_tui.tui.screens.activity import ActivityScreen
from aliexport_tui.tui.screens.activity_line import ActivityLine, change_lines
from aliexport_tui.tui.screens.ask import AskText, Confirm
from tests.support.shop import NOW
from tests.tui.test_screens import SMALL, seen, settle, showing


def line(subtype: str = "changed", type: str = "account", before: object = None, after: object = None) -> Activity:
    old, new = (None if state is None else json.dumps(state, ensure_ascii=False) for state in (before, after))
    args = {"who": "anna@10.0.0.7", "account": "main", "source": "feed"}
    code = "source.changed" if type == "source" else "account.changed"
    return Activity(NOW, type, subtype, "main", code, "anna@10.0.0.7", args, old, new)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"base_url": ""}, {"base_url": "http://x"}, ["base_url: - → http://x"]),
        ({"enabled": True}, {"enabled": False}, ["enabled: yes → no"]),
        ({"names": ["a"]}, {"names": ["b", "c"]}, ["names: a → b, c"]),
        (None, {"n": 7}, ["n: - → 7"]),
        ({"t": "x" * 70}, {"t": "one\ntwo"}, ["t:", f"  − {'x' * 70}", "  + one", "  + two"]),
        ("was", "is", ["was → is"]),
        ({"of": {}}, {"of.one": "x"}, ["of › one: - → x"]),
        (
            {"carriers": []},
            {"carriers": [{"shop": "dpd", "name": ""}, {"shop": "own", "on": False}]},
            ["carriers:", "  + shop: dpd", "  + shop: own, on: no"],
        ),
        (None, None, []),
    ],
)
def test_what_was_and_what_is(before: object, after: object, told: list[str]) -> None:
    assert list(change_lines(line(before=before, after=after))) == told


def test_a_state_that_is_no_json_is_shown_as_it_is() -> None:
    one = Activity(NOW, "file", "restored", "", "x", "me", {}, "yesterday", "{broken")
    assert list(change_lines(one)) == ["yesterday → {broken"]


async def test_the_log_is_sieved_searched_opened_and_cleared(workspace: Workspace, db: Database) -> None:
    with db.write() as tx:
        for one in (
            line("added"),
            line(type="source", after={"location": "http://Ёлка"}),
            line(before={"horizon_s": 10}, after={"horizon_s": 20}),
        ):
            activity.add(tx, one)
    app = Console(workspace)
    async with app.run_test(size=SMALL) as pilot:
        app.go("activity")
        await settle(pilot)
        screen = showing(app, ActivityScreen)
        assert list(screen.grid.order) == [3, 2, 1]
        assert "Activity log: 3 · all" in seen(app)
        assert "anna@10.0.0.7 changed the source" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        showing(app, ActivityLine)
        assert "horizon_s: 10 → 20" in seen(app)
        await pilot.press("escape", "/")
        showing(app, AskText).input.value = "ёлка"
        await pilot.press("enter")
        await settle(pilot)
        assert list(screen.grid.order) == [2]
        assert "holds: “ёлка”" in seen(app)
        await pilot.press("x", "f", *"ac", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [3, 1]
        assert "type: account" in seen(app)
        await pilot.press("t", *"ad", "enter")
        await settle(pilot)
        assert list(screen.grid.order) == [1]
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("space", "space")
        await settle(pilot)
        assert "2 marked" in seen(app)
        await pilot.press("D")
        await pilot.pause()
        showing(app, Confirm)
        assert "Remove 2 lines?" in seen(app)
        await pilot.press("enter")
        await settle(pilot)
        assert [one.id for one in activity.latest(db)] == [1]
        assert list(screen.grid.order) == [1]

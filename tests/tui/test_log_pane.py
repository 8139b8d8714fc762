"""The log pane: follows, waits while one reads, sieves by level, draws nothing while hidden."""

import time
from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult

from aliexport_tui.store.database import Database
from aliexport_tui.tui.log_feed import KEEP, LogFeed
from aliexport_tui.tui.widgets.log_pane import LogPane
from tests.support.shop import log


class Host(App[None]):
    def __init__(self, feed: LogFeed) -> None:
        super().__init__()
        self.feed = feed

    def compose(self) -> ComposeResult:
        yield LogPane(self.feed, id="log")

    @property
    def pane(self) -> LogPane:
        return self.query_one("#log", LogPane)

    def take(self) -> None:
        self.feed.pull()
        self.pane.flush()


def lines(pane: LogPane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


@pytest.fixture
def app(db: Database) -> Iterator[Host]:
    reader = Database.open(db.path)
    yield Host(LogFeed(reader))
    reader.close()


async def test_it_follows_the_end(app: Host, db: Database) -> None:
    async with app.run_test(size=(70, 7)) as pilot:
        log(db, *[f"line {number}" for number in range(20)])
        app.take()
        await pilot.pause()
        assert "line 19" in lines(app.pane)[-1]
        log(db, "the newest")
        app.take()
        await pilot.pause()
        assert "the newest" in lines(app.pane)[-1]


async def test_a_pause_holds_the_lines_and_counts_the_waiting(app: Host, db: Database) -> None:
    async with app.run_test(size=(70, 7)) as pilot:
        log(db, *[f"line {number}" for number in range(20)])
        app.take()
        app.pane.focus()
        await pilot.press("up")
        held = lines(app.pane)[1:]
        log(db, "a", "b", "c")
        app.take()
        await pilot.pause()
        assert lines(app.pane)[1:] == held
        assert "3 new" in app.pane.title_text()
        await pilot.press("space")
        assert app.pane.following
        assert "new" not in app.pane.title_text()


async def test_levels(app: Host, db: Database) -> None:
    async with app.run_test(size=(70, 7)) as pilot:
        log(db, "quiet", level="debug")
        log(db, "normal")
        log(db, "bad", level="error")
        app.take()
        await pilot.pause()
        shown = "\n".join(lines(app.pane))
        assert "normal" in shown
        assert "quiet" not in shown
        app.pane.focus()
        await pilot.press("e", "e")
        shown = "\n".join(lines(app.pane)[1:])
        assert "bad" in shown
        assert "normal" not in shown
        await pilot.press("e")
        assert "quiet" in "\n".join(lines(app.pane))


async def test_hidden_it_takes_nothing_and_catches_up_when_shown(app: Host, db: Database) -> None:
    async with app.run_test(size=(70, 7)) as pilot:
        await pilot.pause()
        app.pane.display = False
        await pilot.pause()
        log(db, "while hidden")
        app.take()
        assert app.pane.virtual_size.height <= 1
        app.pane.display = True
        await pilot.pause()
        assert "while hidden" in "\n".join(lines(app.pane))


def test_a_flood_is_cut_to_the_ring(db: Database) -> None:
    feed = LogFeed(db)
    assert not feed.pull()
    log(db, "first")
    assert feed.pull()
    log(db, *[str(number) for number in range(KEEP + 500)])
    assert feed.pull()
    assert len(feed.lines) == KEEP
    assert str(KEEP + 499) in feed.lines[-1].text
    assert not feed.pull()


def test_escape_sequences_in_a_log_line_do_not_reach_the_screen(db: Database) -> None:
    feed = LogFeed(db)
    log(db, "\x1b]0;owned\x07 [bold]x[/bold] \x1b[31m")
    feed.pull()
    assert "\x1b" not in feed.lines[-1].text
    assert "[bold]x[/bold]" in feed.lines[-1].text


async def test_a_flood_over_a_tall_pane_is_drawn_less_often_and_to_its_end(app: Host, db: Database) -> None:
    async with app.run_test(size=(70, 30)) as pilot:
        app.pane.add_class("-full")
        await pilot.pause()
        app.pane._flushed_at = 0.0
        log(db, *[f"first {number}" for number in range(40)])
        app.take()
        app.pane._flushed_at = time.monotonic() + 60  # a moment ago, however slow this machine is
        log(db, *[f"second {number}" for number in range(40)])
        app.take()
        await pilot.pause()
        assert "first 39" in lines(app.pane)[-1]
        app.pane._flush_later()
        assert "first 39" in lines(app.pane)[-1]
        app.pane._flushed_at = 0.0
        app.pane._flush_later()
        await pilot.pause()
        assert "second 39" in lines(app.pane)[-1]

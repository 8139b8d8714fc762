"""Over a slow line with a long way: what is shown in the end is the last page, soon, and little was sent on the way."""

import sys

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database
from tests.support.shop import fill
from tests.support.terminal import Line, Terminal

KEYS = 10


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    database: Database = workspace.open()
    fill(database, 400)
    database.close()
    return workspace


def test_ten_page_downs_over_64_kbit_end_on_the_last_page(shop: Workspace) -> None:
    arguments = [sys.executable, "-m", "aliexport_tui", "--db", str(shop.file)]
    with Terminal(arguments) as near:
        near.wait_for("Джинсы")
        near.read(0.5)
        for _turn in range(KEYS):
            near.answer_to("pagedown")
        wanted = near.text
    with Terminal(arguments, line=Line(8_000, 0.2)) as far:
        far.wait_for("Джинсы")
        far.read(0.8)
        far.hold(*["pagedown"] * (KEYS - 1), every_s=0.03)
        took, _count = far.measure("pagedown", quiet_s=0.6)
        assert far.text == wanted
        assert took < 2.0


def test_a_terminal_that_takes_nothing_blocks_nothing(shop: Workspace) -> None:
    """Nothing is read for a while, then the screen is the last one; the program ends at once when told to."""
    with Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(shop.file)]) as terminal:
        terminal.answers = False
        terminal.wait_for("Джинсы")
        terminal.press(*["pagedown", "?", "escape"] * 10, "home")
        terminal.wait_for(lambda seen: "Джинсы" in seen.text and "╭" not in seen.text)
        terminal.read(1.0)
        terminal.press("q")
        assert terminal.process.wait(10) == 0

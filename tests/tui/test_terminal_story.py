"""The console as a person has it: the program in a terminal, the marketplace and the runs in processes of their own, in
Russian, by keyboard alone."""

import sys
import time
from collections.abc import Iterator

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store import profiles
from aliexport_tui.store.database import Database
from tests.support.sandbox import Sandbox
from tests.support.terminal import Terminal
from tests.tui.test_story import LAMPS, ended_runs, outcomes, shop

__all__ = ["shop"]
LIMIT_S = 20.0


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox({"tasks.queue_s": 0, "tasks.process_s": 0}) as running:
        yield running


@pytest.fixture
def db(shop: Workspace) -> Iterator[Database]:
    database = shop.open()
    yield database
    database.close()


def console(shop: Workspace, size: tuple[int, int] = (80, 24)) -> Terminal:
    return Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(shop.file)], size, {"LANG": "ru_RU.UTF-8"})


def lines(terminal: Terminal) -> list[str]:
    """Of the screen without its log."""
    return terminal.text.partition("Журнал")[0].splitlines()


def keys(terminal: Terminal, *pressed: str) -> None:
    """One after the other, each answered before the next."""
    for one in pressed:
        terminal.answer_to(one)


def go(terminal: Terminal, wanted: str, *pressed: str) -> None:
    keys(terminal, *pressed)
    terminal.wait_for(wanted, LIMIT_S)
    terminal.read(0.1, 3.0)


def test_the_whole_way_in_russian_and_a_line_lost_in_the_middle_of_a_run(
    shop: Workspace, db: Database, sandbox: Sandbox
) -> None:
    with console(shop) as terminal:
        go(terminal, "Импорт feed")
        go(terminal, "Профилей пока нет", "2")
        go(terminal, "Новый профиль", "n")
        go(terminal, "неповторимое, для людей", "lamps", "enter")
        go(terminal, "Название               Лампы", "Лампы")
        go(terminal, "Создан профиль lamps", "f2")

        # categories: what is named alike is found, Enter takes it
        go(terminal, "1 категория без пары (товаров: 2)", "down", "down", "enter")
        go(terminal, "всё сопоставлено", "enter")
        go(terminal, "Изменён профиль lamps", "f2")

        # card defaults, then attributes and axes as the feed names them
        go(terminal, "Длина упаковки", "2", *(["down"] * 4), "enter")
        keys(terminal, "30", "enter", "20", "enter", "20", "enter", "1", "enter", "down", "3", "escape")
        go(terminal, "? Цоколь 100 %", "down", "enter")
        go(terminal, "Принять все предложения", "A")
        go(terminal, "1/1", "enter")
        go(terminal, "Enter ведёт к характеристикам", "2")
        keys(terminal, "down", "enter", "f8", "escape", "f2")
        terminal.wait_for(lambda _seen: len(profiles.get(db, "lamps").profile.axes) == 1, LIMIT_S)

        # products: mark all, upload, be asked in numbers, see them live, read it in the log
        go(terminal, "Лампа настольная E14", "P")
        go(terminal, "создать", "*", "u")
        assert "2  создать" in terminal.text
        keys(terminal, "enter")
        terminal.wait_for(lambda seen: seen.text.count("● в продаже") == len(LAMPS), LIMIT_S)
        terminal.wait_for("завершён с кодом 0", LIMIT_S)
        assert outcomes(db) == ["live", "live"]

        # the price rule, then prices alone
        keys(terminal, "2", "enter", "down", "down", "down", "enter")
        keys(terminal, "n", "1", "0", "f2", "escape", "2", "escape")
        go(terminal, "цена", "p")
        assert "2  цена" in terminal.text
        before = sandbox.requests()

        # the line is lost in the middle of that run
        sandbox.set({"tasks.queue_s": 2})
        keys(terminal, "enter")
        terminal.wait_for(lambda _seen: len(db.rows("SELECT id FROM run")) == 2, LIMIT_S)
        terminal.hang_up()
        assert terminal.process.wait(10) == 129
        assert ended_runs(db) == 1
    end = time.monotonic() + LIMIT_S
    while ended_runs(db) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    asked = {name: count - before.get(name, 0) for name, count in sandbox.requests().items()}
    written = {name for name, count in asked.items() if count and name.startswith("POST") and "update" in name}
    assert written == {"POST /api/v1/product/update-sku-price"}
    assert outcomes(db) == ["live", "live"]
    assert [row[0] for row in db.rows("SELECT exit_code FROM run ORDER BY id")] == [0, 0]
    assert len(sandbox.cards()) == len(LAMPS)

    # the next start shows how it ended
    with console(shop) as terminal:
        go(terminal, "● в продаже")
        assert "завершён с кодом 0" in terminal.text
        keys(terminal, "7")
        terminal.wait_for(
            lambda seen: " 7 Запуски" in seen.text and sum("lamps" in line for line in lines(seen)) >= 2, LIMIT_S
        )
        keys(terminal, "q")
        assert terminal.process.wait(10) == 0

"""Terminals and locales of every kind: the first screen is drawn right and keys work, or nothing is drawn at all and a
sentence says what to do."""

import sys

import pytest

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.tui.terminal import require_utf8, signs_for
from tests import catalogue
from tests.support.shop import fill, make_workspace
from tests.support.terminal import Terminal

_PLAINEST = {"LC_ALL": "", "LANGUAGE": "", "LC_MESSAGES": "", "COLORTERM": "", "NO_COLOR": ""}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One file for all: nothing here writes to it."""
    workspace = make_workspace(tmp_path_factory.mktemp("shop"))
    db = workspace.open()
    fill(db, 40)
    with db.write() as tx:
        tx.run("UPDATE listing SET outcome = 'ready' WHERE product = 1")
    db.close()
    return workspace


def opened(shop: Workspace, **environment: str) -> Terminal:
    return Terminal([sys.executable, "-m", "aliexport_tui", "--db", str(shop.file)], (80, 24), _PLAINEST | environment)


def colours(terminal: Terminal) -> set[str]:
    return {cell.fg for row in terminal.screen.buffer.values() for cell in row.values()} | {
        cell.bg for row in terminal.screen.buffer.values() for cell in row.values()
    }


@pytest.mark.parametrize(
    ("environment", "live", "rgb"),
    [
        ({"TERM": "xterm"}, "● live", False),
        ({"TERM": "screen"}, "● live", False),
        ({"TERM": "tmux-256color"}, "● live", True),
        ({"TERM": "linux"}, "* live", False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "● live", None),
        ({"TERM": "xterm", "LANG": "C"}, "● live", False),
        ({"TERM": "xterm", "LC_ALL": "C"}, "● live", False),
        ({"TERM": "xterm", "LC_ALL": "ru_RU.UTF-8"}, "● в продаже", False),
    ],
    ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else "",
)
def test_the_first_screen_and_its_keys(shop: Workspace, environment: dict[str, str], live: str, rgb: bool | None) -> None:
    with opened(shop, **environment) as terminal:
        terminal.wait_for(live)
        terminal.wait_for("Джинсы модель 00000")
        terminal.read(0.1, 3.0)
        assert "SANDBOX" in terminal.text or "LIVE" in terminal.text
        shown = colours(terminal)
        exact = {name for name in shown if len(name) == 6 and set(name) <= set("0123456789abcdef")}
        if rgb is None:
            assert all(name[:2] == name[2:4] == name[4:] for name in exact)  # greys
            assert shown - exact == {"default"}
        else:
            assert bool(exact) is rgb
        assert "�" not in terminal.text
        assert "\\u" not in terminal.text
        terminal.answer_to("/", "полот", "enter")
        terminal.wait_for(lambda seen: "Джинсы" not in seen.text and "Полотенце" in seen.text, 5)
        terminal.answer_to("q")
        terminal.read(0.3, 3.0)
        assert terminal.process.wait(5) == 0


@pytest.mark.parametrize("encoding", ["koi8-r", "cp1251"])
def test_another_encoding_is_refused_before_anything_is_drawn(shop: Workspace, encoding: str) -> None:
    with opened(shop, PYTHONIOENCODING=encoding) as terminal:
        told = terminal.read(2.0).decode(encoding)
        assert terminal.process.wait(5) == 2
    assert encoding in told
    assert "C.UTF-8" in told
    assert "\x1b" not in told


def test_the_name_of_an_encoding() -> None:
    for name in ("utf-8", "UTF8", "utf_8"):
        require_utf8(name)
    for other in ("koi8-r", "cp1251", "iso8859-5", None):
        with pytest.raises(ConfigError):
            require_utf8(other)


def test_the_linux_console_has_a_sign_for_each_of_ours() -> None:
    """Its fonts hold Latin, Cyrillic, and some frames and arrows of old."""
    signs = signs_for({"TERM": "linux"})
    assert signs is not None
    messages = catalogue.entries(catalogue.stored())
    texts = [text for message in messages for text in catalogue.sources(message) + catalogue.forms(message)]
    texts += ["●○◐■□≠…▶✗✓‖†·›⊘◇⇢≡↶█░␀␛␡"]
    shown = {sign for text in texts for sign in text.translate(signs)}
    has = {chr(code) for code in (*range(0x20, 0x100), *range(0x400, 0x460), *range(0x2500, 0x2580))} | set("≤≥\n")
    assert "".join(sorted(shown - has)) == ""
    assert "→ 1 990".translate(signs) == "» 1 990"


def test_a_window_is_resized_whatever_the_shell_exports(shop: Workspace) -> None:
    with opened(shop, COLUMNS="80", LINES="24") as terminal:
        terminal.wait_for("Help")
        terminal.read(0.2, 3.0)
        for columns, rows, shown in ((50, 12, "60×20"), (100, 30, "Help")):
            terminal.resize(columns, rows)
            terminal.screen.reset()
            terminal.screen.resize(rows, columns)
            terminal.wait_for(shown, 10.0)

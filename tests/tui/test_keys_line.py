"""The line of keys: one for each action, dimmed when it can't be done now, pressed by the mouse too."""

from typing import ClassVar

from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingsMap, BindingType
from textual.screen import Screen

from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.keys_line import KeysLine


class Keys(Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("u", "act('up')", "Upload"),
        *key("漢", "act('wide')", "Wide"),
        *key("d", "act('down')", "Done already"),
        *key("h", "act('hidden')", "Hidden", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.allowed = False

    def compose(self) -> ComposeResult:
        yield KeysLine()

    def action_act(self, what: str) -> None:
        self.done.append(what)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if parameters == ("down",) and not self.allowed else True


class Host(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def on_mount(self) -> None:
        self.push_screen(Keys())


def dimmed(line: KeysLine) -> str:
    return "".join(part.text for part in line.render_line(0) if (part.style or Style()).dim)


async def test_one_key_for_each_action_and_what_it_does() -> None:
    app = Host()
    async with app.run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        line = app.screen.query_one(KeysLine)
        assert line.render_line(0).text.startswith("u Upload 漢 Wide d Done already ")
        assert "Hidden" not in line.render_line(0).text
        assert line.render_line(0).cell_length == 60
        assert dimmed(line) == "d Done already"
        assert isinstance(app.screen, Keys)
        app.screen.allowed = True
        app.screen.refresh_bindings()
        await pilot.pause()
        assert dimmed(line) == ""


class Form(Keys):
    BINDINGS: ClassVar[list[BindingType]] = [*key("f1", "app.help", "Help")]


async def test_what_a_form_says_again_is_shown_once() -> None:
    app = Host()
    app._bindings = BindingsMap(key("?", "help", "Help"))
    async with app.run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        assert app.screen.query_one(KeysLine).render_line(0).text.rstrip().endswith("? Help")
        await app.push_screen(Form())
        await pilot.pause()
        shown = app.screen.query_one(KeysLine).render_line(0).text
        assert shown.count("Help") == 1
        assert "F1 Help" in shown


async def test_the_mouse_presses_a_key() -> None:
    app = Host()
    async with app.run_test(size=(60, 4)) as pilot:
        await pilot.pause()
        await pilot.click(KeysLine, offset=(11, 0))
        await pilot.click(KeysLine, offset=(8, 0))
        await pilot.click(KeysLine, offset=(50, 0))
        await pilot.pause()
        assert isinstance(app.screen, Keys)
        assert app.screen.done == ["wide"], "between two keys and behind them there is nothing"

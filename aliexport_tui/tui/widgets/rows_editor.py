"""A short list of rows edited in place: F5 adds one, F7 takes one out, Shift+↑ ↓ moves it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.chooser import Chooser
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral, neutral_lines

RowValues = Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One column. With `choices` a Chooser, else a line. `width` in cells, 0: what is left. `when`: shown only
    while another part has this value. `offer`: what F6 lists for a line, by the row's other values."""

    name: str
    width: int
    choices: Sequence[Choice] = ()
    start: str = ""
    placeholder: str = ""
    title: str = ""
    when: tuple[str, str] | None = None
    offer: Callable[[RowValues], Sequence[Choice]] | None = None


class AddButton(Static, can_focus=True):
    """Enter on it adds a row."""

    BINDINGS: ClassVar[list[BindingType]] = [*key("enter", "press", show=False)]

    async def action_press(self) -> None:
        editor = next((node for node in self.ancestors if isinstance(node, RowsEditor)), None)
        if editor is not None:
            await editor.action_add()

    async def on_click(self) -> None:
        await self.action_press()


class RowsEditor(Vertical):
    """`rows` gives the rows as they stand."""

    DEFAULT_CSS = """
    RowsEditor, RowsEditor #rows { height: auto; }
    RowsEditor .editor-row { height: auto; }
    RowsEditor .editor-note { width: 28%; height: 1; padding: 0 1; color: $text-muted; }
    RowsEditor .fault { color: $error; height: auto; display: none; }
    RowsEditor AddButton { height: 1; width: 1fr; color: $text-muted; padding: 0 1; }
    RowsEditor AddButton:focus { background: $primary-muted; color: $text; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f5", "add", _("Add a row")),
        *key("f7", "take_out", _("Take the row out")),
        *key("f6", "offer", _("List"), show=False),
        *key("shift+up", "shift(-1)", show=False),
        *key("shift+down", "shift(1)", show=False),
        *key("down", "app.focus_next", show=False),
        *key("up", "app.focus_previous", show=False),
    ]

    class Changed(Message):
        """A row has another value, came or went."""

        def __init__(self, editor: "RowsEditor") -> None:
            super().__init__()
            self.editor = editor

        @property
        def control(self) -> "RowsEditor":
            return self.editor

    def __init__(
        self, parts: Sequence[Part], rows: Sequence[RowValues], *, notes: bool = False, id: str | None = None
    ) -> None:
        """`notes`: something can be told at the end of each row (`tell`)."""
        super().__init__(id=id)
        self._notes = notes
        self._parts = parts
        self._start = [dict(row) for row in rows]

    def compose(self) -> ComposeResult:
        yield Vertical(*[self._row(row) for row in self._start], id="rows")
        yield Static(id="rows-fault", classes="fault", markup=False)
        yield AddButton(Text(_("+ add a row (Enter or F5)")))

    async def fill(self, rows: Sequence[RowValues]) -> None:
        """Other rows; the focus stays in the row that it was in, as long as there is one."""
        box = self.query_one("#rows")
        place = next((index for index, row in enumerate(box.children) if row.has_focus_within), None)
        await box.remove_children()
        await box.mount(*[self._row(row) for row in rows])
        self._show_parts()
        if place is not None:
            left = list(self.query(".editor-row"))
            (left[min(place, len(left) - 1)].children[0] if left else self.query_one(AddButton)).focus()

    def begin(self) -> None:
        """The focus goes to the first row, or to what adds one."""
        self.query("Chooser, AddButton").first().focus()

    def _row(self, values: RowValues) -> Horizontal:
        widgets = []
        for part in self._parts:
            value = values.get(part.name, part.start)
            widget: Chooser | Line = (
                Chooser(part.choices, value, title=part.title) if part.choices else Line(value, placeholder=part.placeholder)
            )
            widget.styles.width = part.width or "1fr"
            widgets.append(widget)
        notes = (Static(classes="editor-note", markup=False),) if self._notes else ()
        return Horizontal(*widgets, *notes, classes="editor-row")

    def tell(self, notes: Sequence[str]) -> None:
        """One line for each row; rows beyond them are told nothing."""
        for index, widget in enumerate(self.query(".editor-note").results(Static)):
            text = neutral(notes[index]) if index < len(notes) else ""
            widget.update(Text(text, no_wrap=True, overflow="ellipsis"))

    def rows(self) -> list[dict[str, str]]:
        return [self._values(row) for row in self.query(".editor-row")]

    def _values(self, row: Widget) -> dict[str, str]:
        return {
            part.name: widget.value
            for part, widget in zip(self._parts, row.children, strict=False)
            if isinstance(widget, Line | Chooser)
        }

    def action_offer(self) -> None:
        """What is taken stands behind what is there already."""
        from aliexport_tui.tui.screens.choose import Choose

        row = self._focused_row()
        for part, widget in zip(self._parts, row.children, strict=False) if row is not None else ():
            if part.offer is None or not isinstance(widget, Line):
                continue
            self.app.push_screen(Choose(_("Value"), part.offer(self._values(row)) if row else ()), partial(_append, widget))
            return

    def show_fault(self, text: str) -> None:
        fault = self.query_one("#rows-fault", Static)
        fault.update(Text(neutral_lines(text)))
        fault.display = bool(text)

    @on(Input.Changed)
    @on(Chooser.Changed)
    def _changed(self) -> None:
        self._show_parts()
        self.post_message(self.Changed(self))

    def on_mount(self) -> None:
        self._show_parts()

    def _show_parts(self) -> None:
        for row in self.query(".editor-row"):
            values = self._values(row)
            for part, widget in zip(self._parts, row.children, strict=False):
                widget.visible = part.when is None or values[part.when[0]] == part.when[1]

    def on_key(self, event: events.Key) -> None:
        """A figure typed on a row's chooser is meant for the row's number."""
        row = self._focused_row()
        if row is None or not isinstance(self.screen.focused, Chooser) or not (event.character or "").isdecimal():
            return
        line = next((widget for widget in row.query(Line) if not widget.value), None)
        if line is not None:
            event.stop()
            line.select_on_focus = False  # the next figure must not take the place of this one
            line.focus()
            line.insert_text_at_cursor(event.character or "")

    async def action_add(self) -> None:
        row = self._row({})
        await self.query_one("#rows").mount(row)
        row.children[0].focus()
        self._changed()

    async def action_take_out(self) -> None:
        row = self._focused_row()
        if row is not None:
            self.screen.focus_previous()
            await row.remove()
            self._changed()

    def action_shift(self, lines: int) -> None:
        row = self._focused_row()
        if row is None:
            return
        box = self.query_one("#rows")
        place = list(box.children).index(row) + lines
        if 0 <= place < len(box.children):
            if lines < 0:
                box.move_child(row, before=place)
            else:
                box.move_child(row, after=place)
            self._changed()

    def _focused_row(self) -> Horizontal | None:
        return next((row for row in self.query(Horizontal) if row.has_class("editor-row") and row.has_focus_within), None)


def _append(line: Line, value: object) -> None:
    if isinstance(value, str):
        line.value = f"{line.value}; {value}" if line.value.strip() else value
        line.focus()

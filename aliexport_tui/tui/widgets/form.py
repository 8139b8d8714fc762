"""A form: one row a field, the message of a wrong one right under it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from aliexport_tui.tui.forms.fields import Field, Values
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.widgets.chooser import Chooser
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.widgets.page import Page
from aliexport_tui.tui.words import _, neutral, neutral_lines


class Form(VerticalScroll, can_focus=False):
    """`values` gives what stands in it, `fill` puts it in, `show_errors` tells per field what is wrong."""

    DEFAULT_CSS = """
    Form { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Form .row { height: auto; }
    Form .label { width: 22; height: auto; color: $text-muted; }
    Form .row > Line, Form .row > Chooser, Form .row > Page, Form .row > .fixed { width: 1fr; }
    Form .fault { color: $error; height: auto; padding: 0 0 0 22; }
    Form .hint { color: $text-muted; height: auto; min-height: 1; dock: bottom; background: $surface; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("down", "next", show=False),
        *key("up", "previous", show=False),
        *key("f6", "offer", _("List"), show=False),
    ]

    class Changed(Message):
        """A field has another value."""

        def __init__(self, form: "Form") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "Form":
            return self.form

    class Done(Message):
        """Enter in the last field."""

        def __init__(self, form: "Form") -> None:
            super().__init__()
            self.form = form

        @property
        def control(self) -> "Form":
            return self.form

    def __init__(self, fields: Sequence[Field], values: Values, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fields = fields
        self._start = dict(values)

    def compose(self) -> ComposeResult:
        for field in self.fields:
            yield Horizontal(Static(Text(field.label), classes="label"), self._widget(field), classes="row")
        yield Static(classes="hint", markup=False)

    def _widget(self, field: Field) -> Widget:
        value = self._start.get(field.name, "")
        match field.kind:
            case "choice":
                return Chooser(field.choices, value, title=field.label, id=f"field-{field.name}")
            case "page":
                page = Page(value, id=f"field-{field.name}", soft_wrap=True)
                page.styles.height = field.height
                return page
            case "fixed":
                return Static(Text(neutral(value)), classes="fixed", id=f"field-{field.name}")
            case _:
                return Line(value, password=field.kind == "secret", id=f"field-{field.name}")

    # ---- values ------------------------------------------------------------------------------------------------

    def values(self) -> dict[str, str]:
        return {field.name: self._value(field) for field in self.fields}

    def _value(self, field: Field) -> str:
        widget = self.query_one(f"#field-{field.name}")
        if isinstance(widget, Input | Chooser):
            return widget.value
        return widget.text if isinstance(widget, TextArea) else self._start.get(field.name, "")

    def fill(self, values: Values) -> None:
        for field in self.fields:
            widget = self.query_one(f"#field-{field.name}")
            value = values.get(field.name, "")
            if isinstance(widget, Input | Chooser):
                widget.value = value
            elif isinstance(widget, TextArea) and widget.text != value:
                widget.text = value

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Field name -> what is wrong; the first wrong field gets the focus."""
        self.query(".fault").remove()
        wrong = [field for field in self.fields if errors.get(field.name)]
        for field in wrong:
            widget = self.query_one(f"#field-{field.name}")
            self.mount(
                Static(Text(neutral_lines(errors[field.name])), classes="fault"),
                after=widget.parent if isinstance(widget.parent, Widget) else None,
            )
        if wrong:
            self.query_one(f"#field-{wrong[0].name}").focus()

    def focus_first(self) -> None:
        for field in self.fields:
            if field.kind != "fixed":
                self.query_one(f"#field-{field.name}").focus()
                return

    def focus_field(self, name: str) -> None:
        """To this field, if it is one of them that can be written in."""
        if any(field.name == name and field.kind != "fixed" for field in self.fields):
            self.query_one(f"#field-{name}").focus()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field, from the last one to the screen's "save"."""
        event.stop()
        last = next((field.name for field in reversed(self.fields) if field.kind != "fixed"), "")
        if event.input.id == f"field-{last}":
            self.post_message(self.Done(self))
        else:
            self.screen.focus_next()

    @on(Input.Changed)
    @on(Chooser.Changed)
    @on(TextArea.Changed)
    def _changed(self) -> None:
        self.post_message(self.Changed(self))

    def on_descendant_focus(self) -> None:
        field = next((field for field in self.fields if self.query_one(f"#field-{field.name}").has_focus), None)
        offered = field is not None and (field.offer is not None or (field.choices and field.kind == "text"))
        chosen = next((one.text for one in field.choices if one.value == self._value(field)), "") if field else ""
        named = f"= {neutral(chosen)}" if chosen and field and field.kind == "text" else ""
        parts = (named, field.hint if field else "", _("F6: list") if offered else "")
        self.query_one(".hint", Static).update(Text(" · ".join(text for text in parts if text)))

    # ---- keys --------------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        self.screen.focus_next()

    def action_previous(self) -> None:
        self.screen.focus_previous()

    def action_offer(self) -> None:
        from aliexport_tui.tui.screens.choose import Choose

        for field in self.fields:
            widget = self.query_one(f"#field-{field.name}")
            choices = field.offer(self.values()) if field.offer else field.choices
            if not widget.has_focus or not choices or not isinstance(widget, Input | TextArea):
                continue
            self.app.push_screen(Choose(field.label, choices), partial(_take, widget))
            return


def _take(widget: Input | TextArea, value: object) -> None:
    if isinstance(value, str):
        if isinstance(widget, Input):
            widget.value = value
        else:
            widget.insert(value)

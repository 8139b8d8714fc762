"""A new source, second half: what a look at it found, three products of it, and what the file can't tell."""

from typing import ClassVar

import msgspec
from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.engine.looking import Look
from aliexport_tui.engine.sources import add_source, answered
from aliexport_tui.messages.registry import render_error
from aliexport_tui.messages.source_words import asked as words_of
from aliexport_tui.messages.source_words import delimiter_name
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.questions import Question, open_of
from aliexport_tui.telling.look_text import found_lines
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice, Field
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.source_process import AskLook, Looked, look_or_error
from aliexport_tui.tui.widgets.form import Form
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, neutral, neutral_lines

_FIELDS_IN_SIGHT = 5


class SourceFound(PushedScreen):
    """Answers that change what is read are looked at again before the source is added."""

    sheet_title = _("A new source: what was found")
    log_most = 2
    help_lines = (
        _("Above, what the file is and three products as they would be read; below, what it can't tell of itself."),
        _("F2 or Enter adds the source. An answer that is needed is marked with !; others may stay open."),
        _("All of it can be changed later: Enter on the source in the list."),
    )
    DEFAULT_CSS = """
    SourceFound #title { height: 1; padding: 0 1; text-style: bold; background: $surface; }
    SourceFound #trouble { height: auto; padding: 0 1; color: $error; }
    SourceFound .body { height: 1fr; }
    SourceFound LinesPane { padding: 0 1; }
    SourceFound #questions { height: auto; border-top: solid $primary; }
    SourceFound #questions.-none { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "add", _("Add"), writes=True),
        *key("enter", "add", show=False, writes=True),
        *key("f1", "app.help", _("Help")),
    ]
    pane = getters.query_one(LinesPane)

    def __init__(self, code: str, asked: AskLook, found: Looked) -> None:
        super().__init__()
        self._code = code
        self._asked = asked
        self._found = found

    @property
    def look(self) -> Look:
        return self._found.look

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title")
            yield LinesPane()
            yield Static(id="trouble", markup=False)
            yield Vertical(id="questions")

    async def on_mount(self) -> None:
        self.pane.show(found_lines(self.look))
        await self._ask()

    async def _ask(self) -> None:
        """The open questions as fields; without any, Enter adds at once."""
        questions = sorted(self.look.questions, key=lambda question: not question.needed)
        title = _("Source {code}: F2 adds it").format(code=neutral(self._code))
        if open_of(questions) is not None:
            title = _("Source {code}: answer what the file can't tell, F2 adds it").format(code=neutral(self._code))
        self.query_one("#title", Static).update(Text(title))
        place = self.query_one("#questions", Vertical)
        await place.remove_children()
        place.set_class(not questions, "-none")
        if not questions:
            self.pane.focus()
            return
        form = Form([_field(question) for question in questions], {_name(question): "" for question in questions})
        form.styles.height = min(len(questions), _FIELDS_IN_SIGHT) + 2  # and the hint
        await place.mount(form)
        form.focus_first()

    @on(Form.Done)
    def _done(self) -> None:
        self.action_add()

    def action_add(self) -> None:
        answers = self._answers()
        missing = [one for one in self.look.questions if one.needed and not answers.get(one.setting)]
        if missing:
            self._told(_("This is needed: {what}").format(what=", ".join(words_of(one.setting)[0] for one in missing)))
            self.query_one(Form).focus_field(_name(missing[0]))
            return
        settings = answered(self.look.settings, answers)
        if settings == self.look.settings and open_of(self.look.questions) is None:
            self._add(self.look)
        else:
            self._look_again(msgspec.structs.replace(self._asked, settings=settings, path=self._found.path))

    def _answers(self) -> dict[str, str]:
        forms = list(self.query(Form))
        values = forms[0].values() if forms else {}
        return {question.setting: values.get(_name(question), "").strip() for question in self.look.questions}

    def _look_again(self, asked: AskLook) -> None:
        """With the answers: what comes of them is shown before it is added."""

        def looked(found: Looked | AliexportError) -> None:
            self.console.busy_with("")
            if isinstance(found, AliexportError):
                self._told(render_error(found))
                return
            self._asked, self._found = asked, found
            self.pane.show(found_lines(found.look))
            self.call_later(self._ask)

        self._told("")
        self.console.busy_with(_("Looking at the source…"))
        in_background(
            self.console,
            lambda: look_or_error(asked),
            looked,
            group="source-look",
            failed=lambda: self.console.busy_with(""),
        )

    def _add(self, look: Look) -> None:
        workspace, code, asked = self.workspace, self._code, self._asked

        def add() -> str:
            db = workspace.open()
            try:
                add_source(
                    workspace, db, code, asked.location, kind=asked.kind, settings=look.settings, keys=asked.keys, seen=look
                )
            except AliexportError as error:
                return render_error(error)
            finally:
                db.close()
            return ""

        def added(trouble: str) -> None:
            if trouble:
                self._told(trouble)
                return
            self.console.refresh_from_file()
            lines = [_("The source is added. Read it now? Nothing is sent anywhere.")]
            self.app.push_screen(Confirm(neutral(code), lines, yes=_("read it")), self._import)

        in_background(self.console, add, added, group="form")

    def _import(self, answer: object) -> None:
        if answer == "yes":
            self.console.chores.start("import", self._code)
        self.dismiss(None)

    def _told(self, text: str) -> None:
        self.query_one("#trouble", Static).update(Text(neutral_lines(text)))


def _name(question: Question) -> str:
    """A widget's name has no dots."""
    return question.setting.replace(".", "-")


def _field(question: Question) -> Field:
    label, help_ = words_of(question.setting)
    shows = question.example and not question.choices
    example = _("for example “{text}”").format(text=neutral(question.example)) if shows else ""
    hint = " · ".join(part for part in (help_, example) if part)
    label = f"! {label}" if question.needed else label
    if not question.choices:
        return Field(_name(question), label, hint=hint)
    unanswered = _("choose") if question.needed else _("open")
    choices = [Choice(one, delimiter_name(one)) for one in question.choices if one]
    return Field(_name(question), label, "choice", hint, choices=(Choice("", unanswered), *choices))

"""Two runs side by side: what was planned, what became of it, what it cost, and which problems came and went."""

from collections.abc import Callable, Iterable

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.store.runs import Run
from aliexport_tui.tui import run_words, work
from aliexport_tui.tui.run_causes import CauseCount, causes_of, text_of
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.widgets.grid.cells import fit
from aliexport_tui.tui.words import _, age, count_word, neutral, number, outcome_word

_NAME, _CELL = 26, 14
Line = tuple[str, int | None, int | None]


class CompareScreen(PushedScreen):
    """The older one on the left."""

    DEFAULT_CSS = """
    CompareScreen .body { height: 1fr; }
    CompareScreen #pair { padding: 0 1; scrollbar-size-vertical: 1; }
    CompareScreen #text { width: 1fr; height: auto; }
    """
    help_lines = (
        _("Left the older run, right the newer one, then the difference."),
        _("Problems: + came, − went, = are in both. Runs of older versions have kept none."),
    )

    def __init__(self, older: Run, newer: Run) -> None:
        super().__init__()
        self._older = older
        self._newer = newer

    def body(self) -> ComposeResult:
        with Vertical(classes="body"), VerticalScroll(id="pair"):
            yield Static(compared(self._older, self._newer, self.console.workspace.clock.now_ms()), id="text")

    def on_mount(self) -> None:
        self.query_one("#pair").focus()


def compared(older: Run, newer: Run, now: int) -> Text:
    text = Text()
    _words(text, "", f"{_('Run')} {older.id}", f"{_('Run')} {newer.id}", "bold")
    for name, tell in _SAID:
        said, says = tell(older, now), tell(newer, now)
        _words(text, name, said, says, "" if said == says else "yellow")
    _figures(text, _("seconds"), [(_("seconds").capitalize(), _seconds(older), _seconds(newer))], titled=False)
    left, right = run_words.summary_of(older), run_words.summary_of(newer)
    for title, name, word in (
        (_("planned"), "planned", count_word),
        (_("outcomes"), "outcomes", outcome_word),
        (_("requests"), "requests", count_word),
    ):
        before, after = left.get(name, {}), right.get(name, {})
        _figures(
            text, title, [(word(one), before.get(one, 0), after.get(one, 0)) for one in dict.fromkeys((*before, *after))]
        )
    _causes(text, causes_of(older), causes_of(newer))
    return text


_SAID: tuple[tuple[str, Callable[[Run, int], str]], ...] = (
    (_("Profile"), lambda run, _now: neutral(run.profile_code)),
    (_("Action"), lambda run, _now: work.ACTION_NAMES[run.action]),
    (_("State"), lambda run, now: run_words.state_cell(run, now)[0]),
    (_("Began"), lambda run, now: f"{age(run.started_at, now)} {_('ago')}"),
    (_("By"), lambda run, _now: _("cron") if run.mode == "headless" else neutral(run.who)),
)


def _seconds(run: Run) -> int | None:
    return None if run.ended_at is None else (run.ended_at - run.started_at) // 1000


def _words(text: Text, name: str, left: str, right: str, style: str) -> None:
    text.append(f"{fit(name, _NAME)} ", "dim")
    text.append(f"{fit(left, _CELL, right=True)} {fit(right, _CELL, right=True)}\n", style)


def _figures(text: Text, title: str, lines: Iterable[Line], *, titled: bool = True) -> None:
    shown = [line for line in lines if line[1] or line[2]]
    if not shown:
        return
    if titled:
        text.append(f"\n{title.capitalize()}\n", "bold underline")
    for name, left, right in shown:
        text.append(f"{fit(name, _NAME)} ", "dim")
        text.append(f"{fit(_figure(left), _CELL, right=True)} {fit(_figure(right), _CELL, right=True)}")
        if left is not None and right is not None and left != right:
            difference = right - left
            sign = "+" if difference > 0 else "−"
            text.append(f"  {sign}{number(abs(difference))}", "bold")
        text.append("\n")


def _figure(value: int | None) -> str:
    return "-" if value is None else number(value)


def _causes(text: Text, before: tuple[CauseCount, ...] | None, after: tuple[CauseCount, ...] | None) -> None:
    text.append(f"\n{_('Problems')}\n", "bold underline")
    if before is None or after is None:
        text.append(_("One of the two has not kept them: a run of an older version, or one that broke off."), "dim")
        return
    olds, news = {one.key: one for one in before}, {one.key: one for one in after}
    if not olds and not news:
        text.append(_("none"), "dim")
    for key in dict.fromkeys((*news, *olds)):
        old, new = olds.get(key), news.get(key)
        sign, style = ("+", "red") if old is None else ("−", "green") if new is None else ("=", "")
        one = new or old
        if one is not None:
            counts = " → ".join(number(found.count) if found else "0" for found in (old, new))
            text.append(f"{sign} {fit(counts, _CELL)} {text_of(one)}\n", style)

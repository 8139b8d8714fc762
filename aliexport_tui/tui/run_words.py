"""A run in words: how it stands, how far it is, when it will be through, and how much of the quota is left."""

import json
from collections.abc import Mapping

from rich.text import Text

from aliexport_tui.engine.sending import budget
from aliexport_tui.messages.registry import render
from aliexport_tui.model.change import Kind
from aliexport_tui.store import quota
from aliexport_tui.store.database import Database
from aliexport_tui.store.run_progress import RunProgress
from aliexport_tui.store.runs import Run
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import (
    _,
    age,
    change_state_word,
    count_word,
    exit_word,
    is_silent,
    neutral,
    ngettext,
    number,
    outcome_word,
    run_state_word,
)

_BAR = 24
_DIED = "run.died"
_USUAL = (0, 3, 4, 5, 6)
Figures = Mapping[str, Mapping[str, int]]


def state_cell(run: Run, now: int) -> Cell:
    """By sign, word and colour."""
    if run.state != "ended":
        if is_silent(run.heartbeat_at, now):
            return f"✗ {_('silent for')} {age(run.heartbeat_at, now)}", "bad"
        return f"▶ {run_state_word(run.state)}", "info"
    if run.exit_code is None:
        return f"† {_('died')}", "bad"
    word = f"{run.exit_code} {exit_word(run.exit_code)}"
    if run.exit_code == 0:
        return word, "good"
    return (word, "warn") if run.exit_code in _USUAL else (word, "bad")


def bar(done: int, total: int, cells: int = _BAR) -> str:
    share = min(cells, done * cells // total) if total else 0
    return f"{'█' * share}{'░' * (cells - share)}"


def summary_of(run: Run) -> Figures:
    """planned, outcomes, requests: name -> count; {} for a run without an end of its own."""
    told = json.loads(run.summary) if run.summary else {}
    return {name: told.get(name, {}) for name in ("planned", "outcomes", "requests")} if isinstance(told, dict) else {}


def run_text(run: Run, progress: RunProgress | None, now: int) -> Text:
    """The chosen run in full."""
    text = Text()
    if run.failure:
        text.append(f"✗ {neutral(render(run.failure, run.failure_args))}\n", "red")
    if progress is not None and progress.total and (run.state != "ended" or run.failure == _DIED):
        _tell_progress(text, run, progress, now)
    figures = summary_of(run)
    for title, name, word in (
        (_("planned"), "planned", count_word),
        (_("outcomes"), "outcomes", outcome_word),
        (_("requests"), "requests", count_word),
    ):
        value = ", ".join(f"{word(key)} {number(count)}" for key, count in figures.get(name, {}).items() if count)
        if value:
            text.append(f"{title:<10} ", "dim")
            text.append(f"{value}\n")
    return text


def _tell_progress(text: Text, run: Run, progress: RunProgress, now: int) -> None:
    percent = progress.settled * 100 // progress.total
    text.append(f"{bar(progress.settled, progress.total)} {number(progress.settled)}/{number(progress.total)} {percent} %\n")
    states = ", ".join(f"{change_state_word(state)} {number(count)}" for state, count in progress.states.items() if count)
    text.append(f"{states}\n", "dim")
    if run.state == "ended":
        return
    rate = ngettext("{count} change a minute", "{count} changes a minute", progress.a_minute)
    told = [rate.format(count=number(progress.a_minute))]
    if forecast := forecast_words(run, now):
        told.append(forecast)
    text.append(f"{' · '.join(told)}\n")


def forecast_words(run: Run, now: int) -> str:
    """ "" when nobody has foreseen anything, or all has left."""
    if run.forecast_at is None or run.forecast_at <= now:
        return ""
    return _("the last should have left in about {time}").format(time=age(now, run.forecast_at))


def quota_words(db: Database, account: int, now: int) -> str:
    """How much of the window's quota is used, what content may use of it, and when there is room again."""
    terms = quota.terms(db, account)
    spent = budget.counted(terms, quota.spent(db, account, terms, now))
    used, limit = sum(one.used for one in spent), budget.limit_of(terms)
    told = [f"{_('quota')} {bar(used, limit, 10)} {number(used)}/{number(limit)}"]
    content: Kind = "create"
    cap = budget.cap_of(terms, content)
    if cap is not None and cap < limit:
        told.append(_("content up to {count}").format(count=number(cap)))
    if cap is not None and used >= cap:
        frees_at = budget.Budget(db, account).frees_at(content, now)
        told.append(_("room again in {time}").format(time=age(now, frees_at)))
    elif used:
        told.append(_("{count} free again in {time}").format(count=number(spent[0].used), time=age(now, spent[0].frees_at)))
    if terms.learnt is not None:
        told.append(_("the limit was learnt from a refusal"))
    return " · ".join(told)

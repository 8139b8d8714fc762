"""The eight steps from an empty file to a first export: which are done, which is next, what it needs."""

from dataclasses import dataclass
from typing import Literal, get_args

from aliexport_tui.engine.own_sandbox import is_simulated
from aliexport_tui.store.first_steps import FirstSteps
from aliexport_tui.tui.chore_watch import ChoreWatch
from aliexport_tui.tui.widgets.grid.source import Cell
from aliexport_tui.tui.words import _, neutral, number

Step = Literal["account", "categories", "source", "feed", "profile", "mapping", "rehearsal", "export"]
STEPS: tuple[Step, ...] = get_args(Step)
_TITLES: dict[Step, str] = {
    "account": _("Account"),
    "categories": _("Categories"),
    "source": _("Source"),
    "feed": _("Feed"),
    "profile": _("Profile"),
    "mapping": _("Mapping"),
    "rehearsal": _("Rehearsal"),
    "export": _("Export"),
}
_NEEDS: dict[Step, tuple[Step, ...]] = {
    "categories": ("account",),
    "feed": ("source",),
    "profile": ("account", "source"),
    "mapping": ("categories", "feed", "profile"),
    "rehearsal": ("categories", "feed", "profile", "mapping"),
    "export": ("categories", "feed", "profile", "mapping"),
}


@dataclass(frozen=True)
class StepLine:
    """One step as it is shown. `missing`: the step that has to be done before it, None when it can be done."""

    step: Step
    number: int
    is_done: bool
    is_next: bool
    note: Cell
    missing: Step | None

    @property
    def title(self) -> Cell:
        return title_of(self.step), "good" if self.is_done else "info" if self.is_next else ""

    @property
    def sign(self) -> Cell:
        if self.is_done:
            return "✓", "good"
        return ("→", "info") if self.is_next else (str(self.number), "dim")


def title_of(step: Step) -> str:
    return _TITLES[step]


def step_lines(state: FirstSteps, chores: ChoreWatch, *, simulated: bool) -> tuple[StepLine, ...]:
    """`simulated`: the account is on a simulated marketplace anyway, so there is nothing to rehearse."""
    done: dict[Step, bool] = {
        "account": bool(state.account),
        "categories": state.categories > 0,
        "source": bool(state.source),
        "feed": state.read,
        "profile": bool(state.profile),
        "mapping": state.mapped > 0,
        "rehearsal": state.rehearsed or (simulated and state.mapped > 0),
        "export": state.exported,
    }
    following = next((step for step in STEPS if not done[step]), None)
    return tuple(
        StepLine(
            step,
            number,
            done[step],
            step == following,
            _note(step, state, chores, done[step], simulated=simulated),
            next((needed for needed in _NEEDS.get(step, ()) if not done[needed]), None),
        )
        for number, step in enumerate(STEPS, start=1)
    )


def way_on(state: FirstSteps, chores: ChoreWatch) -> tuple[str, str] | None:
    """Where to go on, and what to call it: the problems when they keep products back, else the first step that is not done;
    None when all are."""
    lines = step_lines(state, chores, simulated=is_simulated(state.base_url))
    following = next((line for line in lines if line.is_next), None)
    if following is None:
        return None
    if state.blocked and following.step in ("rehearsal", "export"):
        return "problems", _("Problems")
    return "start", title_of(following.step)


def _note(step: Step, state: FirstSteps, chores: ChoreWatch, done: bool, *, simulated: bool) -> Cell:
    match step:
        case "categories":
            at_work = chores.cell("sync", state.account)
        case "feed":
            at_work = chores.cell("import", state.source)
        case "rehearsal":
            at_work = chores.cell("rehearse", state.profile)
        case _:
            at_work = None
    if at_work is not None:
        return at_work
    if not done and state.blocked and step in ("rehearsal", "export"):
        return _("some products are blocked: the problems say why"), "warn"
    return (_have(step, state, simulated=simulated), "dim") if done else (_needs(step), "")


def _have(step: Step, state: FirstSteps, *, simulated: bool) -> str:
    match step:
        case "account":
            kind = _("simulated") if simulated else neutral(state.base_url)
            return f"{neutral(state.account)} · {kind}"
        case "categories":
            return _("{count} categories").format(count=number(state.categories))
        case "source":
            return f"{neutral(state.source)} · {neutral(state.location.rpartition('@')[2])}"
        case "feed":
            return _("{count} products").format(count=number(state.products))
        case "profile":
            return neutral(state.profile)
        case "mapping":
            return _("{count} categories mapped").format(count=number(state.mapped))
        case "rehearsal":
            return _("done") if state.rehearsed else _("not needed: the marketplace is a simulated one")
        case _:
            return _("the first products are there")


def _needs(step: Step) -> str:
    match step:
        case "account":
            return _("your token; without one, a simulated marketplace")
        case "categories":
            return _("fetches the marketplace's categories and dictionaries")
        case "source":
            return _("path or address of your shop's feed or table")
        case "feed":
            return _("reads the feed; nothing is sent")
        case "profile":
            return _("which products go to which account: a code, a name")
        case "mapping":
            return _("your categories to the marketplace's")
        case "rehearsal":
            return _("the same export, to a simulated marketplace first")
        case _:
            return _("shows in numbers what would be sent, then asks")

"""What the console asks of the engine: what would an action do, do it, ask the marketplace. In threads or runners."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from aliexport_tui.engine.workspace import who
from aliexport_tui.model.change import KINDS, Action
from aliexport_tui.store import browse, ownership, plans, profiles, selections, sources
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from aliexport_tui.store.rows import Scope
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.preview_process import make_preview, make_undo
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, kind_word, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Owners = Sequence[tuple[str, int]]
"""Code of another profile, number of products that it looks after."""

ACTION_NAMES: Mapping[Action, str] = {
    "export": _("Upload"),
    "update": _("Update the whole card"),
    "price": _("Send prices"),
    "stock": _("Send stocks"),
    "images": _("Send pictures"),
    "online": _("Put on sale"),
    "offline": _("Take off sale"),
    "delete": _("Delete from the marketplace"),
}


def scope_of(db: Database, profile_id: int) -> Scope | None:
    """The products that a profile covers, for the grid."""
    found = profiles.by_id(db, profile_id)
    if found is None:
        return None
    profile = found.profile
    source = source_of(db, profile.source)
    if source is None:
        return Scope("0")
    inside = membership(profile, source)
    return Scope(f"p.id IN ({inside.sql})", inside.params)


def source_of(db: Database, code: str) -> int | None:
    found = sources.find(db, code)
    return found.id if found else None


def account_of(db: Database, profile: str) -> int | None:
    """The id of the account that a profile works for."""
    code = next((line.account for line in browse.profile_lines(db) if line.code == profile), "")
    return next((account.id for account in browse.account_names(db) if account.code == code), None)


def plan_profile(console: "Console", action: Action, profile: str, *, review: bool = False) -> None:
    """The same for everything that a profile covers. `review`: the plan itself is shown, before any question."""
    _preview(console, action, None, profile, review=review)


def show_changes(console: "Console", plan: int, profile: str, action: Action, selection: int | None) -> None:
    """A plan's changes."""
    from aliexport_tui.tui.screens.plan import PlanScreen

    console.push_screen(PlanScreen(plan, profile, action, selection))


def act(console: "Console", action: Action, product_ids: Collection[int], profile: str = "", *, note: str = "") -> None:
    """Ask which profile where that is open, show in numbers what would happen (and `note`), start a runner on yes."""
    lines = [line for line in browse.profile_lines(console.db) if line.active and line.account]
    named = [line for line in lines if line.code == profile]
    if profile and not named:
        console.notify(_("The profile {code} is not active.").format(code=profile), severity="warning", markup=False)
        return
    fitting = named or lines
    if not fitting:
        text = _("There is no active profile with an account yet: key {key}.")
        console.notify(text.format(key=key_of("profiles")), severity="warning")
    elif len(fitting) == 1:
        _preview(console, action, product_ids, fitting[0].code, note)
    else:
        choices = [Choice(line.code, f"{line.code}  {line.name}") for line in fitting]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                _preview(console, action, product_ids, value, note)

        console.push_screen(Choose(_("By which profile?"), choices), chosen)


def _preview(
    console: "Console",
    action: Action,
    product_ids: Collection[int] | None,
    profile: str,
    note: str = "",
    *,
    review: bool = False,
) -> None:
    if not console.may_write():
        return
    workspace = console.workspace
    console.busy_with(_("Working out what that means…"))

    def plan() -> tuple[int | None, int, Owners]:
        db = workspace.open()
        try:
            now = workspace.clock.now_ms()
            selection = None if product_ids is None else selections.freeze(db, product_ids, now, who())
            count = None if product_ids is None else len(product_ids)
            plan_id = make_preview(workspace, db, profile, action, selection, count)
            return selection, plan_id, _other_owners(db, profile, selection)
        finally:
            db.close()

    def ask(made: tuple[int | None, int, Owners]) -> None:
        console.busy_with("")
        selection, plan_id, owners = made
        if review:
            show_changes(console, plan_id, profile, action, selection)
            return
        confirm(console, action, profile, selection, plan_id, owners=owners, note=note)

    in_background(console, plan, ask, group="preview", failed=lambda: console.busy_with(""))


def undo(console: "Console", run: int, profile: str) -> None:
    """Plan the reverse of a run, say in numbers what would return; start a runner on yes."""
    if not console.may_write():
        return
    workspace = console.workspace
    console.busy_with(_("Reading the cards as they are now…"))

    def ask(plan_id: int) -> None:
        console.busy_with("")
        made = plans.get(console.db, plan_id)
        assert made is not None
        title = _("Take back run {run}").format(run=run)
        confirm(console, made.action, profile, made.selection, plan_id, title=title)

    in_background(console, lambda: make_undo(workspace, run), ask, group="preview", failed=lambda: console.busy_with(""))


def _other_owners(db: Database, profile: str, selection: int | None) -> Owners:
    """Of the products that are asked for, those that other profiles look after."""
    found, account = profiles.find(db, profile), account_of(db, profile)
    if found is None or account is None:
        return ()
    if selection is not None:
        wanted = selections.products(selection)
    else:
        source = source_of(db, found.profile.source)
        if source is None:
            return ()
        wanted = membership(found.profile, source)
    return ownership.others(db, account, found.id, wanted)


def confirm(
    console: "Console",
    action: Action,
    profile: str,
    selection: int | None,
    plan_id: int,
    *,
    owners: Owners = (),
    title: str = "",
    then: Callable[[], None] = lambda: None,
    can_look: bool = True,
    note: str = "",
) -> None:
    """Say in numbers what would happen; on yes a runner starts and `then` is called."""
    counts = plans.counts(console.db, plan_id)
    to_send = sum(counts.get(kind, 0) for kind in KINDS)
    covered = sum(counts.values()) + sum(count for _code, count in owners)
    asked = selections.size(console.db, selection) if selection is not None else covered
    title = title or ngettext("{action}: {count} product", "{action}: {count} products", asked).format(
        action=ACTION_NAMES[action], count=number(asked)
    )

    def answered(answer: object) -> None:
        if answer == "yes":
            begin(console, profile, action, selection, plan_id)
            then()
        elif answer == "look":
            show_changes(console, plan_id, profile, action, selection)
        elif answer == "mend":
            show_problems(console, profile)

    typed = str(counts.get("delete", 0)) if action == "delete" else ""
    lines = [*count_lines(counts)]
    strangers = asked - sum(counts.values()) - sum(count for _code, count in owners) if selection is not None else 0
    if strangers > 0:
        lines.append(f"{number(strangers):>7}  {_('not of this profile')}")
    for code, count in owners:
        lines.append(f"{number(count):>7}  {_('looked after by profile {code}, left alone').format(code=code)}")
    if owners:
        lines += ["", _("To take them over: narrow the other profile's products, then plan it once.")]
    lines += ["", *([note] if note else []), _whereto(console, profile)]
    blocked = counts.get("blocked", 0) > 0
    look = can_look and (blocked or to_send + counts.get("held", 0) > 0)
    question = Confirm(title, lines, typed=typed, can_look=look, can_mend=blocked, possible=to_send > 0)
    console.push_screen(question, answered)


def show_problems(console: "Console", profile: str) -> None:
    """The problems of this profile, which is the one worked on from then on."""
    if console.desk.code != profile:
        console.desk.choose(profile)
    console.go("problems")


def _whereto(console: "Console", profile: str) -> str:
    """By which profile, to which account, and whether that is a real marketplace."""
    account = next((line.account for line in browse.profile_lines(console.db) if line.code == profile), "")
    told = _("Profile {code}, account {account}: {badge}")
    return told.format(code=profile, account=account, badge=console.badge_of(profile))


def count_lines(counts: Mapping[str, int]) -> list[str]:
    """ "200 create", "10 update" …, then what will not be sent and why."""
    lines = [f"{number(counts[kind]):>7}  {kind_word(kind)}" for kind in KINDS if counts.get(kind)]
    if not lines:
        lines.append(_("Nothing to send."))
    for name, text in (
        ("blocked", _("blocked by problems, will not be sent")),
        ("held", _("held back, waiting for a decision")),
        ("dropped", _("taken out by hand, will not be sent")),
        ("absent", _("not on the marketplace yet: upload them first")),
        ("unchanged", _("unchanged, nothing to do")),
        ("skipped", _("left out, something was done to them since")),
    ):
        if counts.get(name):
            lines.append(f"{number(counts[name]):>7}  {text}")
    return lines


def begin(console: "Console", profile: str, action: Action, selection: int | None, plan: int) -> None:
    """Start a runner process that applies exactly the plan that was shown; the log pane shows what it does."""
    if not console.may_write():
        return
    workspace = console.workspace

    def start() -> int:
        from aliexport_tui.engine.runs.launching import start_run

        return start_run(workspace, profile=profile, action=action, selection=selection, plan=plan)

    def started(run: int) -> None:
        console.notify(_("Run {run} has begun. It goes on if you leave.").format(run=run))
        console.refresh_from_file()

    in_background(console, start, started, group="start")


def ask_marketplace(console: "Console") -> None:
    if not console.may_write():
        return
    workspace = console.workspace

    def start() -> None:
        from aliexport_tui.engine.runs.launching import start_resume

        start_resume(workspace)

    def started(_nothing: None) -> None:
        console.notify(_("Asking for the state of everything that is open…"), timeout=3)

    in_background(console, start, started, group="start")

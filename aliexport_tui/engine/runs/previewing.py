"""What would an action do? A plan is made and stored; nothing is sent."""

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.dictionaries import Missing
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.derive import Progress
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store.database import Database


def preview(
    db: Database,
    workspace: Workspace,
    profile: str,
    action: Action,
    selection: int | None,
    progress: Progress = lambda stage, done, total: None,
) -> int:
    """Plan an action and return the plan's id; `start_run` may be told to apply exactly this plan. Dictionaries that the
    cache lacks are read first; where the marketplace can't be asked, the plan shows what is missing.

    Raises ConfigError as `load_context` does."""
    context = load_context(db, profile)
    missing = Missing(db, context)
    if missing:
        try:
            with opened(workspace, context.account) as market:
                missing.fetch(market, workspace.clock, progress)
            context = load_context(db, profile)
        except AliexportError:
            pass  # the plan names every missing dictionary; a preview needs no network
    planned = make_plan(
        db,
        context,
        action,
        selection=selection,
        approved=False,
        now=workspace.clock.now_ms(),
        who=who(),
        progress=progress,
        firm=False,
    )
    return planned.id

"""Checking products anew without sending anything: their drafts are built again wherever something has changed."""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from aliexport_tui.engine.workspace import who
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store import causes, selections
from aliexport_tui.store.causes import Cause
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.preview_process import make_preview
from aliexport_tui.tui.words import ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

WithProducts = Callable[[IdSet], None]


def check(console: "Console", chosen: Sequence[Cause], products: IdSet) -> None:
    """All of one profile. Says how many of them no longer have any of the problems."""
    workspace = console.workspace
    count = len(products)
    console.busy_with(ngettext("Checking {count} product…", "Checking {count} products…", count).format(count=number(count)))

    def work() -> int:
        with closing(workspace.open()) as db:
            selection = selections.freeze(db, products, workspace.clock.now_ms(), who())
            make_preview(workspace, db, chosen[0].profile, "export", selection, count)
            return len(IdSet.of([id for cause in chosen for id in causes.products(db, cause)]) & products)

    def told(left: int) -> None:
        console.busy_with("")
        done = count - left
        text = ngettext(
            "{count} product is free of it now, {left} still not.",
            "{count} products are free of it now, {left} still not.",
            done,
        )
        console.notify(text.format(count=number(done), left=number(left)), timeout=6)
        console.refresh_from_file()

    in_background(console, work, told, group="preview", failed=lambda: console.busy_with(""))

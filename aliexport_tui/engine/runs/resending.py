"""Send again only what has failed: exactly these products are validated anew, planned and sent; nothing else leaves."""

import msgspec

from aliexport_tui.engine import holds
from aliexport_tui.engine.runs.applying import Ordered
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.store import failed, profiles, runs, selections


class Resend(msgspec.Struct, frozen=True):
    """`products`: how many have failed; they are frozen in the run's selection."""

    ordered: Ordered
    products: int


def order(
    workspace: Workspace,
    code: str,
    *,
    problem: str = "",
    parked: bool = False,
    verify_s: int | None = None,
    dry_run: bool = False,
) -> Resend:
    """Commit the row of a run over the profile's failed products: rejected, blocked or different, mended by now or not; or
    all that have the problem. `parked`: those that wait as parked too, tried once more from nought (not in a `dry_run`).

    Raises ConfigError: `profile.unknown`, `profile.inactive`, `problem.unknown`."""
    db = workspace.open()
    try:
        stored = profiles.get(db, code)
        if not stored.profile.active and not dry_run:
            raise ConfigError("profile.inactive", profile=code)
        products = failed.products(db, stored.id, problem=problem, parked=parked)
        if problem and not products:
            raise ConfigError(
                "problem.unknown", profile=code, asked=problem, known=", ".join(failed.problem_codes(db, stored.id))
            )
        now = workspace.clock.now_ms()
        selection = selections.freeze(db, products, now, who())
        if parked and not dry_run:
            holds.approve(db, workspace, failed.parked_changes(db, stored.id, selection))
        run = runs.start(
            db,
            profile=stored.id,
            action="export",
            mode="headless",
            selection=selection,
            verify_s=stored.profile.verify.headless_s if verify_s is None else verify_s,
            who=who(),
            now=now,
        )
        return Resend(Ordered(run, code, "export"), len(products))
    finally:
        db.close()

"""`explain SKU`: in or out of each profile and by which clause, how its numbers come about, what stands against it."""

from contextlib import closing

import click
import msgspec

from aliexport_tui.cli.common import Plain, json_option, pass_workspace, print_json
from aliexport_tui.cli.plan_text import plain_field, plain_problem
from aliexport_tui.engine.planning.explain import COVERED, Explanation, InProfile, LaneResult, SkuNumbers
from aliexport_tui.engine.planning.explain import explain as explained
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.listing.trace import Step
from aliexport_tui.messages.i18n import _
from aliexport_tui.model.money import to_wire
from aliexport_tui.telling.explain_text import explanation_text


@click.command(
    help=_("Why a product is in or out, how its price and stock come about, what blocks it, what an export would do.")
)
@click.argument("sku")
@click.option("--profile", metavar="CODE", help=_("In this profile alone; else in every one of its source."))
@json_option
@pass_workspace
def explain(workspace: Workspace, sku: str, profile: str | None, as_json: bool) -> None:
    with closing(workspace.open()) as db:
        found = explained(db, sku, profile, now=workspace.clock.now_ms())
    if as_json:
        print_json([_plain(one) for one in found])
        return
    now = workspace.clock.now_ms()
    for number, one in enumerate(found):
        for line in [*([""] if number else []), *explanation_text(one, now)]:
            click.echo(line)


def _plain(one: Explanation) -> dict[str, Plain]:
    return {
        "key": one.product.key,
        "name": one.product.name,
        "source": one.source,
        "category": list(one.category_path),
        "vanished_at": one.vanished_at,
        "skus": [
            {
                "code": sku.code,
                "price": None if sku.price is None else to_wire(sku.price),
                "old_price": None if sku.old_price is None else to_wire(sku.old_price),
                "stock": sku.stock,
                "available": sku.available,
            }
            for sku in one.product.skus
            if sku.code in one.asked
        ],
        "problems": [plain_problem(problem) for problem in one.import_problems],
        "profiles": [_plain_profile(profile, one) for profile in one.profiles],
    }


def _plain_profile(one: InProfile, about: Explanation) -> dict[str, Plain]:
    head: dict[str, Plain] = {"profile": one.profile, "active": one.active, "account": one.account}
    if one.trouble:
        return {**head, "trouble": one.trouble[0]}
    listing = one.listing
    return {
        **head,
        "covered": one.verdict in COVERED,
        "verdict": one.verdict,
        "owner": one.owner,
        "clauses": [
            {**msgspec.to_builtins(clause.condition), "holds": clause.holds, "has": clause.has} for clause in one.clauses
        ],
        "category": msgspec.to_builtins(one.category),
        "skus": [_plain_numbers(sku) for sku in one.skus if sku.code in about.asked],
        "card": listing.card_id if listing else "",
        "presence": listing.presence if listing else "absent",
        "outcome": listing.outcome if listing else "",
        "leaving": bool(listing and listing.leaving),
        "runners_died": listing.deaths if listing else 0,
        "leavers": one.leavers,
        "held": [
            {"id": held.id, "kind": held.kind, "reason": held.reason, "figures": held.args, "plan": held.plan}
            for held in one.held
        ],
        "lanes": [_plain_lane(lane) for lane in one.lanes],
        "next_export": [
            {
                "kind": step.kind,
                "state": step.state,
                "hold": step.hold,
                "figures": step.hold_args,
                "fields": [plain_field(field) for field in step.fields],
            }
            for step in one.next_export
        ],
    }


def _plain_numbers(sku: SkuNumbers) -> dict[str, Plain]:
    return {
        "code": sku.code,
        "sent_as": sku.sent_as,
        "price": _plain_trace(sku.price.steps, format(sku.price.result, "f")) if sku.price else None,
        "old_price": _plain_trace(sku.old_price.steps, format(sku.old_price.result, "f")) if sku.old_price else None,
        "stock": _plain_trace(sku.stock.steps, sku.stock.result),
    }


def _plain_trace(steps: tuple[Step, ...], result: Plain) -> dict[str, Plain]:
    return {"steps": [{"op": step.op, "by": step.by, "result": step.result} for step in steps], "result": result}


def _plain_lane(lane: LaneResult) -> dict[str, Plain]:
    view = lane.view
    return {
        "lane": lane.lane,
        "progress": view.progress if view else "",
        "outdated": lane.outdated,
        "seen_at": view.seen_at if view else None,
        "seen_how": view.seen_how if view else "",
        "hold": view.hold if view else "",
        "figures": lane.story.hold_args,
        "held_in_plan": lane.story.held_in,
        "decided": msgspec.to_builtins(lane.story.decided),
        "taken_back": msgspec.to_builtins(lane.story.taken_back),
        "fails": lane.story.fails,
        "problems": [{"stage": stage, **plain_problem(problem)} for stage, problem in lane.problems],
    }

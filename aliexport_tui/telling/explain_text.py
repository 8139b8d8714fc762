"""An explanation as text: one product, then each profile with its clauses, numbers, lanes and next changes."""

from collections.abc import Iterator

from aliexport_tui.engine.planning.explain import COVERED, Explanation, InProfile, LaneResult, SkuNumbers
from aliexport_tui.engine.planning.why import Verdict
from aliexport_tui.listing.trace import Step
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.registry import failing_way, render, render_error
from aliexport_tui.messages.text import neutral
from aliexport_tui.messages.words import lane_names
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.money import to_wire
from aliexport_tui.model.profile import Condition
from aliexport_tui.store.holds import DROPPED
from aliexport_tui.store.lane_story import Story
from aliexport_tui.telling.change_text import field_text, problem_text, value
from aliexport_tui.telling.words import KINDS, LEAVERS, PRESENCES, PROGRESSES, age

_VERDICTS: dict[Verdict, str] = {
    "in": _("in: the filter covers it"),
    "by_hand": _("in: put in by hand"),
    "filter": _("out: a condition of the filter does not hold"),
    "excluded": _("out: taken out by hand"),
    "skipped": _("out: its shop category is taken out"),
    "vanished": _("out: the feed no longer has it"),
    "other_source": _("out: the profile takes its products from another source"),
    "other_profile": _("out: it belongs to another profile of the account"),
}
_STEPS = {
    "start": _("in the shop"),
    "stock": _("in the shop"),
    "add": "+ {by}",
    "subtract": "− {by}",
    "add_percent": "+ {by} %",
    "subtract_percent": "− {by} %",
    "percent": "{by} %",
    "round nearest": _("rounded to {by}"),
    "round up": _("rounded up to {by}"),
    "round down": _("rounded down to {by}"),
    "min": _("at least {by}"),
    "max": _("at most {by}"),
    "available_means": _("no number, “available” means {by}"),
    "not_available": _("not available"),
    "open_orders": _("open orders {by}"),
    "reserve": _("reserve {by}"),
    "minimum": _("minimum {by}"),
    "cap": _("at most {by}"),
}


def explanation_text(one: Explanation, now: int) -> Iterator[str]:
    """Line by line; `now` in UTC ms, for ages."""
    yield f"{neutral(one.product.name)} [{neutral(one.product.key)}]"
    yield _("Source {source}, {category}").format(
        source=one.source, category=neutral(" › ".join(one.category_path)) or _("no category")
    )
    for sku in one.product.skus:
        if sku.code in one.asked:
            price = "-" if sku.price is None else to_wire(sku.price)
            old = "" if sku.old_price is None else _(", old price {price}").format(price=to_wire(sku.old_price))
            stock = "-" if sku.stock is None else str(sku.stock)
            shown = _("In the shop: {sku} price {price}{old}, stock {stock}")
            yield shown.format(sku=neutral(sku.code), price=price, old=old, stock=stock) + (
                "" if sku.available else _(", not available")
            )
    for problem in one.import_problems:
        yield f"  × {problem_text(problem)}"
    if not one.profiles:
        yield _("No profile takes products from this source.")
    for profile in one.profiles:
        yield ""
        yield from _profile(profile, one, now)


def _profile(one: InProfile, about: Explanation, now: int) -> Iterator[str]:
    inactive = "" if one.active else _(", inactive")
    title = _("Profile {profile}, account {account}{inactive}").format(
        profile=one.profile, account=one.account or "-", inactive=inactive
    )
    if one.trouble:
        yield title
        code, args = one.trouble
        yield from (f"  {line}" for line in render_error(ConfigError(code, None, **args)).splitlines())
        return
    yield f"{title}: {_VERDICTS[one.verdict]}" + (f" ({one.owner})" if one.verdict == "other_profile" else "")
    if one.verdict == "other_source":
        return
    for clause in one.clauses:
        yield (
            f"  {'✓' if clause.holds else '✗'} {_condition(clause.condition)}"
            "   " + _("has: {value}").format(value=value(clause.has) if clause.has else "—")
        )
    if one.expert:
        sql, holds = one.expert
        yield f"  {'✓' if holds else '✗'} SQL: {neutral(sql)}"
    yield "  " + _category(one)
    for sku in one.skus:
        if sku.code in about.asked:
            yield from _numbers(sku)
    if one.listing:
        presence = PRESENCES.get(one.listing.presence, one.listing.presence)
        card = f" {one.listing.card_id}" if one.listing.card_id else ""
        yield "  " + _("On the marketplace: {presence}{card}").format(presence=presence, card=card)
        if one.listing.leaving:
            yield "  " + _("It has left the profile: what the profile orders for such cards is under way.")
        if one.listing.deaths:
            yield "  " + _("Runs that broke off while they had it in hand: {count}").format(count=one.listing.deaths)
    deleted = one.listing is not None and one.listing.presence in ("deleted", "gone")
    for lane in one.lanes:
        yield from _lane(lane, now, deleted)
    yield from _next(one)


def _condition(condition: Condition) -> str:
    wanted = condition.values or (condition.value,)
    return neutral(f"{condition.field} {condition.op} {', '.join(wanted)}".rstrip())


def _category(one: InProfile) -> str:
    category = one.category
    if category is None or not (category.shop_key or category.target_id):
        return _("Category: not mapped")
    target = _("taken out") if category.skipped else f"{category.target_id} {neutral(category.target_name)}".strip()
    place = (
        neutral(f"{category.shop_name} [{category.shop_key}]".strip()) if category.shop_key else _("products without one")
    )
    mapped = _("Category: {target}, inherited from {place}") if category.inherited else _("Category: {target}, by {place}")
    return mapped.format(target=target, place=place)


def _numbers(sku: SkuNumbers) -> Iterator[str]:
    name = neutral(sku.sent_as or sku.code)
    if sku.price is None:
        yield "  " + _("Price of {sku}: none in the shop").format(sku=name)
    else:
        result, steps = format(sku.price.result, "f"), _steps(sku.price.steps)
        yield "  " + _("Price of {sku}: {steps} = {result}").format(sku=name, steps=steps, result=result)
    if sku.old_price is not None:
        result, steps = format(sku.old_price.result, "f"), _steps(sku.old_price.steps)
        yield "  " + _("Old price of {sku}: {steps} = {result}").format(sku=name, steps=steps, result=result)
    steps = _steps(sku.stock.steps)
    yield "  " + _("Stock of {sku}: {steps} = {result}").format(sku=name, steps=steps, result=sku.stock.result)


def _steps(steps: tuple[Step, ...]) -> str:
    """ "in the shop 12 → reserve 2: 10"."""
    shown = []
    for step in steps:
        by, _sep, mode = step.by.partition(" ")
        word = _STEPS.get(f"{step.op} {mode}".strip(), step.op).format(by=by)
        shown.append(f"{word} {step.result}" if step.op in ("start", "stock") else f"{word}: {step.result}")
    return " → ".join(shown)


def _lane(lane: LaneResult, now: int, deleted: bool) -> Iterator[str]:
    if lane.view is None:
        state = _("never planned")
    elif deleted and lane.view.progress == "ready":
        state = _("goes on a person's order alone, since the card was deleted")
    else:
        state = PROGRESSES.get(lane.view.progress, lane.view.progress)
        if lane.view.hold:
            state += f" ({render(lane.view.hold, lane.story.hold_args)})"
        if lane.view.seen_at is not None:
            state += _(", seen {age} ago").format(age=age(lane.view.seen_at, now))
        if lane.outdated:
            state += _(", changed since the last plan")
    yield f"  {lane_names(lane.lane)}: {state}"
    yield from (f"    {line}" for line in _story(lane.story, now))
    for _stage, problem in lane.problems:
        yield f"    {'×' if problem.severity == 'error' else '!'} {problem_text(problem)}"


def _story(story: Story, now: int) -> Iterator[str]:
    """Who decided what, what was taken back, how often it failed the same way."""
    if story.decided:
        decided = {"approved": _("approved by {who} {age} ago"), "dropped": _("dropped by {who} {age} ago")}
        text = decided.get(story.decided.verdict, story.decided.verdict)
        yield text.format(who=neutral(story.decided.who), age=age(story.decided.at, now))
    if (back := story.taken_back) is not None:
        text = _("run {undoes} was taken back by {who}, run {run}: wanted so until the product or the profile changes")
        yield text.format(undoes=back.undoes, who=neutral(back.who), run=back.run)
    if story.fails > 1:
        yield _("failed {count} times in the same way: {codes}").format(count=story.fails, codes=failing_way(story.fail_key))


def _next(one: InProfile) -> Iterator[str]:
    if one.verdict not in COVERED:
        yield from (f"  {line}" for line in _leaver(one))
        return
    if not one.next_export:
        yield "  " + _("The next export would send nothing.")
    for step in one.next_export:
        state = "" if step.state == "ready" else f" ({KINDS.get(step.state, step.state)})"
        yield "  " + _("The next export would: {kind}{state}").format(kind=KINDS[step.kind], state=state)
        if step.hold:
            yield f"    {render(step.hold, step.hold_args)}"
        for field in step.fields:
            yield f"    {field_text(field, one.currency)}"


def _leaver(one: InProfile) -> Iterator[str]:
    """What becomes of a product that the profile does not cover."""
    for held in one.held:
        kind = KINDS.get(held.kind, held.kind)
        yield _("Held: {kind}. {reason}").format(kind=kind, reason=render(held.reason, held.args))
        yield "  " + _("Approve with: aliexport-tui holds approve {change}").format(change=held.id)
    if one.held or (one.listing and one.listing.leaving):
        return
    dropped = any(lane.view is not None and lane.view.hold == DROPPED for lane in one.lanes)
    if one.leavers in LEAVERS and not dropped:
        yield _("The next export would do what the profile orders for cards that it no longer covers: {order}").format(
            order=LEAVERS[one.leavers]
        )
    else:
        yield _("The next export would leave it alone.")

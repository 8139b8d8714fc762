"""SKU codes that are not free: no card is made or rewritten with those of another card (DESIGN, invariants 2 and 3)."""

from collections.abc import Mapping, Sequence

import msgspec

from aliexport_tui.engine.sending.desk import Desk
from aliexport_tui.engine.sending.payloads import Payload
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import cards, outbox
from aliexport_tui.store.outbox import Holder


class Taken(msgspec.Struct, frozen=True):
    """Change by change. `for_now`: an edit of another listing will free the code; the next plan finds it free, or taken
    for good. `for_good`: why it must not leave."""

    for_now: frozenset[int]
    for_good: Mapping[int, tuple[Problem, ...]]


def taken(desk: Desk, payloads: Sequence[Payload]) -> Taken:
    """Another listing's card holds a code of a create or edit, or a card of unknown origin one of a create. One look at
    the file for the whole batch."""
    whole = [one for one in payloads if one.outgoing.change.kind in ("create", "update")]
    if not whole:
        return Taken(frozenset(), {})
    codes = {code for one in whole for code in one.codes}
    holders = outbox.holders(desk.db, desk.account, codes)
    strangers = cards.unlinked_with_codes(desk.db, desk.account, codes)
    for_now, for_good = set(), {}
    for one in whole:
        change = one.outgoing.change
        others = {code: held for code in one.codes if (held := holders.get(code)) and held.listing != change.listing}
        if any(held.given_up for held in others.values()):
            for_now.add(change.id)
        elif problems := _problems(one, others, strangers):
            for_good[change.id] = problems
    return Taken(frozenset(for_now), for_good)


def _problems(one: Payload, others: Mapping[str, Holder], strangers: Mapping[str, tuple[str, ...]]) -> tuple[Problem, ...]:
    if others:
        return tuple(Problem("sku.claimed", "sku_info_list.sku_code", {"code": code}) for code in others)
    if one.outgoing.change.kind == "update":
        return ()
    codes = ", ".join(one.codes)
    ids = dict.fromkeys(card for code in one.codes for card in strangers.get(code, ()))
    return tuple(Problem("card.collision", "sku_info_list.sku_code", {"card": card, "codes": codes}) for card in ids)

"""What holds at every moment, whoever is at work and wherever a process died: asked of the file and of the marketplace."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from aliexport_tui.model.outcome import Presence, Progress, outcome_of
from aliexport_tui.model.wants import Content, Images, Lane, Prices, Stocks, Want
from aliexport_tui.store import docs
from aliexport_tui.store.database import Cell, Database, as_int, as_text

NEVER = {
    "a product twice in one batch": "SELECT 1 FROM item GROUP BY batch, listing HAVING count(*) > 1",
    "an open item in a batch that has ended": "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch"
    " WHERE i.state = 'open' AND b.state NOT IN ('intent', 'answered', 'unknown')",
    "an open batch without an open item": "SELECT 1 FROM batch b WHERE b.state IN ('intent', 'answered', 'unknown')"
    " AND NOT EXISTS (SELECT 1 FROM item i WHERE i.batch = b.id AND i.state = 'open')",
    "an answered batch that nothing can be asked of": "SELECT 1 FROM batch WHERE state = 'answered' AND group_id = ''",
    "a lane that waits for an item that has ended": "SELECT 1 FROM lane a JOIN item i ON i.id = a.open_item"
    " WHERE i.state <> 'open'",
    "a lane that waits for another listing's item": "SELECT 1 FROM lane a JOIN item i ON i.id = a.open_item"
    " WHERE i.listing <> a.listing",
    "an open item that no lane waits for": "SELECT 1 FROM item i WHERE i.state = 'open'"
    " AND NOT EXISTS (SELECT 1 FROM lane a WHERE a.open_item = i.id)",
    "an open state without an open item": "SELECT 1 FROM lane WHERE (open_item IS NULL) <> (open_state IS NULL)",
    "two open writes of a card's content": "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch"
    " WHERE i.state = 'open' AND b.method IN ('create', 'edit', 'images') GROUP BY i.listing HAVING count(*) > 1",
    "two open writes of a lane": "SELECT 1 FROM item i JOIN batch b ON b.id = i.batch"
    " WHERE i.state = 'open' GROUP BY i.listing, b.method HAVING count(*) > 1",
    "a change on its way without an item": "SELECT 1 FROM change c WHERE c.state = 'sending'"
    " AND NOT EXISTS (SELECT 1 FROM item i WHERE i.change = c.id AND i.state = 'open')",
    "an open item of a change that is not on its way": "SELECT 1 FROM item i JOIN change c ON c.id = i.change"
    " WHERE i.state = 'open' AND c.state NOT IN ('sending', 'unknown')",
    "a change with two open items": "SELECT 1 FROM item WHERE state = 'open' GROUP BY change HAVING count(*) > 1",
    "a claim of another account's listing": "SELECT 1 FROM claim c JOIN listing l ON l.id = c.listing"
    " WHERE l.account <> c.account",
    "a card without a claim": "SELECT 1 FROM listing l WHERE card_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.listing = l.id)",
    "a claim without a card or a create on its way": "SELECT 1 FROM claim c JOIN listing l ON l.id = c.listing"
    " WHERE l.card_id IS NULL AND NOT EXISTS (SELECT 1 FROM item i JOIN batch b ON b.id = i.batch"
    " WHERE i.listing = l.id AND b.method = 'create' AND i.state = 'open')",
    "on or off sale without a card": "SELECT 1 FROM listing WHERE card_id IS NULL AND presence IN ('on_sale', 'off_sale')",
    "a lane unseen that nothing was sent of": "SELECT 1 FROM lane WHERE unverified AND base IS NULL",
}
"""Each query finds nothing."""


def amiss(db: Database, cards: list[dict[str, object]], touched: frozenset[str]) -> list[str]:
    """What does not hold, in words. `cards`: all that the marketplace has. `touched`: ids of cards that were changed by
    hand, of which the file cannot know before it looks."""
    found = [what for what, sql in NEVER.items() if db.value(f"{sql} LIMIT 1") is not None]
    found += _doubled(cards)
    found += _words(db)
    found += _untrue(db, {str(card["id"]): card for card in cards}, touched)
    return found


def _doubled(cards: list[dict[str, object]]) -> Iterator[str]:
    codes = Counter(code for card in cards for code in _skus(card))
    yield from (f"SKU on two cards: {code}" for code, count in codes.items() if count > 1)


def _words(db: Database) -> Iterator[str]:
    """The outcome word is made of presence and progress, and of nothing else."""
    rows = db.rows(
        "SELECT l.id, l.outcome, l.presence, (SELECT json_group_array(progress) FROM lane WHERE listing = l.id)"
        " FROM listing l"
    )
    for listing, word, presence, progress in rows:
        steps = msgspec.json.decode(as_text(progress), type=list[Progress])
        right = outcome_of(msgspec.convert(presence, Presence), steps)
        if word != right:
            yield f"listing {listing!r} is called {word!r}, but {presence!r} with {steps} is {right}"


def _untrue(db: Database, cards: Mapping[str, dict[str, object]], touched: frozenset[str]) -> Iterator[str]:
    """What the file takes for known is so: a lane in step has its base on the card; what is live is on sale."""
    rows = db.rows(
        "SELECT l.id, l.card_id, l.outcome, (SELECT json_group_object(lane, base) FROM lane"
        " WHERE listing = l.id AND progress = 'in_step' AND base IS NOT NULL) FROM listing l WHERE l.card_id IS NOT NULL"
    )
    for listing, card_id, outcome, bases in rows:
        if card_id in touched:
            continue
        card = cards.get(as_text(card_id))
        if card is None:
            yield f"listing {listing!r} has a card that is not there"
            continue
        if outcome == "live" and not card["online"]:
            yield f"listing {listing!r} is called live and is off sale"
        named: dict[Lane, str] = json.loads(as_text(bases))
        for lane, name in named.items():
            if told := _differs(docs.get(db, lane, name), card):
                yield f"listing {listing!r}: {lane} in step, but {told}"


def _differs(base: Want, card: Mapping[str, object]) -> str:
    content = card["card"]
    assert isinstance(content, dict)
    skus = _skus(card)
    match base:
        case Prices():
            wanted = {sku.sku_code: sku.price for sku in base.skus}
            there = {code: round(100 * float(str(sku["price"]))) for code, sku in skus.items()}
            return "" if wanted == there else f"{there} instead of {wanted}"
        case Stocks():
            wanted = {sku.sku_code: sku.inventory for sku in base.skus}
            there = {code: as_int(sku["inventory"]) for code, sku in skus.items()}
            fits = wanted.keys() == there.keys() and all(there[code] <= wanted[code] for code in wanted)
            return "" if fits else f"{there} instead of {wanted}"
        case Images():
            return "" if tuple(content["images"]) == base.urls else f"{content['images']} instead of {base.urls}"
        case Content():
            titles = {text.language: text.subject for text in base.texts}
            same = content["subjects"].get("ru") == titles.get("ru") and set(skus) == {sku.sku_code for sku in base.skus}
            return "" if same else f"{content['subjects']}, {sorted(skus)} instead of {titles}"
        case _:
            return ""


def _skus(card: Mapping[str, object]) -> dict[str, dict[str, Cell]]:
    content = card["card"]
    assert isinstance(content, dict)
    return {sku["code"]: sku for sku in content["skus"]}

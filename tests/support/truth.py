"""Compare with an undisturbed run: what must be the same however a run was killed, stopped or fed with faults.

    wanted = truth_of(shop.workspace, sandbox)      # after an undisturbed run
    found = truth_of(other.workspace, sandbox)      # after a run that was disturbed and resumed
    assert amiss(wanted, found) == []               # each entry is one difference, in words

For the crash matrix, the fault matrix and the tests of two processes alike; nothing here knows how the run was disturbed.
`amiss(..., repeats=True)` leaves out the check that nothing was created or deleted twice: under faults that make the
marketplace fail a task, a repeated create is right.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.store.database import Database, as_int
from tests.support.sandbox import Sandbox

Codes = tuple[str, ...]
"""The SKU codes of a card, sorted: its name in a comparison, since ids differ from run to run."""

ENDS = ("listing.live", "listing.off_sale", "listing.different", "listing.taken_off", "listing.deleted", "item.rejected")
"""Events that tell how a product ended."""


@dataclass(frozen=True)
class Truth:
    """`cards`: content of each card that is there; `doubled`: SKU codes on two cards; `made`, `removed`: creates and
    deletes that the marketplace carried out; `outcomes`: product key -> word; `ends`: product key -> the events of ENDS
    that tell of it; `loose`: what no finished work may leave behind, in words."""

    cards: Mapping[Codes, str]
    doubled: Codes
    made: Mapping[Codes, int]
    removed: Mapping[Codes, int]
    outcomes: Mapping[str, str]
    ends: Mapping[str, frozenset[str]]
    loose: tuple[str, ...]


def truth_of(workspace: Workspace, sandbox: Sandbox) -> Truth:
    """The marketplace as it is and the file as it tells of it."""
    every = sandbox.cards(deleted=True)
    there = [card for card in every if not card["deleted"]]
    codes = Counter(code for card in there for code in codes_of(card))
    with_db = workspace.open()
    try:
        return Truth(
            cards={codes_of(card): content_of(card) for card in there},
            doubled=tuple(sorted(code for code, count in codes.items() if count > 1)),
            made=Counter(codes_of(card) for card in every),
            removed=Counter(codes_of(card) for card in every if card["deleted"]),
            outcomes={str(row[0]): str(row[1]) for row in with_db.rows("SELECT product, outcome FROM v_listings")},
            ends=_ends(with_db),
            loose=_loose(with_db),
        )
    finally:
        with_db.close()


def amiss(wanted: Truth, found: Truth, *, repeats: bool = False) -> list[str]:
    """What is not as after the undisturbed run; empty when all is well."""
    told = [f"SKU on two cards: {code}" for code in found.doubled]
    told += [f"card missing: {codes}" for codes in wanted.cards.keys() - found.cards.keys()]
    told += [f"card too many: {codes}" for codes in found.cards.keys() - wanted.cards.keys()]
    told += [
        f"card differs: {codes}: {found.cards[codes]} instead of {wanted.cards[codes]}"
        for codes in wanted.cards.keys() & found.cards.keys()
        if wanted.cards[codes] != found.cards[codes]
    ]
    if not repeats:
        told += [
            f"created {count} times: {codes}" for codes, count in found.made.items() if count > wanted.made.get(codes, 0)
        ]
        told += [
            f"deleted {count} times: {codes}"
            for codes, count in found.removed.items()
            if count > wanted.removed.get(codes, 0)
        ]
    told += [
        f"outcome of {key}: {found.outcomes.get(key, 'none')} instead of {word}"
        for key, word in wanted.outcomes.items()
        if found.outcomes.get(key) != word
    ]
    told += [
        f"event lost of {key}: {', '.join(sorted(lost))}"
        for key, ends in wanted.ends.items()
        if (lost := ends - found.ends.get(key, frozenset()))
    ]
    return sorted(told) + list(found.loose)


def codes_of(card: Mapping[str, object]) -> Codes:
    content = card["card"]
    assert isinstance(content, dict)
    return tuple(sorted(sku["code"] for sku in content["skus"]))


def content_of(card: Mapping[str, object]) -> str:
    """All that the card says, but for ids that the marketplace gives."""
    content = card["card"]
    assert isinstance(content, dict)
    skus = [{name: value for name, value in sku.items() if name != "sku_id"} for sku in content["skus"]]
    return json.dumps({**content, "skus": skus, "online": card["online"]}, sort_keys=True, ensure_ascii=False)


def _ends(db: Database) -> dict[str, frozenset[str]]:
    rows = db.rows(
        "SELECT product.key, json_group_array(event.code) FROM event JOIN listing ON listing.id = event.listing"
        " JOIN product ON product.id = listing.product WHERE event.code IN (SELECT value FROM json_each(?)) GROUP BY 1",
        (json.dumps(ENDS),),
    )
    return {str(key): frozenset(json.loads(str(told))) for key, told in rows}


_LOOSE = {
    "batches without an end": "SELECT count(*) FROM batch WHERE state IN ('intent', 'answered', 'unknown')",
    "items without an end": "SELECT count(*) FROM item WHERE state = 'open'",
    "lanes that wait for an end": "SELECT count(*) FROM lane WHERE open_item IS NOT NULL",
    "lanes unseen": "SELECT count(*) FROM lane WHERE unverified",
    "changes in the outbox": "SELECT count(*) FROM change WHERE run IS NOT NULL AND state IN ('ready', 'sending')",
    "runs without an end": "SELECT count(*) FROM run WHERE state <> 'ended'",
    "claims of products without a card": "SELECT count(*) FROM claim c JOIN listing l ON l.id = c.listing"
    " WHERE l.card_id IS NULL",
    "cards without a claim": "SELECT count(*) FROM listing l WHERE card_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.listing = l.id)",
    "batches without a line in the log": "SELECT max(0, (SELECT count(*) FROM batch)"
    " - (SELECT count(*) FROM event WHERE code LIKE 'batch.%'))",
}


def _loose(db: Database) -> tuple[str, ...]:
    return tuple(f"{what}: {as_int(count)}" for what, sql in _LOOSE.items() if (count := db.value(sql)))

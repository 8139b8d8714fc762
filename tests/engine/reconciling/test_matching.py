"""Which product and which card belong together, by their sets of SKU codes."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aliexport_tui.store import matching
from aliexport_tui.store.database import Database

Codes = Mapping[str, str]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "shop.db")
    yield opened
    opened.close()


def _fill(
    db: Database, products: Codes, cards: Codes, *, parted: tuple[str, str] | None = None, drafted: bool = True
) -> None:
    """Codes by product key and card id, parted by spaces; `parted`: (product, card) whose link a person broke."""
    with db.write() as tx:
        tx.run("INSERT INTO account (id, code, kind, base_url, created_at) VALUES (1, 'main', 'local', 'x', 0)")
        tx.run("INSERT INTO source (id, code, location, settings, created_at) VALUES (1, 'feed', 'x', '{}', 0)")
        for number, (key, codes) in enumerate(products.items(), 1):
            tx.run(
                "INSERT INTO product (id, source, key, name, name_fold, content_hash, price_hash, stock_hash, body,"
                " first_seen_at, changed_at) VALUES (?, 1, ?, ?, '', '', '', '', '{}', 0, 0)",
                (number, key, key),
            )
            tx.run("INSERT INTO listing (id, account, product, changed_at) VALUES (?, 1, ?, 0)", (number, number))
            for place, code in enumerate(codes.split()):
                if drafted:
                    tx.run("INSERT INTO listing_sku VALUES (?, ?)", (number, code))
                else:
                    tx.run("INSERT INTO sku (product, position, code) VALUES (?, ?, ?)", (number, place, code))
            if parted and parted[0] == key:
                tx.run("INSERT INTO parted VALUES (1, ?, ?, 'somebody', 0)", (parted[1], number))
        for card, codes in cards.items():
            tx.run("INSERT INTO card VALUES (1, ?, 'ONLINE', '', 0, '{}', 0)", (card,))
            for code in codes.split():
                tx.run("INSERT INTO card_sku VALUES (1, ?, ?)", (card, code))
    db.execute("CREATE TEMP TABLE member AS SELECT id AS product FROM product")
    matching.prepare(db, 1)


def _pairs(found: tuple[matching.Pair, ...]) -> list[tuple[str, str]]:
    return [(pair.key, pair.card_id) for pair in found]


@pytest.mark.parametrize(
    ("products", "cards", "matches", "ambiguous", "partial"),
    [
        ({"A": "1 2"}, {"9": "2 1"}, [("A", "9")], [], []),
        ({"A": "1 2"}, {"9": "1"}, [], [], [("A", "9")]),
        ({"A": "1"}, {"9": "1 2"}, [], [], [("A", "9")]),
        ({"A": "1"}, {"9": "1", "10": "1"}, [], [("A", "9"), ("A", "10")], []),
        ({"A": "1", "B": "1"}, {"9": "1"}, [], [("A", "9"), ("B", "9")], []),
        ({"A": "1 2"}, {"9": "1 2", "10": "1"}, [("A", "9")], [], []),
        ({"A": "1 2", "B": "1"}, {"9": "1 2"}, [("A", "9")], [], []),
        ({"A": "1", "B": "2"}, {"9": "1 2"}, [], [], [("A", "9"), ("B", "9")]),
        ({"A": "1", "B": "2", "C": "3"}, {"9": "1", "10": "2", "11": "3"}, [("A", "9"), ("B", "10"), ("C", "11")], [], []),
        ({"A": "ab c"}, {"9": "a bc"}, [], [], []),
        ({"A": "1"}, {"9": ""}, [], [], []),
    ],
)
def test_sets_of_codes(
    db: Database,
    products: Codes,
    cards: Codes,
    matches: list[tuple[str, str]],
    ambiguous: list[tuple[str, str]],
    partial: list[tuple[str, str]],
) -> None:
    _fill(db, products, cards)
    assert _pairs(matching.matches(db, 1)) == matches
    assert _pairs(matching.ambiguous(db, 1)) == ambiguous
    assert _pairs(matching.partial(db, 1)) == partial
    told = {*matches, *ambiguous, *partial}
    known_cards = {card for _, card in told}
    known_products = {key for key, _ in told}
    matched_cards = {card for _, card in matches}
    # a card or product that shares codes with a matched one is no orphan either
    lone_cards = {card.card_id for card in matching.lone_cards(db, 1)}
    lone_products = {product.key for product in matching.lone_products(db)}
    assert not lone_cards & known_cards
    assert not lone_products & known_products
    if not matched_cards:
        assert lone_cards == set(cards) - known_cards
        assert lone_products == set(products) - known_products


def test_a_broken_link_is_not_proposed_again(db: Database) -> None:
    _fill(db, {"A": "1", "B": "2"}, {"9": "1", "10": "2"}, parted=("A", "9"))
    assert _pairs(matching.matches(db, 1)) == [("B", "10")]
    assert [card.card_id for card in matching.lone_cards(db, 1)] == ["9"]


def test_products_without_a_draft_are_known_by_the_codes_of_the_feed(db: Database) -> None:
    _fill(db, {"A": "1 2"}, {"9": "1 2"}, drafted=False)
    assert _pairs(matching.matches(db, 1)) == [("A", "9")]


def test_an_orphan_card_names_the_product_outside_the_profile(db: Database) -> None:
    _fill(db, {"A": "1"}, {"9": "7"})
    with db.write() as tx:
        tx.run(
            "INSERT INTO product (id, source, key, name, name_fold, content_hash, price_hash, stock_hash, body,"
            " first_seen_at, changed_at) VALUES (77, 1, 'OUT', '', '', '', '', '', '{}', 0, 0)"
        )
        tx.run("INSERT INTO sku (product, position, code) VALUES (77, 0, '7')")
    (lone,) = matching.lone_cards(db, 1)
    assert (lone.card_id, lone.codes, lone.product) == ("9", ("7",), "OUT")

"""Problems by what has to be mended: one line for each property, category, number of a refusal and field."""

from pathlib import Path

import pytest

from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.store import causes, problems
from aliexport_tui.store.causes import Cause
from aliexport_tui.store.database import Database
from tests.support.shop import fill, make_workspace


@pytest.fixture
def db(tmp_path: Path) -> Database:
    made = make_workspace(tmp_path).open()
    fill(made, 8)
    return made


def listings(db: Database) -> dict[int, int]:
    """Product -> listing."""
    rows = db.rows("SELECT product, id FROM listing ORDER BY product")
    return {product: id for product, id in rows if isinstance(product, int) and isinstance(id, int)}


def required(id: str, name: str) -> Problem:
    return Problem("attribute.required", "attribute_list", {"id": id, "property": name}, Place("feed.yml", 7))


def test_each_property_is_a_line_of_its_own_and_a_product_counts_once(db: Database) -> None:
    mine = listings(db)
    with db.write() as tx:
        for product in (1, 2, 4):
            problems.add(tx, mine[product], "content", "draft", [required("2", "Бренд")], 1)
        problems.add(tx, mine[1], "content", "draft", [required("10", "Цвет"), required("10", "Цвет")], 1)
        warning = Problem("title.cut", "multi_language_subject_list[0]", {"language": "ru"}, severity="warning")
        problems.add(tx, mine[1], "content", "draft", [warning], 1)
        for product, number in ((4, "1001"), (5, "1001"), (6, "1002")):
            refused = Problem("task.failed", "", {"text": "x", "number": number})
            problems.add(tx, mine[product], "content", "task", [refused], 1)
    found = causes.grouped(db, 1)
    assert [(one.code, one.detail, one.count, one.severity) for one in found] == [
        ("attribute.required", "2", 3, "error"),
        ("task.failed", "1001", 2, "error"),
        ("attribute.required", "10", 1, "error"),
        ("task.failed", "1002", 1, "error"),
        ("title.cut", "", 1, "warning"),
    ]
    assert [list(causes.products(db, one)) for one in found] == [[1, 2, 4], [4, 5], [1], [6], [1]]
    assert found[0].example.place == Place("feed.yml", 7)
    assert (found[4].field, found[0].profile, found[2].category) == ("multi_language_subject_list", "shoes", "11")
    assert causes.grouped(db) == found
    assert causes.grouped(db, 2) == ()


def test_what_the_import_found_belongs_to_every_profile_and_what_names_no_product_to_the_source(db: Database) -> None:
    with db.write() as tx:
        for product, source, code in (
            (1, None, "feed.price_missing"),
            (3, None, "feed.price_missing"),
            (None, 1, "feed.repaired"),
        ):
            tx.run(
                "INSERT INTO problem (product, source, stage, severity, code, field, at)"
                " VALUES (?, ?, 'import', 'error', ?, 'price', 1)",
                (product, source, code),
            )
    found = {one.code: one for one in causes.grouped(db, 1)}
    assert set(found) == {"feed.price_missing", "feed.repaired"}
    price, repaired = found["feed.price_missing"], found["feed.repaired"]
    assert (price.count, list(causes.products(db, price))) == (1, [1]), "product 3 is in no profile"
    assert (repaired.profile_id, repaired.source, repaired.count) == (None, "feed", 1)
    assert list(causes.products(db, repaired)) == []


def test_a_cause_keeps_its_key(db: Database) -> None:
    one = Cause(1, "shoes", "", "a", "error", "f", "d", 3, Problem("a"))
    assert one.key == Cause(1, "shoes", "", "a", "error", "f", "d", 9, Problem("a", args={"x": "y"})).key
    assert len({one.key, Cause(None, "", "shoes", "a", "error", "f", "d", 3, Problem("a")).key}) == 2

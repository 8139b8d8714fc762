"""The same dirty shop in every format: exactly the problems that it has, and what can be mended is mended."""

from collections import Counter
from pathlib import Path

import pytest

from aliexport_tui.sources.readers import READERS
from aliexport_tui.sources.text import one_line, rich_text
from tests.sources.dirty import GOODS, WRITERS
from tests.sources.support import Result

EVERYWHERE = {
    ("feed.price_missing", "B-2"): 1,
    ("feed.price_missing", "B-3"): 1,
    ("feed.price_missing", "B-4"): 1,
    ("feed.stock_unreadable", "C-1"): 1,
    ("feed.letters_lost", "D-1"): 1,
    ("feed.name_missing", "D-2"): 1,
    ("feed.picture_address", "E-1"): 1,
    ("feed.id_repeated", "F-1"): 1,
    ("feed.id_conflict", "F-2"): 1,
}
NO_ID = {("feed.id_missing", ""): 1}
OLD = {("feed.old_price_not_higher", "B-5"): 1}
SALE = {("feed.sale_not_lower", "B-5"): 1}
XML = {("feed.encoding_differs", ""): 1, ("feed.category_orphan", "A-1"): 1}

EXPECTED = {
    "yml": EVERYWHERE | NO_ID | OLD | XML | {("feed.repaired", ""): 1},
    # goods and offers are two files: both tell of ids
    "commerceml": EVERYWHERE
    | XML
    | {
        ("feed.id_missing", ""): 2,
        ("feed.id_repeated", "F-1"): 2,
        ("feed.id_conflict", "F-2"): 2,
        ("feed.stock_negative", "C-2"): 1,
        ("feed.skipped_without_good", "Z-1"): 1,
    },
    "csv": EVERYWHERE | NO_ID | OLD | {("feed.row_ragged", "G-1"): 1, ("feed.row_ragged", "G-2"): 1},
    "xlsx": EVERYWHERE | NO_ID | OLD,
    "ods": EVERYWHERE | NO_ID | OLD,
    "html": EVERYWHERE | NO_ID | OLD,
    "magento2": EVERYWHERE | NO_ID | SALE,
    "magento1": EVERYWHERE | NO_ID | SALE,
    # a row without a SKU goes on with the product above
    "magento1 continued": EVERYWHERE | SALE,
    "woocommerce": EVERYWHERE | NO_ID | SALE,
    "prom": EVERYWHERE | NO_ID,
    "insales": EVERYWHERE | NO_ID | OLD,
    "opencart": EVERYWHERE | NO_ID,
}
ERRORS = {"feed.price_missing", "feed.letters_lost", "feed.name_missing", "feed.id_conflict", "feed.id_missing"}


@pytest.mark.parametrize("name", WRITERS)
def test_exactly_the_problems_that_are_there(tmp_path: Path, name: str) -> None:
    path, settings = WRITERS[name](tmp_path)
    result = Result(READERS[settings.kind](path, settings, "dirty"))
    problems = [*result.file_problems, *result.problems]
    assert Counter((problem.code, problem.place.key) for problem in problems) == EXPECTED[name]
    assert {problem.code for problem in problems if problem.severity == "error"} == ERRORS & {
        code for code, _ in EXPECTED[name]
    }
    for problem in problems:
        assert problem.place.file, problem
        assert problem.place.line or not problem.place.key, problem

    mended = {product.skus[0].code: product for product in result.products.values()}
    assert {good.id for good in GOODS} - {""} <= set(mended)
    assert mended["A-2"].name == 'Ваза "Роза"'
    assert (mended["B-1"].skus[0].price, mended["C-2"].skus[0].stock) == (199050, 0)
    assert "<p>" in mended["A-3"].description
    assert "«третья»" in mended["A-3"].description or "&laquo;третья&raquo;" in mended["A-3"].description
    assert mended["E-1"].pictures == mended["E-2"].pictures == ()


@pytest.mark.parametrize(
    ("text", "name", "description"),
    [
        ("AT&amp;T", "AT&T", "AT&T"),
        ("a &amp;amp;quot;b&quot;", 'a "b"', 'a "b"'),
        ("&amp;lt;b&amp;gt;x &amp;amp;laquo;y", "<b>x «y", "<b>x &laquo;y"),
        ("<p>x &amp;amp;nbsp; y &amp; z</p>", "<p>x   y & z</p>", "<p>x &nbsp; y &amp; z</p>"),
        ("& alone &; &nosuch;", "& alone &; &nosuch;", "& alone &; &nosuch;"),
    ],
)
def test_entities_are_resolved_as_often_as_they_were_escaped(text: str, name: str, description: str) -> None:
    assert (one_line(text), rich_text(text)) == (" ".join(name.split()), description)

"""Whatever happens to a feed on its way, a reader yields records or says in our own words why not."""

import contextlib
import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.model.errors import AliexportError, SourceError
from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.reading import Item
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from aliexport_tui.sources.xml.repair import Repair
from aliexport_tui.sources.yml.feed import read_yml
from tests.sources.support import DATA, Result

CLEAN = (DATA / "clean.xml").read_bytes()
ROWS = (DATA / "rows.csv").read_bytes()
CSV = SourceSettings(kind="csv", csv=CsvSettings(columns={"sku": "Артикул", "name": "Название", "price": "Цена"}))
PIECES = [
    b"&",
    b"<",
    b">",
    b"\x00",
    b"\x07",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"&nbsp;",
    b"\xff\xfe",
    b"\xd0",
    b'"',
    b"\n",
]
PIECES += [b"<offer id='501'>", b"</offer>", b"<category id='1'>", b"&#0;", b"\xef\xbb\xbf", b";", b"<!ENTITY a 'b'>", b"\r"]


@st.composite
def mutated(draw: st.DrawFn, whole: bytes) -> bytes:
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["insert", "delete", "change", "repeat", "cut"])):
            case "insert":
                data[at:at] = draw(st.sampled_from(PIECES))
            case "delete":
                del data[at : at + draw(st.integers(1, 200))]
            case "change" if data:
                data[at] = draw(st.integers(0, 255))
            case "repeat":
                piece = data[at : at + draw(st.integers(1, 400))]
                data[at:at] = piece
            case "cut" if draw(st.booleans()):
                del data[at:]
    return bytes(data)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=mutated(CLEAN))
def test_a_mutated_feed_never_gives_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(data)
    items: Iterator[Item] = read_yml(path, SourceSettings())
    with contextlib.suppress(SourceError):  # at the first item or never
        items = itertools.chain([next(items)], items)
    result = Result(items)
    codes = [sku.code for product in result.products.values() for sku in product.skus]
    assert len(codes) == len(set(codes)), "each SKU code once"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=mutated(ROWS))
def test_a_mutated_table_never_gives_a_traceback(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    with contextlib.suppress(AliexportError):
        Result(read_mapped(path, CSV))


@given(text=st.text(alphabet="ab&;<>!-[]CDATA#x1 \x07", max_size=120), seed=st.integers(0, 999))
def test_repair_does_not_depend_on_where_blocks_are_cut(text: str, seed: int) -> None:
    whole = "".join(Repair()([text]))
    chance = random.Random(seed)
    pieces = []
    rest = text
    while rest:
        size = chance.randint(1, 9)
        pieces.append(rest[:size])
        rest = rest[size:]
    assert "".join(Repair()(pieces)) == whole


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a & b", "a &amp; b"),
        ("a &amp; b &lt; &#1234; &#x4e;", "a &amp; b &lt; &#1234; &#x4e;"),
        ("?a=1&b=2", "?a=1&amp;b=2"),
        ("&nosuch; &nbsp;", "&amp;nosuch; &nbsp;"),
        ("<![CDATA[a & b < 5]]> & c", "<![CDATA[a & b < 5]]> &amp; c"),
        ("<!-- a & b --> &", "<!-- a & b --> &amp;"),
        ("&#0;&#x1f;a\x0b", "a"),
        ("x < 5 и <b>", "x &lt; 5 и <b>"),
        ("<![CDATA[ &", "<![CDATA[ &"),
    ],
)
def test_repair(text: str, mended: str) -> None:
    assert "".join(Repair()([text])) == mended

"""Whatever 1C's files are made into on their way: records, or our own words why not. Taking records apart without the
parser gives what the parser gives."""

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.commerceml import collecting
from aliexport_tui.sources.commerceml.collecting import Exchange
from aliexport_tui.sources.commerceml.elements import Collector
from aliexport_tui.sources.commerceml.finding import find_set
from aliexport_tui.sources.commerceml.nodes import Node, Record
from aliexport_tui.sources.commerceml.reading import read_commerceml
from aliexport_tui.sources.commerceml.shelf import Shelf
from tests.sources.commerceml_sets import (
    BLUE,
    SETTINGS,
    catalogue,
    details,
    document,
    good,
    offer,
    package,
    price,
    traits,
    values,
)
from tests.sources.support import Result
from tests.sources.test_mutations import mutated

IMPORT = catalogue(
    good(values(("p1", BLUE), ("p2", "5 &lt; 6")) + details(Вес="1,5", Код="&quot;7&quot;") + "<Картинка>1.jpg</Картинка>"),
    good("<БазоваяЕдиница Код='796'/><Описание>a &amp; b</Описание>", id="b", attributes=' Статус="Удален"'),
).encode()
OFFERS = package(
    offer(traits(Размер="38") + '<Склад ИдСклада="w1" КоличествоНаСкладе="2"/>', id="a#1", prices=price("1,5") + price("2")),
    offer("<Остатки><Остаток><Склад><Ид>w</Ид><Количество>-2</Количество></Склад></Остаток></Остатки>", id="a#2"),
).encode()
SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class ParserOnly(Collector):
    """Leaves every record to the parser."""

    def __init__(self, tree: Node, origin: str, record: str, around: str) -> None:
        super().__init__(tree, origin, "", "")


def collected(folder: Path, data: bytes, *, plain: bool) -> object:
    """All that is held after reading; the error's code where it can't be read."""
    (folder / "one.xml").write_bytes(data)
    with pytest.MonkeyPatch.context() as patch, Exchange() as exchange:
        if not plain:
            patch.setattr(collecting, "Collector", ParserOnly)
        try:
            for member in find_set(folder / "one.xml", folder, "").members:
                exchange.read(member)
        except AliexportError as error:
            return error.code, error.place.line
        exchange.seal()
        groups = exchange.classifier.groups
        whole = exchange.whole_catalogue, exchange.whole_package
        return [*exchange.goods.all()], [*exchange.offers.all()], groups, exchange.problems, whole, exchange.warehouses


PIECES = [
    "<Ид>x</Ид>", "<Ид>", "</Ид>", "<Наименование>A &amp; B &quot;C&quot;</Наименование>", "<Описание/>", "<Описание />",
    "<Описание>a > b</Описание>", "<Описание>a ]]> b</Описание>", "<Описание><b>x</b></Описание>", "<Вес>1</Вес >",
    "<Описание><![CDATA[<Ид>y</Ид>]]></Описание>", "<!-- <Ид>z</Ид> -->", "<?php x ?>", "&nbsp;", "&#1;", "&bad;", "&",
    '<БазоваяЕдиница Код="796 " НаименованиеПолное="a > b"/>', "<БазоваяЕдиница Код='7' Код='8'>шт</БазоваяЕдиница>",
    '<БазоваяЕдиница Код="&quot;">шт</БазоваяЕдиница>', "<БазоваяЕдиница Код=\"a\nb\">шт</БазоваяЕдиница>",
    "<Группы><Ид>g</Ид></Группы>", "<c:Артикул>1</c:Артикул>", "<Чужое><Ид>n</Ид></Чужое>", "<Чужое a='1'/>", "\n\t", "text",
    '<Склад ИдСклада="w" КоличествоНаСкладе="2"/>', "<Склад></Склад>", price("5"), "<Цены>" + price("5") + "</Цены>",
    "<Остатки><Остаток><Склад><Количество>2</Количество></Склад></Остаток></Остатки>", traits(Размер="1"),
    values(("p", "v")), "<Ид\n>k</Ид\n>", "</Товар>", "<Товар>", "<Товар/>", "</Предложение>", "<Предложение>", "<1x/>",
    "< Ид>", "<Ид", ">", "<", "\x07", "é", "<Ид>²</Ид>", "<Ид²>x</Ид²>", "<Предложение Статус='Удален'>", "<Товары/>",
]  # fmt: skip


@SLOW
@given(found=st.lists(st.sampled_from(PIECES), max_size=7), offers=st.booleans())
def test_records_taken_apart_are_what_the_parser_makes_of_them(tmp_path: Path, found: list[str], offers: bool) -> None:
    inner = "".join(found)
    text = package(offer(inner), offer()) if offers else catalogue(good(inner), good(id="b"))
    assert collected(tmp_path, text.encode(), plain=True) == collected(tmp_path, text.encode(), plain=False)


@SLOW
@given(data=mutated(IMPORT))
def test_mutated_goods_read_alike_with_and_without_the_parser(tmp_path: Path, data: bytes) -> None:
    assert collected(tmp_path, data, plain=True) == collected(tmp_path, data, plain=False)


@SLOW
@given(goods=mutated(IMPORT), offers=mutated(OFFERS))
def test_a_mutated_set_never_gives_a_traceback(tmp_path: Path, goods: bytes, offers: bytes) -> None:
    folder = tmp_path / "set"
    folder.mkdir(exist_ok=True)
    (folder / "import.xml").write_bytes(goods)
    (folder / "offers.xml").write_bytes(offers)
    with contextlib.suppress(AliexportError):
        result = Result(read_commerceml(folder, SETTINGS))
        codes = [sku.code for product in result.products.values() for sku in product.skus]
        assert len(codes) == len(set(codes)), "each SKU code once"
        assert not set(codes) & set(result.updates)


def test_plainly_written_records_do_not_reach_the_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Collector, path: list[str], name: str, attributes: dict[str, str]) -> None:
        assert name not in ("Товар", "Предложение")
        Collector.start(self, path, name, attributes)

    monkeypatch.setattr(collecting, "Collector", type("Watched", (Collector,), {"start": refused}))
    for number, data in enumerate((IMPORT.replace(b"'796'", b'"796"'), OFFERS)):
        (tmp_path / f"{number}.xml").write_bytes(data)
    assert len(Result(read_commerceml(tmp_path, SETTINGS)).products) == 1


def test_the_shelf_finds_all_of_a_key_and_knows_what_is_left() -> None:
    chance = random.Random(7)
    keys = [str(chance.randint(0, 300)) for _ in range(1_000)]
    with Shelf() as shelf:
        for number, key in enumerate(keys):
            shelf.put(key, 0, Record(1, number, b"\x01", [key]))
        for number in range(50):
            shelf.put("cut", 1, Record(1, number, b"\x01", ["cut"]))
        shelf.cut(1_000)
        shelf.seal()
        assert [kept.line for kept in shelf.all()] == list(range(1_000))
        for key in ("5", "17", "no"):
            assert [kept.line for kept in shelf.take(key)] == [at for at, one in enumerate(keys) if one == key]
            assert shelf.is_taken(key) == (key in keys)
        left = list(shelf.left())
        assert sorted(kept.line for group in left for kept in group) == [
            at for at, one in enumerate(keys) if one not in ("5", "17")
        ]
        assert all(len({kept.key for kept in group}) == 1 for group in left)
        assert all(shelf.repeats(key) for key in keys if keys.count(key) > 1)
        assert list(shelf.left()) == []


def test_many_patterns_do_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliexport_tui.sources.commerceml.plain._KNOWN", 5)
    monkeypatch.setattr("aliexport_tui.sources.commerceml.said._KNOWN", 5)
    monkeypatch.setattr("aliexport_tui.sources.commerceml.classifier._CACHED", 5)
    goods = (good("<Вес>1</Вес>" * number + values(("p2", str(number))), id=str(number)) for number in range(1, 20))
    result = read_all(tmp_path, catalogue(*goods), package(offer()))
    assert [product.params[0].value for product in result.products.values()] == [str(number) for number in range(1, 20)]


def read_all(folder: Path, *texts: str) -> Result:
    for number, text in enumerate(texts):
        (folder / f"{number}.xml").write_text(text, encoding="utf-8")
    return Result(read_commerceml(folder, SETTINGS))


def test_deep_groups(tmp_path: Path) -> None:
    deep = "<Группы><Группа><Ид>x</Ид>" * 29 + "</Группа></Группы>" * 29
    assert list(read_all(tmp_path, document(f"<Классификатор>{deep}</Классификатор>")).categories) == ["x"]

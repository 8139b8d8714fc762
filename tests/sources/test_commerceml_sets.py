"""Which files make a set of 1C, and what their being parts of one means."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.model.errors import AliexportError, ConfigError, SourceError
from aliexport_tui.sources.commerceml.finding import recognises_set
from aliexport_tui.sources.commerceml.reading import price_types, read_commerceml
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.settings import SourceSettings
from tests.sources.commerceml_sets import (
    CLASSIFIER,
    RETAIL,
    SETTINGS,
    TRADE,
    catalogue,
    document,
    good,
    offer,
    package,
    price,
    read,
    traits,
    values,
)
from tests.sources.support import Result

GOODS = catalogue(good())
OFFERS = package(offer())
PRICES = package(f"<Предложение><Ид>a</Ид><Цены>{price('70')}</Цены></Предложение>", kinds="", changes=True, version="3.1")
RESTS = package(
    "<Предложение><Ид>a</Ид><Остатки><Остаток><Количество>5</Количество></Остаток></Остатки></Предложение>",
    kinds="",
    changes=True,
    version="3.1",
)
DELETED = good(attributes=' Статус="Удален"')


def of(path: Path, settings: SourceSettings = SETTINGS) -> Result:
    return Result(read_commerceml(path, settings))


def figures(result: Result) -> list[tuple[str, int | None, int | None]]:
    return [(sku.code, sku.price, sku.stock) for product in result.products.values() for sku in product.skus]


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return path


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"import.xml": GOODS, "offers.xml": OFFERS},
        {"import___0f1e.xml": GOODS, "offers___77ab.xml": OFFERS},
        {"1/deep/one.xml": OFFERS, "2/two.XML": GOODS},
        {"all.xml": GOODS.replace("</КоммерческаяИнформация>", "") + OFFERS[OFFERS.index("<Пакет") :]},
        {
            "classifier.xml": document(CLASSIFIER),
            "goods.xml": catalogue(good(), classifier=""),
            "offers.xml": OFFERS,
            "contragents.xml": document("<Контрагенты><Контрагент><Ид>x</Ид></Контрагент></Контрагенты>"),
        },
    ],
)
def test_a_folder_is_read_as_one_set_whatever_its_files_are_called(tmp_path: Path, files: dict[str, str]) -> None:
    result = of(laid(tmp_path, files))
    assert (figures(result), result.codes) == ([("a", 10000, 3)], [])
    assert recognises_set(tmp_path)


def test_an_archive_and_a_folder_of_archives(tmp_path: Path) -> None:
    both = zipped(tmp_path / "both.zip", import0_1=GOODS, folder__offers0_1=OFFERS)
    assert figures(result := of(both)) == [("a", 10000, 3)]
    assert result.only.place.file == f"{both}/import0_1.xml"
    assert recognises_set(both)
    folder = tmp_path / "parts"
    folder.mkdir()
    zipped(folder / "1.zip", goods=GOODS)
    zipped(folder / "2.zip", goods=OFFERS)
    assert figures(of(folder)) == [("a", 10000, 3)]
    assert recognises_set(folder)


def test_a_single_file_is_read_alone_and_the_others_of_its_set_are_named(tmp_path: Path) -> None:
    laid(tmp_path, {"import.xml": GOODS, "offers.xml": OFFERS, "robots.xml": "<x/>"})
    result = of(tmp_path / "import.xml")
    assert result.codes == ["feed.set_beside", "feed.offers_absent"]
    assert result.file_problems[0].args == {"files": "offers.xml"}
    assert (result.only.skus, result.partial) == ((), {"a"})


def test_other_xml_in_the_folder_is_told(tmp_path: Path) -> None:
    result = of(laid(tmp_path, {"import.xml": GOODS, "offers.xml": OFFERS, "robots.xml": "<x/>"}))
    assert result.codes == ["feed.skipped_file"]
    assert result.file_problems[0].args == {"name": f"{tmp_path}/robots.xml"}


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda path: path.mkdir(), "source.no_set"),
        (lambda path: laid(path, {"a.xml": "<yml_catalog/>"}), "source.no_set"),
        (lambda path: zipped(path, a="<x/>"), "source.no_set"),
        (lambda path: path.write_text("<html><body>404</body></html>"), "source.html"),
        (lambda path: path.write_bytes(b""), "source.empty"),
        (lambda path: path.write_text("<yml_catalog><shop/></yml_catalog>"), "source.other_kind"),
        (lambda path: path.write_bytes(b"PK\x03\x04 no archive"), "source.broken"),
        (lambda path: path.write_text(GOODS.replace("<Ид>k</Ид>", "<Ид>k</И>", 1)), "source.broken"),
        (lambda path: path.write_text('<!DOCTYPE x [<!ENTITY a "b">]>' + document("&a;")), "source.entity"),
        (lambda path: path.write_text(catalogue("<a>" * 90 + "</a>" * 90)), "source.limit"),
    ],
)
def test_what_is_no_set(tmp_path: Path, write: Callable[[Path], object], code: str) -> None:
    write(tmp_path / "it")
    with pytest.raises(SourceError) as caught:
        of(tmp_path / "it")
    assert caught.value.code == code
    recognises_set(tmp_path / "it")


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/outside.xml", "a/../../b.xml", "..\\outside.xml", "C:/x.xml"])
def test_an_archive_that_wants_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("import.xml", GOODS)
        archive.writestr(name, OFFERS)
    with pytest.raises(SourceError) as caught:
        of(tmp_path / "bad.zip")
    assert caught.value.code == "source.archive_path"


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("import.xml", document(" " * 20_000_000))
    with pytest.raises(SourceError) as caught:
        of(tmp_path / "bomb.zip")
    assert (caught.value.code, caught.value.args_by_name["what"]) == ("source.limit", "packing")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + GOODS,
        catalogue(good(), namespace="urn:1C.ru:commerceml_2", version="2.04"),
        catalogue(good(), namespace="urn:1C.ru:commerceml_3", version="3.1"),
        GOODS.replace("<", "<c:").replace("<c:/", "</c:").replace("<c:?", "<?").replace("<c:!", "<!"),
        GOODS.encode("cp1251").replace(b"UTF-8", b"windows-1251"),
        GOODS.encode("utf-16").replace("UTF-8".encode("utf-16-le"), "UTF-16".encode("utf-16-le")),
        GOODS.replace("\n", "\r\n"),
        GOODS.replace("<Товар>", "<Товар><!-- x -->"),
        GOODS.replace("<Ид>a</Ид>", "<Ид><![CDATA[a]]></Ид>"),
        GOODS.replace("<Ид>a</Ид>", "<Ид> a\n</Ид>"),
    ],
)
def test_encodings_and_name_spaces(tmp_path: Path, text: str | bytes) -> None:
    result = read(tmp_path, text, OFFERS)
    assert (result.codes, result.only.name, result.only.category, figures(result)) == (
        [],
        "Куртка",
        "g1",
        [("a", 10000, 3)],
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (GOODS.encode("cp1251"), ["feed.encoding_differs"]),
        (GOODS.replace("Куртка", "Куртка & плащ"), ["feed.repaired"]),
        (GOODS + "\n<b>Warning</b>", ["feed.trailing_text"]),
        (
            GOODS.encode().replace("Куртка".encode(), "Куртка".encode()[:-1]),
            ["feed.bytes_unreadable", "feed.letters_lost"],
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, text: str | bytes, codes: list[str]) -> None:
    result = read(tmp_path, text, OFFERS)
    assert (result.codes, figures(result)) == (codes, [("a", 10000, 3)])


def test_what_was_made_later_counts(tmp_path: Path) -> None:
    old = catalogue(good(name="Старое"), good(id="b"), made="2026-01-01T00:00:00")
    new = catalogue(good(name="Новое"), changes=True, made="2026-02-01T00:00:00")
    result = read(tmp_path, new, old, OFFERS, package(offer(prices=price("90")), made="2026-04-01T00:00:00"))
    assert [product.name for product in result.products.values()] == ["Новое", "Куртка"]
    assert (figures(result)[0], result.only_changes) == (("a", 9000, 3), False)


def test_split_files_of_version_three(tmp_path: Path) -> None:
    bare = package(
        "<Предложение><Ид>a#1</Ид><ПометкаУдаления>false</ПометкаУдаления><Наименование>Куртка (38)</Наименование>"
        "</Предложение>",
        kinds="",
        version="3.1",
    )
    files = [text.replace("<Ид>a</Ид>", "<Ид>a#1</Ид>") for text in (PRICES, RESTS)]
    result = read(tmp_path, *files, GOODS, bare)
    assert (figures(result), result.codes, result.partial) == ([("a#1", 7000, 5)], [], set())


def test_prices_and_rests_alone_update_skus(tmp_path: Path) -> None:
    result = read(tmp_path, PRICES, RESTS)
    assert {code: (one.price, one.stock) for code, one in result.updates.items()} == {"a": (7000, 5)}
    assert (result.products, result.only_changes, result.codes) == ({}, True, [])


@pytest.mark.parametrize(("updates", "only_changes"), [("", True), ("main", False)])
def test_whole_offers_alone(tmp_path: Path, updates: str, only_changes: bool) -> None:
    """They bring no products; of a source that updates another one they are all there is."""
    settings = msgspec.structs.replace(SETTINGS, updates=updates)
    result = read(tmp_path, package(offer(), offer(id="b", prices=price("0"), stock="-2")), settings=settings)
    assert {code: (one.price, one.stock) for code, one in result.updates.items()} == {"a": (10000, 3), "b": (None, 0)}
    assert (result.only_changes, result.codes) == (only_changes, ["feed.stock_negative", "feed.price_missing"])


def test_offers_of_changes_that_say_nothing_of_a_known_good_are_told(tmp_path: Path) -> None:
    bare = "<Предложение><Ид>a#1</Ид><Наименование>Куртка (38)</Наименование></Предложение>"
    assert read(tmp_path, package(bare, changes=True)).codes == ["feed.skipped_without_good"]


def test_a_set_of_changes(tmp_path: Path) -> None:
    goods = catalogue(good(group="earlier"), good(id="b", attributes=' Статус="Удален"'), classifier="", changes=True)
    offers = package(offer(traits(Размер="38"), id="a#1", stock=""), offer(id="z"), changes=True)
    result = read(tmp_path, goods, offers)
    assert result.only_changes
    assert (result.partial, figures(result)) == ({"a"}, [("a#1", 10000, None)])
    assert result.only.category == "earlier", "declared in what was sent before"
    assert list(result.updates) == ["z"]
    assert (result.gone, result.codes) == (["b"], ["feed.classifier_absent", "feed.skipped_deleted"])


def test_changes_of_a_good_without_its_offers_leave_its_skus_alone(tmp_path: Path) -> None:
    result = read(tmp_path, catalogue(good(), changes=True), package(offer(id="z"), changes=True))
    assert (result.only.skus, result.partial, result.codes) == ((), {"a"}, [])


def test_another_name_for_a_package_of_changes(tmp_path: Path) -> None:
    other = OFFERS.replace("ПакетПредложений", "ИзмененияПакетаПредложений").replace(' СодержитТолькоИзменения="false"', "")
    assert read(tmp_path, GOODS, other).partial == {"a"}


@pytest.mark.parametrize(
    "mark",
    [
        DELETED,
        good("<Статус>Удален</Статус>"),
        good("<ПометкаУдаления>true</ПометкаУдаления>"),
        good(attributes=" Статус='Удалён' "),
    ],
)
def test_goods_marked_as_deleted(tmp_path: Path, mark: str) -> None:
    result = read(tmp_path, catalogue(mark, good(id="b")), package(offer(), offer(id="b")))
    assert (list(result.products), result.gone, result.codes) == (["b"], [], ["feed.skipped_deleted"])
    assert result.file_problems[0].place.key == "a"


@pytest.mark.parametrize(("changes", "found"), [(False, [("a#2", 10000, 3)]), (True, [("a#1", None, 0), ("a#2", 10000, 3)])])
def test_offers_marked_as_deleted(tmp_path: Path, changes: bool, found: list[object]) -> None:
    marked = offer("<ПометкаУдаления>true</ПометкаУдаления>" + traits(Размер="1"), id="a#1")
    result = read(tmp_path, GOODS, package(marked, offer(traits(Размер="2"), id="a#2"), changes=changes))
    assert (figures(result), result.codes) == (found, ["feed.skipped_deleted"])
    assert [sku.available for sku in result.only.skus] == [True] if not changes else [False, True]


TWO = package(offer(prices=price("100") + price("60", kind="t2")), kinds=RETAIL + TRADE)


@pytest.mark.parametrize(("wanted", "found"), [("Розничная", 10000), ("оптовая", 6000), ("t2", 6000), (" t1 ", 10000)])
def test_the_price_type_is_chosen_by_name_or_id(tmp_path: Path, wanted: str, found: int) -> None:
    chosen = msgspec.structs.replace(SETTINGS, price_type=wanted)
    assert read(tmp_path, GOODS, TWO, settings=chosen).only.skus[0].price == found


@pytest.mark.parametrize(
    ("offers", "settings", "code", "args"),
    [
        (TWO, SETTINGS, "source.price_type_needed", {"types": "Оптовая, Розничная"}),
        (TWO, msgspec.structs.replace(SETTINGS, price_type="Закупка"), "source.price_type_unknown",
         {"price_type": "Закупка", "types": "Оптовая, Розничная"}),
        (OFFERS.replace(RETAIL, RETAIL + TRADE), msgspec.structs.replace(SETTINGS, price_type="t2"),
         "source.price_type_unknown", {"price_type": "t2", "types": "Оптовая, Розничная"}),
        (package(offer(prices=price() + price(kind="t9")), kinds=""), SETTINGS, "source.price_type_needed",
         {"types": "t1, t9"}),
        (package(offer('<Склад ИдСклада="w" КоличествоНаСкладе="1"/>')),
         msgspec.structs.replace(SETTINGS, warehouses=("Тула",)),
         "source.warehouse_unknown", {"warehouse": "Тула", "warehouses": "w"}),
    ],
)  # fmt: skip
def test_what_the_settings_must_say(
    tmp_path: Path, offers: str, settings: SourceSettings, code: str, args: dict[str, str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, GOODS, offers, settings=settings)
    assert (caught.value.code, caught.value.args_by_name) == (code, args)


def test_a_price_type_that_no_offer_uses_is_no_question(tmp_path: Path) -> None:
    assert read(tmp_path, GOODS, OFFERS.replace(RETAIL, RETAIL + TRADE)).only.skus[0].price == 10000
    assert price_types(tmp_path) == ("Розничная",)


def test_detection_asks_for_the_price_type(tmp_path: Path) -> None:
    laid(tmp_path, {"import.xml": GOODS, "offers.xml": TWO})
    found = detect(tmp_path)
    assert (found.kind, found.format, found.settings.kind) == ("commerceml", "set", "commerceml")
    assert [(one.setting, one.choices) for one in found.questions] == [("price_type", ("Оптовая", "Розничная"))]
    assert detect(tmp_path / "import.xml").format == "commerceml"
    assert detect(zipped(tmp_path / "x.zip", a=GOODS)).format == "set"
    (tmp_path / "empty").mkdir()
    with pytest.raises(AliexportError) as caught:
        detect(tmp_path / "empty")
    assert caught.value.code == "source.no_set"


def test_goods_of_orders_are_no_goods(tmp_path: Path) -> None:
    order = document(f"<Документ><Ид>1</Ид><Товары>{good(id='o')}</Товары></Документ>")
    assert list(read(tmp_path, order, GOODS, OFFERS).products) == ["a"]


def test_groups_of_two_days_that_contradict_each_other_make_no_circle(tmp_path: Path) -> None:
    def tree(outer: str, inner: str) -> str:
        deeper = f"<Группы><Группа><Ид>{inner}</Ид><Наименование>{inner}</Наименование></Группа></Группы>"
        group = f"<Группа><Ид>{outer}</Ид><Наименование>{outer}</Наименование>{deeper}</Группа>"
        return document(f"<Классификатор><Группы>{group}</Группы></Классификатор>")

    result = read(tmp_path, tree("x", "y"), tree("y", "x"), tree("z", "z"))
    assert {key: one.parent for key, one in result.categories.items()} == {"x": "y", "y": "", "z": ""}


@pytest.mark.parametrize(
    ("limit", "most", "text"),
    [
        ("elements._MOST_TEXTS", 50, catalogue(good("<!-- -->" + values(*[("p2", "x")] * 60)))),
        ("elements._MOST_CHARACTERS", 500, catalogue(good("<!-- -->" + values(*[("p2", "x" * 20)] * 30)))),
        ("elements._MOST_TEXTS", 50, document("<Каталог/>" * 60)),
        ("collecting._MOST_NAMELESS", 5, catalogue(*[good(id="")] * 9)),
        ("collecting._MOST_KINDS", 5, package(*(offer(id=str(at), prices=price(kind=str(at))) for at in range(9)))),
        ("collecting._MOST", 5, catalogue(*(good(id=str(at)) for at in range(9)))),
        ("classifier._MOST", 2, GOODS),
        ("finding._MAX_FILES", 0, GOODS),
    ],
)
def test_what_has_no_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, text: str
) -> None:
    monkeypatch.setattr(f"aliexport_tui.sources.commerceml.{limit}", most)
    with pytest.raises(SourceError) as caught:
        read(tmp_path, text)
    assert (caught.value.code, caught.value.args_by_name["limit"]) == ("source.limit", str(most))


def test_a_long_index_is_sorted_in_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliexport_tui.sources.commerceml.shelf._RUN", 3)
    ids = [str(at) for at in range(20)]
    result = read(tmp_path, catalogue(*(good(id=id) for id in ids)), package(*(offer(id=id) for id in reversed(ids))))
    assert (list(result.products), result.codes) == (ids, [])

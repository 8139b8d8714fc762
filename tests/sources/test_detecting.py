"""What a file is, what it says wrongly, what has to be asked, and what is refused with advice."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aliexport_tui.model.errors import AliexportError, SourceError
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.settings import CsvSettings, Kind, SourceSettings
from tests.sources.support import SHARED, feed, offer

REAL: dict[str, Kind | str] = {
    "csv/brain_supplier_price.csv": "csv",
    "magento/m1_dataflow_export_store.csv": "magento1",
    "magento/m1_dataflow_export_svg.csv": "magento1",
    "magento/m1_importexport_svg.csv": "magento1",
    "magento/m2_fixture_gear_bags.csv": "source.fixture",
    "magento/m2_fixture_gear_watches.csv": "source.fixture",
    "magento/m2_full_export_columns_configurable.csv": "magento2",
    "magento/m2_import_configurable_multistore.csv": "magento2",
    "magento/m2_luma_configurable_products.csv": "magento2",
    "magento_rest/attribute_options.json": "source.rest_document",
    "magento_rest/attribute_set_list.json": "source.rest_document",
    "magento_rest/configurable_product.json": "source.rest_document",
    "magento_rest/msi_salable_quantity.json": "source.rest_document",
    "magento_rest/msi_source_items.json": "source.rest_document",
    "magento_rest/msi_stocks.json": "source.rest_document",
    "magento_rest/simple_child_product.json": "source.rest_document",
    "woocommerce/wc_importer_unit_sample.csv": "woocommerce",
    "woocommerce/wc_sample_products.csv": "woocommerce",
    "woocommerce_rest/attributes_list.json": "source.rest_document",
    "woocommerce_rest/products_list.json": "source.rest_document",
    "woocommerce_rest/variations_list.json": "source.rest_document",
    "xlsx/autoparts_price.xlsx": "csv",
    "xlsx/drinks_1c_tdsheet.xlsx": "csv",
    "xlsx/excel2yml_template.xlsx": "csv",
    "yml/excel2yml_striped_shirts.xml": "yml",
    "yml/ruby_parser_fixture_1.xml": "yml",
    "yml/yandex_ecom_simple.xml": "yml",
}
MAGENTO = "sku,store_view_code,attribute_set_code,product_type,categories,name,weight,price,base_image\n"


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
@pytest.mark.parametrize("name", sorted(REAL))
def test_real_files(name: str) -> None:
    expected = REAL[name]
    if "." in expected:
        with pytest.raises(SourceError) as caught:
            detect(SHARED / name)
        assert caught.value.code == expected
    else:
        assert detect(SHARED / name).kind == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the real files are not here")
@pytest.mark.parametrize("path", sorted((SHARED / "commerceml").glob("*.xml")) or [Path("none")], ids=lambda path: path.name)
def test_real_files_of_1c(path: Path) -> None:
    assert detect(path).kind == "commerceml"


def found(folder: Path, text: str | bytes, settings: SourceSettings = SourceSettings(), name: str = "f.csv") -> object:  # noqa: B008 (frozen)
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return detect(path, settings)


def test_a_declaration_that_lies_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(offer()).encode("cp1251"))
    told = detect(path)
    assert (told.kind, told.encoding, told.declared) == ("yml", "cp1251", "utf-8")
    path.write_bytes(feed(offer()).encode())
    assert detect(path).declared == ""


def test_a_table_by_its_usual_headers(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes("\ufeffАртикул;Название;Цена;Фото\nA;Б;1;https://s.example/1.jpg, https://s.example/2.jpg\n".encode())
    told = detect(path)
    assert (told.kind, told.sure, told.delimiter, told.header_line, told.encoding) == ("csv", False, ";", 1, "utf-8")
    csv = told.settings.csv
    assert csv.columns == {"sku": "Артикул", "name": "Название", "price": "Цена"}
    assert (csv.pictures, csv.separator) == (("Фото",), ",")
    assert told.questions == ()


def test_a_column_of_goods_groups_is_no_group_of_variants(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Code;Name;Group\n1;A;Товары для дома\n2;B;Товары для дома\n", encoding="utf-8")
    assert "group" not in detect(path).settings.csv.columns
    path.write_text("Code;Name;Group\n1;A;G-1\n2;B;G-1\n", encoding="utf-8")
    assert detect(path).settings.csv.columns["group"] == "Group"


def test_columns_that_nobody_can_guess_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a;b;c\n1;2;3\n", encoding="utf-8")
    told = detect(path)
    assert [(one.setting, one.choices, one.needed) for one in told.questions] == [
        ("csv.columns.sku", ("a", "b", "c"), True),
        ("csv.columns.name", ("a", "b", "c"), True),
        ("csv.columns.price", ("", "a", "b", "c"), False),
    ]
    mapped = SourceSettings(csv=CsvSettings(columns={"sku": "a", "name": "b", "price": "c"}))
    assert detect(path, mapped).questions == ()
    assert [one.setting for one in detect(path, SourceSettings(updates="main")).questions] == ["csv.columns.sku"]


def test_goods_whose_names_nobody_can_guess_are_no_table_of_prices(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Код;Штука;Цена\n1;Кружка;10\n2;Ложка;5\n", encoding="utf-8")
    asked = [one.setting for one in detect(path).questions if one.needed]
    assert asked == ["csv.columns.name"]
    path.write_text("Код;Склад;Цена\n1;Москва;10\n2;Москва;5\n", encoding="utf-8")
    assert [one.setting for one in detect(path).questions] == ["updates"]
    mapped = SourceSettings(csv=CsvSettings(columns={"name": "Склад"}))
    assert [one.setting for one in detect(path, mapped).questions if one.needed] == []


def test_what_a_magento_export_can_not_tell(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    rows = 'A,,Top,simple,"Root/Men|Root/New",Shirt,0.5,10,/a.jpg\nA,ru,,,,Рубашка,,,\nA,en,,,,Shirt,,,\n'
    path.write_text(MAGENTO + rows, encoding="utf-8")
    told = detect(path)
    assert told.kind == "magento2"
    assert [(one.setting, one.choices, one.needed) for one in told.questions] == [
        ("weight_unit", ("kg", "g", "lb", "oz"), True),
        ("store_view", ("", "en", "ru"), False),
        ("multiple", (",", "|"), False),
    ]
    answered = SourceSettings(weight_unit="lb", store_view="ru", multiple="|")
    assert detect(path, answered).questions == ()


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("", "f.csv", "source.empty"),
        ("<html><body>403", "f.html", "source.html"),
        ('{"a": 1}', "f.json", "source.format_not_read"),
        ('[{"id": 1, "permalink": "x"}]', "f.json", "source.rest_document"),
        ('{"items": [], "search_criteria": {}}', "f.json", "source.rest_document"),
        ("<rss><channel/></rss>", "f.xml", "source.not_a_feed"),
        (b"%PDF-1.4", "f.pdf", "source.not_a_feed"),
        ('category,name,sku,attribute_set\n"Gear\nBags",Bag,1,Bag\n', "f.csv", "source.fixture"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, text: str | bytes, name: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        found(tmp_path, text, name=name)
    assert caught.value.code == code


def test_a_kind_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('category,name,sku,attribute_set\n"Gear\nBags",Bag,1,Bag\n', encoding="utf-8")
    assert detect(path, kind="csv").kind == "csv"
    with pytest.raises(AliexportError) as caught:
        detect(path, kind="yml")
    assert (caught.value.code, caught.value.args_by_name) == ("source.other_kind", {"wanted": "yml", "found": "csv"})


@given(
    st.binary(max_size=300),
    st.sampled_from((b"", b"a;b\n", b"PK\x03\x04xl/", b"<yml_catalog>", b"[{", b"<table>", b"\xd0\xcf\x11\xe0")),
)
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_something_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + data)
    with contextlib.suppress(AliexportError):
        detect(path)

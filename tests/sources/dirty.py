"""One shop with every kind of dirt that real files have (`sources.md` §3), written in each format."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import msgspec

from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.sources import commerceml_sets as cml
from tests.sources.test_insales import HEADERS as INSALES
from tests.sources.test_magento1 import CONTINUED, DATAFLOW
from tests.sources.test_magento2 import HEADERS as MAGENTO2
from tests.sources.test_opencart import MACROS
from tests.sources.test_prom import HEADERS as PROM
from tests.sources.test_woocommerce import ENGLISH
from tests.sources.workbooks import write_ods, write_xlsx

PICTURE = "https://img.example/1.jpg"


@dataclass(frozen=True)
class Good:
    """One line of the dirty shop. `dirt`: what is wrong with it."""

    dirt: str
    id: str
    name: str = "Кружка"
    price: str = "390"
    old: str = ""
    stock: str = "5"
    text: str = "Белая"
    picture: str = PICTURE


GOODS = (
    Good("none", "A-1"),
    Good("blanks and entities", "A-2", name=" Ваза \u00a0 &amp;quot;Роза&amp;quot;  "),
    Good("lines and markup", "A-3", text="<p>Первая</p>\n<p>вторая; &amp;laquo;третья&amp;raquo;</p>"),
    Good("price in words", "B-1", price="1\u00a0990,50 руб."),
    Good("price on request", "B-2", price="по запросу"),
    Good("price of nothing", "B-3", price="0"),
    Good("no price", "B-4", price=""),
    Good("old price lower", "B-5", old="100"),
    Good("stock in words", "C-1", stock="скоро"),
    Good("stock below zero", "C-2", stock="-3"),
    Good("letters lost", "D-1", name="??????? ????? 12"),
    Good("no name", "D-2", name=""),
    Good("picture without a host", "E-1", picture="/upload/1.jpg"),
    Good("no picture", "E-2", picture=""),
    Good("no id", ""),
    Good("the same twice", "F-1"),
    Good("the same twice", "F-1"),
    Good("two with one id", "F-2"),
    Good("two with one id", "F-2", name="Блюдце"),
)
"""In this order. Control characters, marks, lies about the encoding are put into the bytes by each writer."""

Writer = Callable[[Path], tuple[Path, SourceSettings]]
Lines = Sequence[Sequence[str]]


def _yml(folder: Path) -> tuple[Path, SourceSettings]:
    """Declares UTF-8 and is windows-1251; a bare `&`, a control character, an orphan category, HTML entities."""
    offers = "".join(
        f"<offer id={quoteattr(good.id)}><name>{escape(good.name)}</name><price>{good.price}</price>"
        f"<oldprice>{good.old}</oldprice><count>{good.stock}</count>"
        f"<categoryId>{'99' if good.id == 'A-1' else '1'}</categoryId>"
        f"<picture>{good.picture}</picture><description>{escape(good.text)} & \x07&nbsp;</description></offer>\n"
        for good in GOODS
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE yml_catalog SYSTEM "shops.dtd">\n<yml_catalog><shop><categories>'
        f'<category id="1">Дом</category></categories><offers>\n{offers}</offers></shop></yml_catalog>'
    )
    path = folder / "dirty.xml"
    path.write_bytes(text.replace("\u00a0", " ").encode("cp1251"))
    return path, SourceSettings(kind="yml")


def _commerceml(folder: Path) -> tuple[Path, SourceSettings]:
    """Marks at the beginning, windows-1251 in one file; an orphan group, an offer without a good."""
    path = folder / "set"
    path.mkdir()
    goods = "".join(
        cml.good(
            f"<Описание>{escape(good.text)}</Описание><Картинка>{good.picture}</Картинка>",
            id=good.id,
            name=escape(good.name),
            group="g9" if good.id == "A-1" else "g1",
        )
        for good in GOODS
    )
    offers = "".join(
        cml.offer(id=good.id, name=escape(good.name), prices=cml.price(good.price), stock=good.stock) for good in GOODS
    )
    stray = cml.offer(id="Z-1", name="Ничья")
    (path / "import.xml").write_bytes(b"\xef\xbb\xbf" + cml.catalogue(goods).encode())
    (path / "offers.xml").write_bytes(cml.package(offers + stray).replace("\u00a0", " ").encode("cp1251"))
    return path, msgspec.structs.replace(cml.SETTINGS, base_url="")


MAPPED = CsvSettings(
    columns={
        "sku": "Код",
        "name": "Имя",
        "price": "Цена",
        "old_price": "Старая",
        "stock": "Остаток",
        "description": "Текст",
    },
    pictures=("Фото",),
)


def _mapped_rows() -> Lines:
    header = ("Код", "Имя", "Цена", "Старая", "Остаток", "Текст", "Фото")
    return [header, *((g.id, g.name, g.price, g.old, g.stock, g.text, g.picture) for g in GOODS)]


def _csv(folder: Path) -> tuple[Path, SourceSettings]:
    """A mark behind a line end, windows line ends, a control character, rows too short and too long."""
    rows = [*_mapped_rows(), ("G-1", "Корот\x07кая", "10"), ("G-2", "Длинная", "10", "", "1", "", PICTURE, "", "лишнее")]
    path = folder / "dirty.csv"
    path.write_bytes(b"\n\t\xef\xbb\xbf" + _delimited(rows, ";").encode())
    return path, SourceSettings(kind="csv", csv=MAPPED)


def _xlsx(folder: Path) -> tuple[Path, SourceSettings]:
    """Lines of a letterhead above the header."""
    rows: list[Sequence[str]] = [("ООО «Посуда»", "", "", ""), ("тел. +7 495 000-00-00",), ("",), *_mapped_rows()]
    return write_xlsx(folder / "dirty.xlsx", {"Прайс": rows}), SourceSettings(kind="csv", csv=MAPPED)


def _ods(folder: Path) -> tuple[Path, SourceSettings]:
    return write_ods(folder / "dirty.ods", _mapped_rows()), SourceSettings(kind="csv", csv=MAPPED)


def _html(folder: Path) -> tuple[Path, SourceSettings]:
    """A table saved as .xls, in windows-1251 while it says UTF-8."""
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in _mapped_rows())
    path = folder / "dirty.xls"
    text = f'<html><meta charset="utf-8"><body><table>{lines}</table></body></html>'
    path.write_bytes(text.replace("\u00a0", " ").encode("cp1251"))
    return path, SourceSettings(kind="csv", csv=MAPPED)


def _of_names(
    headers: Sequence[str], row: Callable[[Good], dict[str, str]], settings: SourceSettings, delimiter: str, coding: str
) -> Writer:
    def write(folder: Path) -> tuple[Path, SourceSettings]:
        lines = [headers, *([row(good).get(header, "") for header in headers] for good in GOODS)]
        path = folder / "dirty.csv"
        path.write_bytes(_delimited(lines, delimiter).encode(coding, "replace"))
        return path, settings

    return write


def _delimited(lines: Lines, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def _magento2(good: Good) -> dict[str, str]:
    return {
        "sku": good.id, "attribute_set_code": "Default", "product_type": "simple", "categories": "Default Category/Home",
        "name": good.name, "description": good.text, "weight": "0.35", "product_online": "1",
        "visibility": "Catalog, Search", "price": good.old or good.price, "special_price": good.price if good.old else "",
        "base_image": good.picture, "qty": good.stock, "is_in_stock": "1",
    }  # fmt: skip


def _dataflow(good: Good) -> dict[str, str]:
    return {
        "store": "admin", "attribute_set": "Default", "type": "simple", "category_ids": "5,10", "sku": good.id,
        "name": good.name, "image": good.picture, "price": good.old or good.price,
        "special_price": good.price if good.old else "", "weight": "1", "status": "Enabled", "visibility": "Catalog, Search",
        "description": good.text, "qty": good.stock, "is_in_stock": "1",
    }  # fmt: skip


def _continued(good: Good) -> dict[str, str]:
    return {
        "sku": good.id, "_attribute_set": "Default", "_type": "simple", "_category": "Home", "name": good.name,
        "_root_category": "Default Category", "description": good.text, "image": good.picture,
        "price": good.old or good.price, "special_price": good.price if good.old else "", "status": "1", "visibility": "4",
        "weight": "2", "qty": good.stock, "is_in_stock": "1",
    }  # fmt: skip


def _woocommerce(good: Good) -> dict[str, str]:
    return {
        "ID": "", "Type": "simple", "SKU": good.id, "Name": good.name, "Published": "1", "In stock?": "1",
        "Stock": good.stock, "Regular price": good.old or good.price, "Sale price": good.price if good.old else "",
        "Images": good.picture, "Description": good.text.replace("\n", "\\n"), "Categories": "Дом",
    }  # fmt: skip


def _prom(good: Good) -> dict[str, str]:
    return {
        "Код_товара": good.id, "Название_позиции": good.name, "Тип_товара": "r", "Цена": good.price, "Валюта": "UAH",
        "Наличие": "+", "Количество": good.stock, "Описание": good.text, "Ссылка_изображения": good.picture,
    }  # fmt: skip


def _insales(good: Good) -> dict[str, str]:
    return {
        "ID товара": good.id, "Название товара или услуги": good.name, "Полное описание": good.text, "Артикул": good.id,
        "Цена продажи": good.price, "Старая цена": good.old, "Остаток": good.stock, "Изображения": good.picture,
    }  # fmt: skip


def _opencart(good: Good) -> dict[str, str]:
    return {
        "_ID_": good.id, "_NAME_": good.name, "_MODEL_": good.id, "_SKU_": good.id, "_PRICE_": good.old or good.price,
        "_SPECIAL_": "", "_QUANTITY_": good.stock, "_STATUS_": "1", "_CATEGORY_": "Дом", "_IMAGE_": good.picture,
        "_DESCRIPTION_": good.text,
    }  # fmt: skip


WRITERS: dict[str, Writer] = {
    "yml": _yml,
    "commerceml": _commerceml,
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "html": _html,
    "magento2": _of_names(MAGENTO2, _magento2, SourceSettings(kind="magento2", weight_unit="kg"), ",", "utf-8"),
    "magento1": _of_names(DATAFLOW, _dataflow, SourceSettings(kind="magento1", weight_unit="kg"), ",", "utf-8"),
    "magento1 continued": _of_names(CONTINUED, _continued, SourceSettings(kind="magento1", weight_unit="kg"), ",", "utf-8"),
    "woocommerce": _of_names(ENGLISH, _woocommerce, SourceSettings(kind="woocommerce"), ",", "utf-8-sig"),
    "prom": _of_names(PROM, _prom, SourceSettings(kind="prom"), ",", "utf-8"),
    "insales": _of_names(INSALES, _insales, SourceSettings(kind="insales"), ";", "cp1251"),
    "opencart": _of_names(MACROS, _opencart, SourceSettings(kind="opencart"), ";", "cp1251"),
}

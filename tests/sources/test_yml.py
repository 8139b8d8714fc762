from decimal import Decimal
from pathlib import Path

import pytest

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml.feed import read_yml
from tests.sources.support import DATA, Result, feed, offer, read_text


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("clean.xml", []),
        ("windows_1251.xml", []),
        ("says_utf8_is_1251.xml", ["feed.encoding_differs"]),
        ("says_1251_is_utf8.xml", ["feed.encoding_differs"]),
        ("utf16.xml", []),
        ("php_preamble.xml", []),
        ("late_mark.xml", []),
        ("standalone.xml", []),
        ("no_shop.xml", []),
        ("bare_ampersand.xml", ["feed.repaired"]),
    ],
)
def test_the_same_product_comes_out_of_every_dirt(name: str, codes: list[str]) -> None:
    result = Result(read_yml(DATA / name, SourceSettings(), name))
    assert result.codes == codes
    assert result.categories == {"10": ShopCategory("10", "Одежда"), "12": ShopCategory("12", "Куртки", "10")}
    product = result.only
    assert (product.key, product.name, product.category) == ("501", "Куртка «Север» мужская", "12")
    assert (product.brand, product.article, product.country, product.currency) == ("Берег", "BR-77", "Россия", "RUB")
    assert product.description == "<p>Тёплая &mdash; до &minus;30</p>"
    assert product.pictures == ("https://bereg.example/upload/1.jpg", "https://bereg.example/upload/2.jpg")
    assert product.params == (Param("Размер", "50", "RU"), Param("Материал", "Хлопок"), Param("Материал", "Шерсть"))
    assert (product.weight, product.length, product.width, product.height) == (
        Decimal("1.2"),
        Decimal("40.5"),
        Decimal(30),
        Decimal(10),
    )
    assert product.tnved == ("6201930000",)
    (sku,) = product.skus
    assert (sku.code, sku.price, sku.old_price, sku.stock, sku.barcode) == ("501", 499000, 699000, 14, "4601234567893")
    assert (product.place.file, product.place.key) == (name, "501")
    notes = "Наличные & карта, P&G &nosuch; < 5" if name == "bare_ampersand.xml" else "Предоплата"
    assert product.fields == {"sales_notes": notes}


@pytest.mark.parametrize("name", ["clean.xml", "windows_1251.xml", "php_preamble.xml", "late_mark.xml"])
def test_the_place_is_the_line_of_the_file(name: str) -> None:
    (product,) = Result(read_yml(DATA / name, SourceSettings())).products.values()
    lines = (DATA / name).read_bytes().split(b"\n")
    assert product.place.line is not None
    assert b'<offer id="501"' in lines[product.place.line - 1]


def test_what_was_mended_is_counted() -> None:
    result = Result(read_yml(DATA / "bare_ampersand.xml", SourceSettings()))
    assert result.file_problems[0].args == {"ampersands": "3", "less_thans": "1", "controls": "1"}


@pytest.mark.parametrize(
    ("attributes", "inner", "title"),
    [
        ("", "<name>Стол</name>", "Стол"),
        ('type="vendor.model"', "<typePrefix>Принтер</typePrefix><vendor>HP</vendor><model>C1</model>", "Принтер HP C1"),
        ('type="vendor.model"', "<vendor>HP</vendor><model>C1</model>", "HP C1"),
        ('type="vendor.model"', "<vendor>HP</vendor><name>Принтер</name>", "Принтер"),
        ("", "<typePrefix>Принтер</typePrefix><vendor>HP</vendor><model>C1</model>", "Принтер HP C1"),
        ('type="book"', "<author>Гоголь</author><name>Нос</name>", "Гоголь – Нос"),
        ('type="audiobook"', "<name>Нос</name>", "Нос"),
        ('type="artist.title"', "<artist>Кино</artist><title>Ночь</title>", "Кино – Ночь"),
        ('type="artist.title"', "<title>Ночь</title>", "Ночь"),
        ("", "<name_ua>Стіл</name_ua><name_ru>Стол</name_ru>", "Стол"),
        ("", '<name lang="uk">Стіл</name><name lang="ru">Стол</name>', "Стол"),
        ("", "<productName>Стол</productName>", "Стол"),
        ("", "<name>Стол &amp;quot;Дуб&amp;quot;&amp;nbsp;2</name>", 'Стол "Дуб" 2'),
        ("", "<name>  Стол\n  большой </name>", "Стол большой"),
    ],
)
def test_titles(tmp_path: Path, attributes: str, inner: str, title: str) -> None:
    result = read_text(tmp_path, feed(f'<offer id="1" {attributes}><price>5</price>{inner}</offer>'))
    assert result.only.name == title
    assert result.codes == []


def test_a_product_of_retailcrm_has_its_own_name(tmp_path: Path) -> None:
    offers = "".join(
        f'<offer id="{size}" productId="7" quantity="3"><price>5</price><name>Куртка {size}</name>'
        f'<productName>Куртка</productName><param name="Размер">{size}</param></offer>'
        for size in ("S", "M")
    )
    result = read_text(tmp_path, feed(offers))
    assert (result.only.name, [sku.code for sku in result.only.skus]) == ("Куртка", ["S", "M"])


FAULTS = [
    (offer(price="0"), ["feed.price_missing"]),
    (offer(price=""), ["feed.price_missing"]),
    (offer(price="по запросу"), ["feed.price_missing"]),
    (offer("<oldprice>100</oldprice>"), ["feed.old_price_not_higher"]),
    (offer("<oldprice>90</oldprice>"), ["feed.old_price_not_higher"]),
    (offer("<oldprice>0</oldprice>"), []),
    (offer(name=""), ["feed.name_missing"]),
    (offer(name="?????? ????? 12"), ["feed.letters_lost"]),
    (offer(name="Что это? Стол???"), []),
    (offer("<description>????? ??????? ??</description>"), ["feed.letters_lost"]),
    (offer().replace("<categoryId>1<", "<categoryId>999<"), ["feed.category_orphan"]),
    (offer("<picture>/upload/1.jpg</picture>"), ["feed.picture_address"]),
    (offer("<picture>ftp://a.example/1.jpg</picture>"), ["feed.picture_address"]),
    (offer("<picture> </picture>"), []),
    (offer("<dimensions>10/20</dimensions>"), ["feed.dimensions_unreadable"]),
    (offer("<dimensions>0/0/0</dimensions>"), ["feed.dimensions_unreadable"]),
    (offer("<weight>тяжёлый</weight>"), ["feed.weight_unreadable"]),
    (offer("<weight>0</weight>"), []),
    (offer("<count>скоро</count>"), ["feed.stock_unreadable"]),
]


@pytest.mark.parametrize(("inner", "codes"), FAULTS)
def test_faults_of_an_offer(tmp_path: Path, inner: str, codes: list[str]) -> None:
    result = read_text(tmp_path, feed(inner))
    assert result.codes == codes
    assert len(result.products) == 1
    for problem in result.problems:
        assert problem.place.key == "7"
        assert problem.place.line == 2


def test_an_unreadable_price_is_none_and_names_the_text(tmp_path: Path) -> None:
    result = read_text(tmp_path, feed(offer(price="по запросу")))
    assert result.only.skus[0].price is None
    assert result.problems[0].args == {"value": "по запросу"}
    assert result.problems[0].severity == "error"


def test_an_old_price_that_is_not_higher_is_dropped(tmp_path: Path) -> None:
    assert read_text(tmp_path, feed(offer("<oldprice>100</oldprice>"))).only.skus[0].old_price is None


def test_an_orphan_stands_in_the_bucket_without_a_category(tmp_path: Path) -> None:
    assert read_text(tmp_path, feed(offer().replace("<categoryId>1<", "<categoryId>999<"))).only.category == ""


STOCKS = [
    ("", "", None, True),
    ('available="true"', "", None, True),
    ('available="false"', "", 0, False),
    ('available="false"', "<count>5</count>", 0, False),
    ("", "<disabled>true</disabled><count>5</count>", 0, False),
    ("", "<available>false</available>", 0, False),
    ("", "<count>5</count>", 5, True),
    ("", "<count>-5</count>", 0, True),
    ("", "<stock_quantity>6</stock_quantity>", 6, True),
    ("", "<quantity_in_stock>7</quantity_in_stock>", 7, True),
    ("", "<quantity>8</quantity>", 8, True),
    ('quantity="9"', "", 9, True),
    ("", '<outlets><outlet id="1" instock="4"/><outlet id="2" instock="3"/></outlets>', 7, True),
]


@pytest.mark.parametrize(("attributes", "inner", "stock", "available"), STOCKS)
def test_stock_in_every_dialect(tmp_path: Path, attributes: str, inner: str, stock: int | None, available: bool) -> None:
    (sku,) = read_text(tmp_path, feed(offer(inner, attributes=attributes))).only.skus
    assert (sku.stock, sku.available) == (stock, available)


def test_unavailable_offers_are_left_out_when_asked(tmp_path: Path) -> None:
    offers = offer(id="1", attributes='available="false"') + offer(id="2")
    assert list(read_text(tmp_path, feed(offers), SourceSettings(unavailable="skip")).products) == ["2"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<description>Просто текст &amp;laquo;он&amp;raquo;</description>", "Просто текст «он»"),
        ("<description>&lt;p&gt;Да&lt;/p&gt;</description>", "<p>Да</p>"),
        ("<description>&amp;lt;p&amp;gt;Да&amp;lt;/p&amp;gt;</description>", "<p>Да</p>"),
        ("<description><p>Да<br/>нет</p> и <b>так</b></description>", "<p>Да<br>нет</p> и <b>так</b>"),
        ("<description></description><description_ua>Так</description_ua>", "Так"),
    ],
)
def test_descriptions(tmp_path: Path, inner: str, text: str) -> None:
    assert read_text(tmp_path, feed(offer(inner))).only.description == text


def test_html_entities_stand_for_letters_in_attributes_too(tmp_path: Path) -> None:
    params = read_text(tmp_path, feed(offer('<param name="Вес&nbsp;&laquo;нетто&raquo;">5&times;2</param>'))).only.params
    assert params == (Param("Вес «нетто»", "5×2"),)


@pytest.mark.parametrize(
    ("url", "base", "result"),
    [
        (" https://a.example/1.jpg\n", "", "https://a.example/1.jpg"),
        ("//a.example/1.jpg", "", "https://a.example/1.jpg"),
        ("//a.example/1.jpg", "http://shop.example", "http://a.example/1.jpg"),
        ("/upload/1.jpg", "https://shop.example/x/", "https://shop.example/upload/1.jpg"),
        ("1.jpg", "https://shop.example/x/", "https://shop.example/x/1.jpg"),
        ("https://a.example/м 1.jpg?a=1&amp;amp;b=2", "", "https://a.example/м%201.jpg?a=1&b=2"),
    ],
)
def test_picture_addresses(tmp_path: Path, url: str, base: str, result: str) -> None:
    settings = SourceSettings(base_url=base)
    assert read_text(tmp_path, feed(offer(f"<picture>{url}</picture>")), settings).only.pictures == (result,)


CATEGORY_FAULTS = [
    ('<category id="2" parentId="1">Б</category><category id="1">А</category>', [], {"1": "", "2": "1"}),
    ('<category id="1" parentId="66">А</category>', ["feed.category_parent_missing"], {"1": ""}),
    ('<category id="1" parentId="1">А</category>', ["feed.category_circle"], {"1": ""}),
    (
        '<category id="1" parentId="2">А</category><category id="2" parentId="1">Б</category>',
        ["feed.category_circle"],
        {"1": "", "2": "1"},
    ),
    ('<category id="1">А</category><category id="1">А</category>', [], {"1": ""}),
    ('<category id="1">А</category><category id="1">Б</category>', ["feed.category_repeated"], {"1": ""}),
    ('<category>А</category><category id="1">Б</category>', ["feed.category_without_id"], {"1": ""}),
    ('<category id=" ЦУ01 ">А</category><category id="1">Б</category>', [], {"ЦУ01": "", "1": ""}),
]


@pytest.mark.parametrize(("inner", "codes", "parents"), CATEGORY_FAULTS)
def test_category_trees(tmp_path: Path, inner: str, codes: list[str], parents: dict[str, str]) -> None:
    result = read_text(tmp_path, feed(offer(), f"<categories>{inner}</categories>"))
    assert result.codes == codes
    assert {key: category.parent for key, category in result.categories.items()} == parents


def test_categories_may_stand_behind_the_offers(tmp_path: Path) -> None:
    text = f'<yml_catalog><offers>{offer()}</offers><categories><category id="1">А</category></categories></yml_catalog>'
    result = read_text(tmp_path, text)
    assert (result.only.category, result.codes) == ("1", [])


def test_offers_without_an_id_are_named_and_left_out(tmp_path: Path) -> None:
    result = read_text(tmp_path, feed(offer(id="") + "\n" + offer(id="2")))
    assert list(result.products) == ["2"]
    assert [(problem.code, problem.place.line) for problem in result.file_problems] == [("feed.id_missing", 2)]


def test_products_of_promos_are_no_offers(tmp_path: Path) -> None:
    promo = '<promos><promo id="1"><purchase><product offer-id="7"/></purchase></promo></promos>'
    assert list(read_text(tmp_path, feed(offer()).replace("<offers>", f"{promo}<offers>")).products) == ["7"]


def test_a_feed_without_offers_says_so(tmp_path: Path) -> None:
    assert read_text(tmp_path, feed("")).codes == ["feed.no_offers"]


def test_a_few_cut_letters_do_not_turn_utf8_into_1251(tmp_path: Path) -> None:
    good = feed(offer(name="Очень длинное русское название товара для дома"))
    result = read_text(tmp_path, good.encode().replace("товара".encode(), "товара".encode()[:-1]))
    assert result.file_problems[0].code == "feed.bytes_unreadable"
    assert result.only.name.startswith("Очень длинное русское")


def test_what_stands_behind_the_root_is_ignored_and_told(tmp_path: Path) -> None:
    result = read_text(tmp_path, feed(offer()) + "\n<br />Warning: mysql_close()")
    assert (result.codes, len(result.products)) == (["feed.trailing_text"], 1)


REFUSED = [
    ("", "source.empty"),
    (" \n\t ", "source.empty"),
    ("<!DOCTYPE html><html><body>503</body></html>", "source.html"),
    ("<table><tr><td>1</td></tr></table>", "source.html"),
    ("PK\x03\x04xl/workbook.xml", "source.format_not_read"),
    ('<?xml version="1.0"?><КоммерческаяИнформация/>', "source.format_not_read"),
    ('{"error": 1}', "source.format_not_read"),
    ('<?xml version="1.0"?><rss/>', "source.not_a_feed"),
    ("a;b;c\n1;2;3\n", "source.other_kind"),
    ("%PDF-1.7", "source.not_a_feed"),
    (feed(offer())[:-40], "source.broken"),
    (feed(offer() + "<offer id='8'><name>А</offer>"), "source.broken"),
    (feed(offer().replace("</name>", "</naem>")), "source.broken"),
    (feed(offer(), head='<!DOCTYPE yml_catalog [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "source.entity"),
    (feed("<a>" * 100 + "</a>" * 100), "source.limit"),
    (feed("".join(f"<x{number}/>" for number in range(60_000))), "source.limit"),
    (feed(offer("<description>" + "x" * 4_200_000 + "</description>")), "source.limit"),
    (feed(offer(f'<param name="{"x" * 70_000}">1</param>')), "source.limit"),
    (feed(offer(f'<param name="{"x" * 9_000_000}">1</param>')), "source.limit"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_a_file_that_can_not_be_read_is_refused_whole(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(text)
    with pytest.raises(SourceError) as caught:
        next(read_yml(path, SourceSettings(), "https://shop.example/feed.xml"))
    assert caught.value.code == code
    assert caught.value.place.file == "https://shop.example/feed.xml"


def test_a_break_is_named_by_line_and_offer(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(offer(id="7") + "\n" + offer(id="8") + "\n" + offer(id="9").replace("</name>", "</naem>")))
    with pytest.raises(SourceError) as caught:
        next(read_yml(path, SourceSettings()))
    assert (caught.value.place.line, caught.value.place.key) == (4, "9")


def test_a_missing_file_is_told_from_an_unreadable_one(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.xml", "source.not_found"), (tmp_path, "source.folder")):
        with pytest.raises(SourceError) as caught:
            next(read_yml(path, SourceSettings()))
        assert caught.value.code == code

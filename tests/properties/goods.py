"""Generated shops: dirty products, profiles that map them well and badly, over the sandbox's own category tree."""

import random
from collections.abc import Sequence
from decimal import Decimal

import msgspec
from hypothesis import strategies as st

from aliexport_tui.listing.recipe import Recipe, resolve
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.product import Param, Product, ShopCategory, Sku
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    BrandRule,
    Card,
    CategoryMapping,
    LanguageTexts,
    Pick,
    PriceRule,
    PriceStep,
    Profile,
    Setting,
    StockRule,
    Texts,
    ValueMatch,
)
from aliexport_tui.model.schema import Category, Property, Value
from tests.listing.test_against_sandbox import LEAVES, VIEW

replace = msgspec.structs.replace

TREE = ShopTree((ShopCategory("1", "Всё"), ShopCategory("10", "Товары", "1")))

DIRT = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\t\n",
    "Кружка «Утро» 0,33 л",
    "  два   пробела ",
    "<b>жирно</b>",
    "a < b > c",
    "&lt;p&gt;дважды&lt;/p&gt;",
    "&amp;nbsp;",
    "<script>alert(1)</script>",
    "\x07звонок\x9f",
    "🧦 носки 👨‍👩‍👧",
    "e\u0301\u0301\u0301",
    "\u202eсправа налево",
    "{name}",
    "|;,:-–",
    "А" * 217,
    "А" * 218,
    "А" * 219,
    "слово " * 60,
    "x" * 41,
    "я" * 40,
    "-1",
    "0",
    "null",
)
TEXTS = st.one_of(st.sampled_from(DIRT), st.text(max_size=6).filter(lambda text: text.isprintable()))
LINKS = st.sampled_from(
    (
        "https://img.example.ru/1.jpg",
        "//img.example.ru/2.jpg",
        "HTTP://IMG.example.ru/3.JPG",
        "http://img.example.ru/с пробелом.png",
        "https://img.example.ru:99999/4.jpg",
        "http://[::1/5.jpg",
        "http:///6.jpg",
        "ftp://img.example.ru/7.jpg",
        "https://img.example.ru/8\u200b.jpg",
        "https://img.example.ru/v.avi",
        "HTTPS://img.example.ru/v.MOV",
        "https://img.example.ru/v.mp4",
        "https://img.example.ru/v.png?x=1#y",
        "https://user@img.example.ru/9.jpg",
        " ",
        "",
    )
)
AMOUNTS = st.sampled_from((None, -1, 0, 1, 99, 100, 199_000, 499_999_999, 500_000_000, 500_000_001, 10**15))
COUNTS = st.sampled_from((None, -5, 0, 1, 7, 999_998, 999_999, 1_000_000, 10**12))
SIZES = st.sampled_from(
    (
        None,
        *map(
            Decimal,
            ("0", "0.001", "0.01", "0.0123456789012", "1", "12.5", "29.999", "700", "700.0000000001", "701", "1E+3", "-2"),
        ),
    )
)
CODES = st.sampled_from(
    ("", "4600000000008", "12345678", "46000", "x", "6204623100", "6204 6231;00", "14.12.30.160", "14", "٤٦٠٠٠٠٠٠", "1.2.3")
)
NUMBERS: st.SearchStrategy[Setting] = st.sampled_from(
    (
        0,
        1,
        2,
        5,
        30,
        31,
        99,
        100,
        700,
        701,
        100_000,
        100_001,
        "0.009",
        "0.01",
        "12,5",
        "0.12345678901",
        "1e3",
        "NaN",
        "да",
        " ",
    )
)


def _picks(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Setting]:
    return st.one_of(
        texts,
        st.builds(lambda text: Pick(const=text), texts),
        st.builds(lambda text: Pick(param="нет такого", default=text), texts),
        st.just(Pick(param="Особое")),
        st.just(Pick(template="{param.Особое|name}")),
        st.just(Pick(field="article")),
    )


CARD = Card(
    package_length=30,
    package_width=20,
    package_height=5,
    weight="0.6",
    product_unit=100000015,
    shipping_lead_time=5,
    freight_template_id="24117182098",
)
_TEMPLATES = st.sampled_from(
    (
        "",
        "{name}",
        "{name}, {brand}",
        "{description}",
        "{params}",
        "{param.Особое|name|'нет'}",
        "{ {{ } }}",
        "<p>{name}</p>",
        " ",
    )
)
_LANGUAGE = st.builds(LanguageTexts, subject=_TEMPLATES, web=_TEMPLATES, mobile=_TEMPLATES)
BRANDS = tuple(brand.name for brand in VIEW.brands())
_PAIR = st.sampled_from(((5, 10), (99, 2), (1, 100_000), (0, 5), (100, 2), (5, 1), ("5", None), (Pick(param="Особое"), 3)))

ODD_CARD: dict[str, st.SearchStrategy[Setting]] = {
    "package_length": NUMBERS,
    "package_height": _picks(st.sampled_from(("700", "700.5", "1"))),
    "weight": st.one_of(NUMBERS, _picks(st.sampled_from(("0.0123456789012345", "3", "1e-3", "700")))),
    "shipping_lead_time": NUMBERS,
    "product_unit": st.sampled_from((100000013, 100000016, "100000019")),
    "package_type": st.sampled_from((True, False, "да", "может быть")),
    "lot_num": NUMBERS,
    "bulk_order": NUMBERS,
    "size_chart_id": st.sampled_from(("", "300001", "300009")),
    "freight_template_id": st.sampled_from(("24117182114", "1")),
    "gtin": _picks(CODES),
    "tnved_codes": _picks(CODES),
    "okpd2_codes": _picks(CODES),
    "video_url": _picks(LINKS),
    "preview_url": _picks(LINKS),
    "external_category_id": _picks(TEXTS),
    "sku_code": st.sampled_from(
        (
            Pick(field="barcode"),
            Pick(template="{key}-{code}"),
            Pick(field="barcode", default=" "),
            Pick(template="{article}/{barcode|code}"),
        )
    ),
}
ODD_PROFILE: dict[str, st.SearchStrategy[object]] = {
    "language": st.sampled_from(("en", "tr")),
    "attributes": st.lists(
        st.builds(
            lambda name, source, unit: AttributeMapping(id="-1", name=name, source=source, unit=unit),
            st.sampled_from(("Серия", " ", "Рисунок на кружке")),
            _picks(TEXTS),
            st.sampled_from(("", "см")),
        ),
        max_size=2,
    ).map(tuple),
    "brand": st.builds(
        BrandRule,
        source=_picks(st.sampled_from(BRANDS)),
        missing=st.sampled_from(("omit", "block")),
        unknown=st.sampled_from(("block", "omit")),
    ),
    "price": st.builds(
        PriceRule,
        steps=st.lists(
            st.builds(
                PriceStep,
                op=st.sampled_from(("add", "subtract", "add_percent", "subtract_percent", "round", "min", "max")),
                value=st.sampled_from(("0.005", "1", "10", "100", "33,3", "5000000", "x")),
                mode=st.sampled_from(("nearest", "up", "down")),
            ),
            max_size=3,
        ).map(tuple),
        old_price=st.booleans(),
    ),
    "stock": st.builds(
        StockRule,
        percent=st.sampled_from((0, 33, 100)),
        reserve=st.sampled_from((0, 2)),
        minimum=st.sampled_from((0, 3)),
        cap=st.sampled_from((0, 8, 999_999)),
        available_means=st.sampled_from((0, 5, 999_999)),
    ),
    "texts": st.one_of(
        st.builds(Texts, ru=_LANGUAGE, en=_LANGUAGE, tr=_LANGUAGE, missing=_TEMPLATES),
        st.builds(Texts, ru=st.just(LanguageTexts("{name}", "{description|name}")), en=_LANGUAGE, missing=st.just("{name}")),
    ),
    "image_limit": st.integers(1, 6),
}
ODD_PRODUCT: dict[str, st.SearchStrategy[object]] = {
    "key": st.sampled_from(("ключ", "K 1", " ", "0")),
    "name": TEXTS,
    "category": st.sampled_from(("1", "", "нет такой")),
    "brand": st.sampled_from(("", "нет такого", *BRANDS)),
    "article": st.sampled_from((" ", "")),
    "description": TEXTS,
    "currency": st.sampled_from(("RUB", "", " rur ", "USD")),
    "pictures": st.lists(LINKS, max_size=8).map(tuple),
    "weight": SIZES,
    "length": SIZES,
    "width": SIZES,
    "tnved": st.lists(CODES, max_size=2).map(tuple),
}
ODD_SKU: dict[str, st.SearchStrategy[object]] = {
    "code": st.one_of(st.sampled_from(("C0", " C1 ", "", "код", "x" * 300)), TEXTS),
    "price": AMOUNTS,
    "old_price": AMOUNTS,
    "stock": COUNTS,
    "available": st.just(False),
    "barcode": CODES,
    "pictures": st.lists(LINKS, max_size=2).map(tuple),
}


def _odd(
    draw: st.DrawFn, kinds: dict[str, st.SearchStrategy[Setting]] | dict[str, st.SearchStrategy[object]], most: int
) -> dict[str, object]:
    """A few members out of the ordinary, so that a good part of what is made passes and combinations are tried."""
    names = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=most, unique=True))
    return {name: draw(kinds[name]) for name in names}


class Wear:
    """How much is amiss in a category's many properties: the number is drawn, what it breaks is a matter of chance."""

    def __init__(self, seed: int, share: float) -> None:
        self.chance = random.Random(seed)
        self._share = share

    def hits(self, share: float = 1.0) -> bool:
        return self.chance.random() < self._share * share


class Case(msgspec.Struct, frozen=True):
    """A profile and one product of it; shown without the members that are at their defaults."""

    profile: Profile
    product: Product

    def __repr__(self) -> str:
        return f"Case({msgspec.json.encode(self).decode()})"

    @property
    def recipe(self) -> Recipe:
        return resolve(self.profile, self.product.category, TREE, VIEW)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    category = VIEW.category(draw(st.sampled_from(LEAVES)))
    assert category is not None
    wear = Wear(draw(st.integers(0, 2**20)), draw(st.sampled_from((0.0, 0.0, 0.05, 0.3))))
    return Case(draw(profiles(category, wear)), draw(products(category, wear)))


@st.composite
def profiles(draw: st.DrawFn, category: Category, wear: Wear) -> Profile:
    odd = _odd(draw, ODD_CARD, 2)
    mapping = CategoryMapping(
        shop=draw(st.sampled_from(("1", "10"))),
        target=category.id,
        card=replace(Card(), **odd),
        attributes=tuple(_attribute(category, found, wear) for found in category.properties if not wear.hits()),
    )
    profile = Profile(
        code="main",
        name="Главный",
        categories=(mapping,),
        axes=tuple(_axis(category, found, wear) for found in category.sku_properties if not wear.hits(0.3)),
        brand=BrandRule(unknown="omit"),
        card=CARD,
    )
    return replace(profile, **_odd(draw, ODD_PROFILE, 2))


def _attribute(category: Category, found: Property, wear: Wear) -> AttributeMapping:
    """A source that fits mostly: the feed's param of the property's name."""
    chance = wear.chance
    source: Setting = Pick(param=found.name, default=" ") if wear.hits() else Pick(param=found.name)
    values = VIEW.values(category.id, found.id, False)
    rows = (ValueMatch("иное", chance.choice(values).id if values and not wear.hits() else "-1", "Иное"),)
    unit = chance.choice(found.units).name if found.units and chance.random() < 0.3 else ""
    return AttributeMapping(
        id=found.id,
        source=source,
        unit="вершок" if wear.hits() else unit,
        values=rows,
        separator=chance.choice(("", ";")),
        unmatched=chance.choice(("text", "omit")) if not wear.hits() else "block",
    )


def _axis(category: Category, found: Property, wear: Wear) -> AxisMapping:
    chance = wear.chance
    values = VIEW.values(category.id, found.id, True)
    fallback = chance.choice(values).id if values and chance.random() < 0.5 else ""
    return AxisMapping(
        id=found.id,
        source=Pick(param=found.name),
        values=(ValueMatch("иное", "-1", "Своё имя"),),
        fallback_id="1" if wear.hits() else fallback,
        own_name=chance.random() < 0.8,
        picture=chance.random() < 0.5,
    )


@st.composite
def products(draw: st.DrawFn, category: Category, wear: Wear) -> Product:
    product = Product(
        key=str(draw(st.integers(1, 9999))),
        name="Кружка",
        category="10",
        article="A-1",
        description="<p>Хорошая вещь</p>",
        currency="RUR",
        pictures=("https://img.example.ru/1.jpg",),
        params=(*_params(category.id, category.properties, wear, sku=False), Param("Особое", draw(TEXTS))),
        skus=tuple(draw(skus(category, wear, number)) for number in range(draw(st.integers(1, 3)))),
    )
    return replace(product, **_odd(draw, ODD_PRODUCT, 3))


@st.composite
def skus(draw: st.DrawFn, category: Category, wear: Wear, number: int) -> Sku:
    sku = Sku(
        code=f"C{number}",
        price=199_000,
        old_price=draw(st.sampled_from((None, 249_000))),
        stock=7,
        barcode=f"46{number:011}",
        params=_params(category.id, category.sku_properties, wear, sku=True),
    )
    return replace(sku, **_odd(draw, ODD_SKU, 1))


def _params(category: str, properties: Sequence[Property], wear: Wear, *, sku: bool) -> tuple[Param, ...]:
    made = []
    for found in properties:
        if wear.hits():
            continue
        for _ in range(1 if sku else wear.chance.choice((1, 1, 1, 2))):
            unit = wear.chance.choice(found.units).name if found.units and wear.chance.random() < 0.6 else ""
            made.append(Param(found.name, _value(VIEW.values(category, found.id, sku) or (), wear, many=not sku), unit))
    return tuple(made)


def _value(values: Sequence[Value], wear: Wear, *, many: bool) -> str:
    chance = wear.chance
    if wear.hits():
        return chance.choice((*DIRT, "5", "иное", "7;7;8"))
    if not values:
        return chance.choice(("5", "5", "12.5", "7;7;8"))
    if not many or chance.random() < 0.9:
        return chance.choice(values[:40]).name
    return ";".join(chance.choice(values[:3]).name.upper() for _ in range(3))

"""A small schema, profile and product that build without a problem; tests alter one thing at a time."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from aliexport_tui.listing.build import build
from aliexport_tui.listing.recipe import Recipe, resolve
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, Product, ShopCategory, Sku
from aliexport_tui.model.profile import (
    AttributeMapping,
    AxisMapping,
    Card,
    CategoryMapping,
    Pick,
    Profile,
    ValueMatch,
)
from aliexport_tui.model.schema import Brand, Category, Limits, Property, SizeChart, Template, Unit, Value
from aliexport_tui.model.wants import Content, Draft, Images, Prices, Stocks

LIMITS = Limits(currency="RUB", max_price=500_000_000)

JEANS = Category(
    id="200000361",
    name="Джинсы",
    parent_id="200000345",
    properties=(
        Property("2", "Бренд", is_brand=True, is_enum_prop=True),
        Property("326", "Стиль", is_required=True, is_enum_prop=True),
        Property("284", "Пол", is_enum_prop=True, is_input_prop=True),
        Property("380", "Длина", is_input_prop=True, has_unit=True, units=(Unit("cm"), Unit("inch", "2.54"))),
        Property("10", "Материал", is_enum_prop=True, is_multi_select=True),
    ),
    sku_properties=(
        Property("14", "Цвет", is_required=True, is_enum_prop=True, has_customized_pic=True, has_customized_name=True),
        Property("5", "Размер", is_enum_prop=True),
    ),
)
CLOTHES = Category(id="200000345", name="Женская одежда", children_ids=("200000361",))

DICTIONARIES: dict[tuple[str, str, bool], tuple[Value, ...]] = {
    ("200000361", "326", False): (Value("200000072", "Повседневные"), Value("200000073", "Вечерние")),
    ("200000361", "284", False): (Value("494", "Жен"), Value("493", "Муж")),
    ("200000361", "10", False): (Value("47", "Хлопок"), Value("48", "Лён"), Value("49", "Эластан")),
    ("200000361", "14", True): (Value("29", "Белый"), Value("193", "Чёрный"), Value("173", "Синий")),
    ("200000361", "5", True): (Value("4183", "L"), Value("4182", "M")),
}


class FakeSchema:
    """A schema view over the tables above, each of them open to change."""

    def __init__(self) -> None:
        self.limits = LIMITS
        self.cats = {JEANS.id: JEANS, CLOTHES.id: CLOTHES}
        self.dictionaries = dict(DICTIONARIES)
        self.template_list: tuple[Template, ...] = (Template("24117182098", "Почта"),)
        self.brand_list: tuple[Brand, ...] = (Brand("800001", "Снежана"), Brand("800002", "Ждун", "pending"))
        self.charts: dict[str, tuple[SizeChart, ...]] = {"200000361": (SizeChart("300001", "Джинсы"),)}

    def category(self, category_id: str) -> Category | None:
        return self.cats.get(category_id)

    def values(self, category_id: str, property_id: str, sku: bool) -> Sequence[Value] | None:
        return self.dictionaries.get((category_id, property_id, sku))

    def templates(self) -> tuple[Template, ...]:
        return self.template_list

    def brands(self) -> tuple[Brand, ...]:
        return self.brand_list

    def size_charts(self, category_id: str) -> tuple[SizeChart, ...] | None:
        return self.charts.get(category_id)


TREE = ShopTree(
    (
        ShopCategory("1", "Одежда"),
        ShopCategory("10", "Джинсы", "1"),
        ShopCategory("11", "Юбки", "1"),
        ShopCategory("100", "Скинни", "10"),
    )
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

PROFILE = Profile(
    code="main",
    name="Главный",
    account="shop",
    source="feed",
    active=True,
    categories=(CategoryMapping(shop="1", target="200000361"),),
    attributes=(
        AttributeMapping(id="326", source=Pick(param="Стиль")),
        AttributeMapping(id="284", source=Pick(param="Пол"), unmatched="text"),
        AttributeMapping(id="380", source=Pick(param="Длина")),
        AttributeMapping(id="10", source=Pick(param="Состав"), separator=";"),
    ),
    axes=(
        AxisMapping(
            id="14", source=Pick(param="Цвет"), values=(ValueMatch("Беленький", "29"),), fallback_id="29", picture=True
        ),
        AxisMapping(id="5", source=Pick(param="Размер")),
    ),
    card=CARD,
)

PRODUCT = Product(
    key="J-1",
    name="Джинсы прямые",
    category="10",
    brand="Снежана",
    article="ART-1",
    description="<p>Мягкий деним</p>",
    currency="RUB",
    pictures=("https://img.example.ru/1.jpg", "https://img.example.ru/2.jpg"),
    params=(Param("Стиль", "повседневные"), Param("Состав", "Хлопок;Эластан")),
    weight=Decimal("0.75"),
    length=Decimal("30.2"),
    fields={"gtin": "4600000000008"},
    skus=(
        Sku(
            "J-1-W",
            199_000,
            249_000,
            12,
            params=(Param("Цвет", "Беленький"), Param("Размер", "L")),
            pictures=("https://img.example.ru/w.jpg",),
            place=Place("feed.xml", 10, "J-1-W"),
        ),
        Sku("J-1-Z", 199_000, None, 3, params=(Param("Цвет", "черный"), Param("Размер", "L"))),
    ),
    place=Place("feed.xml", 9, "J-1"),
)


def recipe_of(profile: Profile = PROFILE, product: Product = PRODUCT, schema: FakeSchema | None = None) -> Recipe:
    return resolve(profile, product.category, TREE, schema or FakeSchema())


def content_of(profile: Profile = PROFILE, product: Product = PRODUCT, schema: FakeSchema | None = None) -> Content:
    """The content that is built, which must be free of errors."""
    built = build("content", product, recipe_of(profile, product, schema))
    assert isinstance(built.want, Content), built.problems
    return built.want


def draft_of(profile: Profile = PROFILE, product: Product = PRODUCT, schema: FakeSchema | None = None) -> Draft:
    recipe = recipe_of(profile, product, schema)
    content, images, prices, stocks = (
        build("content", product, recipe).want,
        build("images", product, recipe).want,
        build("price", product, recipe).want,
        build("stock", product, recipe).want,
    )
    assert isinstance(content, Content), build("content", product, recipe).problems
    assert isinstance(images, Images)
    assert isinstance(prices, Prices)
    assert isinstance(stocks, Stocks)
    return Draft(content, images, prices, stocks)


def card(**settings: object) -> Profile:
    """The profile with some card settings changed."""
    return msgspec.structs.replace(PROFILE, card=msgspec.structs.replace(CARD, **settings))


def codes_of(profile: Profile = PROFILE, product: Product = PRODUCT, schema: FakeSchema | None = None) -> list[str]:
    """Codes of the content lane's errors, in the order found."""
    problems = build("content", product, recipe_of(profile, product, schema)).problems
    return [problem.code for problem in problems if problem.severity == "error"]

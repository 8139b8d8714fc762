"""Every input of a builder that changes makes its lanes stale, in the file itself.

One product, its profile, the shop's tree and the marketplace's schema are altered in one place at a time, wherever their
types have a place. After each alteration the planner must hold what a fresh build gives, and must have left alone what
does not depend on it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import derive
from aliexport_tui.listing.build import build
from aliexport_tui.listing.images import NOTHING_KNOWN, all_of
from aliexport_tui.listing.inputs import narrow
from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.listing.recipe import Recipe, resolve
from aliexport_tui.listing.stocks import NONE_ORDERED
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.order import Buyer, Order, OrderLine, Read
from aliexport_tui.model.picture import Shown, Sight
from aliexport_tui.model.product import Param, Product, ShopCategory
from aliexport_tui.model.profile import (
    AttributeMapping,
    BrandRule,
    CategoryMapping,
    Condition,
    LanguageTexts,
    Pick,
    Pictures,
    PriceRule,
    PriceStep,
    Profile,
    StockRule,
    Texts,
    ValueMatch,
)
from aliexport_tui.model.schema import Brand, Category, Limits, SizeChart, Template, Unit, Value
from aliexport_tui.model.wants import LANES, Lane, encode
from aliexport_tui.sources.hashing import content_hash, price_hash, stock_hash
from aliexport_tui.store import accounts, catalogue, docs, orders, pictures, profiles, schema_cache, sources
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, Row, as_int, as_text
from aliexport_tui.store.sources import Source
from aliexport_tui.store.spill import Hashes, Spill
from tests.listing.shop import CARD, CLOTHES, DICTIONARIES, JEANS, PRODUCT, PROFILE, TREE, FakeSchema
from tests.properties.altering import altered, hidden
from tests.support.shop import NOW

replace = msgspec.structs.replace

Progress = dict[Lane, tuple[object, ...]]


class World(msgspec.Struct, frozen=True):
    """All that planning looks at, each list with a member."""

    product: Product
    profile: Profile
    tree: tuple[ShopCategory, ...]
    category: Category
    values: tuple[Value, ...]
    templates: tuple[Template, ...]
    brands: tuple[Brand, ...]
    charts: tuple[SizeChart, ...]


STYLE = ("200000361", "326", False)
"""The dictionary that is altered; the others stay."""

BASE = World(
    product=replace(
        PRODUCT,
        url="https://shop.example.ru/j-1",
        country="Россия",
        width=Decimal(20),
        height=Decimal(5),
        params=(*PRODUCT.params, Param("Длина", "30", "cm"), Param("Пол", "Жен")),
        tnved=("6204623100",),
        fields={"gtin": "4600000000008", "video": "https://a.ru/v.avi"},
        skus=tuple(replace(sku, barcode=f"46{index:011}") for index, sku in enumerate(PRODUCT.skus)),
    ),
    profile=replace(
        PROFILE,
        filter=(Condition("category", "in", values=("10", "100")),),
        include=("нет такого",),
        exclude=("нет такого",),
        categories=(
            CategoryMapping(shop="1", target="200000361"),
            CategoryMapping(
                shop="10",
                card=replace(CARD, gtin=Pick(field="gtin"), video_url=Pick(field="video")),
                attributes=(AttributeMapping(id="-1", name="Страна", source=Pick(field="country")),),
                axes=PROFILE.axes[:1],
            ),
        ),
        attributes=tuple(replace(one, values=(ValueMatch("иное", "-1", "Иное"),)) for one in PROFILE.attributes),
        axes=tuple(replace(one, values=(ValueMatch("Беленький", "29", "Белый"),)) for one in PROFILE.axes),
        brand=BrandRule(values=(ValueMatch("Снежана", "800001"),)),
        price=PriceRule((PriceStep("add_percent", "5"), PriceStep("round", "10", "up"))),
        stock=StockRule(percent=90, reserve=1, minimum=1, cap=100, available_means=3),
        texts=Texts(
            ru=LanguageTexts("{name}, {brand}", "{description}{params}", "{name} {article}"),
            en=LanguageTexts("{name}", "{description}", "{url}"),
            missing="{name}",
        ),
    ),
    tree=(ShopCategory("1", "Одежда"), ShopCategory("10", "Джинсы", "1"), ShopCategory("11", "Юбки", "1")),
    category=replace(
        JEANS,
        children_ids=(),
        properties=tuple(replace(one, units=(Unit("cm"), Unit("inch", "2.54"))) for one in JEANS.properties),
    ),
    values=(*DICTIONARIES[STYLE], Value("200000074", "ПОВСЕДНЕВНЫЕ")),
    templates=(Template("24117182098", "Почта"),),
    brands=(Brand("800001", "Снежана"), Brand("800002", "Ждун", "pending"), Brand("800003", "СНЕЖАНА")),
    charts=(SizeChart("300001", "Джинсы"),),
)


class Shop:
    """A world in a file."""

    def __init__(self, db: Database, folder: Path) -> None:
        self.db = db
        self._spill = folder / "import.sqlite"
        self._now = NOW
        self._schema: World | None = None
        self.account = accounts.add(db, Account(code="shop", kind="local", base_url="http://127.0.0.1:9"), NOW).id
        self._source = sources.add(db, Source("feed", "/nowhere", "{}"), NOW).id
        for (category, number, sku), values in DICTIONARIES.items():
            schema_cache.put_items(db, self.account, "values", schema_cache.values_key(category, number, sku), values, NOW)

    def put(self, world: World) -> None:
        self._now += 1
        self._import(world)
        stored = profiles.find(self.db, "main")
        if stored is None:
            profiles.add(self.db, world.profile, self._now)
        elif stored.profile != world.profile:
            profiles.save(self.db, world.profile, stored.version, self._now)
        schema = replace(world, product=BASE.product, profile=BASE.profile)
        if schema != self._schema:
            self._schema = schema
            self._put_schema(world)

    def _put_schema(self, world: World) -> None:
        schema_cache.put_categories(self.db, self.account, (world.category, CLOTHES), self._now)
        schema_cache.drop_older_categories(self.db, self.account, self._now)
        schema_cache.put_items(self.db, self.account, "values", schema_cache.values_key(*STYLE), world.values, self._now)
        schema_cache.put_items(self.db, self.account, "templates", "", world.templates, self._now)
        schema_cache.put_items(self.db, self.account, "brands", "", world.brands, self._now)
        schema_cache.put_items(self.db, self.account, "size_charts", JEANS.id, world.charts, self._now)

    def _import(self, world: World) -> None:
        self._spill.unlink(missing_ok=True)
        with Spill(self._spill) as spill:
            for category in world.tree:
                spill.add_category(category)
            product = world.product
            spill.add_product(product, Hashes(content_hash(product), price_hash(product), stock_hash(product)), ())
            spill.commit()
            with self.db.attached(spill.path, "fresh"):
                with self.db.write() as tx:
                    catalogue.merge(tx, self._source, spill, self._now, self._source, whole=True)
                catalogue.refresh_places(self.db, self._source)

    def derive(self) -> int:
        """Of how many lanes were rebuilt."""
        context: ProfileContext = load_context(self.db, "main")
        return derive(
            self.db, context, selection=None, now=self._now, progress=lambda stage, done, total: None, firm=True
        ).rebuilt

    def inputs(self, key: str) -> dict[str, tuple[object, ...]]:
        """Lane -> what is recorded of its inputs."""
        rows = self.db.rows(
            "SELECT lane, in_builder, in_product, in_recipe, in_overlay FROM lane WHERE listing = ?", (self._listing(key),)
        )
        return {as_text(row[0]): row[1:] for row in rows}

    def wants(self, key: str) -> dict[str, object]:
        """Lane -> the hash of its want, and the problems of its draft."""
        listing = self._listing(key)
        rows = self.db.rows("SELECT lane, want FROM lane WHERE listing = ?", (listing,))
        return {as_text(lane): (want, self._problems(listing, as_text(lane))) for lane, want in rows}

    def covers(self, key: str) -> bool:
        product = self.db.value("SELECT id FROM product WHERE key = ? AND vanished_at IS NULL", (key,))
        return self.db.value("SELECT 1 FROM temp.member WHERE product = ?", (product,)) is not None

    def _listing(self, key: str) -> int:
        return as_int(self.db.value("SELECT l.id FROM listing l JOIN product p ON p.id = l.product WHERE p.key = ?", (key,)))

    def _problems(self, listing: int, lane: str) -> list[Row]:
        return self.db.rows(
            "SELECT code, field, severity FROM problem WHERE listing = ? AND lane = ? AND stage = 'draft' ORDER BY 1, 2",
            (listing, lane),
        )


def recipe_of(world: World) -> Recipe:
    schema = FakeSchema()
    schema.cats = {world.category.id: world.category, CLOTHES.id: CLOTHES}
    schema.dictionaries = {**DICTIONARIES, STYLE: world.values}
    schema.template_list, schema.brand_list, schema.charts = world.templates, world.brands, {JEANS.id: world.charts}
    return resolve(world.profile, world.product.category, ShopTree(world.tree), schema)


def fresh(
    world: World, looks: Mapping[str, Shown] = NOTHING_KNOWN, ordered: Mapping[str, int] = NONE_ORDERED
) -> dict[str, object]:
    """What a build from nothing gives, in the form of `Shop.wants`."""
    found: dict[str, object] = {}
    for lane in LANES:
        built = build(lane, world.product, recipe_of(world), looks, ordered)
        problems = sorted((problem.code, problem.field, problem.severity) for problem in built.problems)
        found[lane] = (docs.digest(encode(built.want)) if built.want else None, problems)
    return found


def may_be_rebuilt(before: World, after: World) -> set[str]:
    """Lanes that see what differs. Prices and stocks and pictures watch the content's hash: SKU codes are made of it."""
    old, new = recipe_of(before), recipe_of(after)
    seen: set[str] = {
        lane
        for lane in LANES
        if narrow(lane, before.product) != narrow(lane, after.product) or old.digest(lane) != new.digest(lane)
    }
    same_content = content_hash(before.product) == content_hash(after.product)
    return seen if same_content else seen | {"content", "images", "price", "stock"}


IDENTITY = ("profile.code", "profile.account", "profile.source", "profile.name")
"""Members that name other rows of the file: with another one it is another profile."""


SQL = "profile.filter_sql"
"""Only SQL can stand there."""


def _alterations() -> Iterator[tuple[str, World]]:
    """Without what can't be stored: settings that a save refuses."""
    for path, world in altered(BASE):
        assert isinstance(world, World)
        if not path.startswith((*IDENTITY, SQL)) and not check_profile(world.profile):
            yield path, world
    for sql in ("p.price > 0", "p.price < 0"):
        yield SQL, replace(BASE, profile=replace(BASE.profile, filter_sql=sql))


ALTERATIONS = tuple(_alterations())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("staleness")
    db = Database.open(folder / "shop.db")
    made = Shop(db, folder)
    made.put(BASE)
    made.derive()
    yield made
    db.close()


def test_the_base_has_something_to_lose(shop: Shop) -> None:
    built = [build(lane, BASE.product, recipe_of(BASE)) for lane in LANES]
    assert all(one.want is not None for one in built), [one.problems for one in built]
    assert hidden(BASE) == set()
    assert len(ALTERATIONS) > 200
    assert shop.wants("J-1") == fresh(BASE)


def test_every_alteration_is_seen_and_nothing_else_is_touched(shop: Shop) -> None:
    last = BASE
    for path, world in (*ALTERATIONS, ("as it was", BASE)):
        before = shop.inputs(BASE.product.key)
        shop.put(world)
        shop.derive()
        if not shop.covers(world.product.key):
            continue
        assert shop.wants(world.product.key) == fresh(world), path
        if world.product.key == BASE.product.key:
            after = shop.inputs(world.product.key)
            assert {lane for lane in LANES if before[lane] != after[lane]} <= may_be_rebuilt(last, world), path
            last = world
        assert shop.derive() == 0, path


def test_what_is_seen_of_pictures_and_their_copies(shop: Shop) -> None:
    """They are inputs beside the product and the recipe: of the images, a variation's own of the content too."""
    rule = Pictures(resize=True, folder="/srv/fit", address="https://shop.example/fit")
    axes = tuple(replace(axis, picture=True) for axis in BASE.profile.axes)
    world = replace(BASE, profile=replace(BASE.profile, pictures=rule, axes=axes))
    shop.put(world)
    shop.derive()
    sight = Sight("picture", "jpeg", 100_000, 900, 900, 206)
    own = next(sku.pictures[0] for sku in world.product.skus if sku.pictures)
    pictures.gather(shop.db, 1)
    sights = [sight, *(one for _, one in altered(sight)), replace(sight, type="webp"), sight]
    first = world.product.pictures[0]
    few = (sight, Sight("refused", status=404), sight)
    first = world.product.pictures[0]
    cases = [(first, {"images"}, one) for one in sights] + [(own, {"images", "content"}, one) for one in few]
    for address, lanes, seen in cases:
        assert isinstance(seen, Sight)
        for name in ("", "copy.jpg"):
            before = shop.inputs(world.product.key)
            pictures.keep(shop.db, [pictures.Seen(address, seen)], NOW)
            pictures.keep_copies(shop.db, rule.folder, [pictures.Copy(address, "", name)], NOW)
            shop.derive()
            looks = pictures.shown(shop.db, all_of(world.product), rule.folder)
            assert looks[address].copy == name
            assert shop.wants(world.product.key) == fresh(world, looks), seen
            after = shop.inputs(world.product.key)
            assert {lane for lane in LANES if before[lane] != after[lane]} <= lanes
            assert shop.derive() == 0
    shop.put(BASE)


def test_open_orders(shop: Shop) -> None:
    """Whatever becomes of an order, the stock that is sent follows, and nothing else is built anew."""
    shop.put(BASE)
    shop.derive()
    code = BASE.product.skus[0].code
    order = Order("1", "Created", NOW, NOW, lines=(OrderLine("1", sku_code=code, quantity=2),))
    story: list[tuple[Order, int]] = [
        (order, 2),
        (replace(order, lines=(*order.lines, OrderLine("2", sku_code=code, quantity=1))), 3),
        (replace(order, delivery_status="PartialShipped"), 2),
        (replace(order, delivery_status="Shipped"), 0),
        (replace(order, status="Suspended"), 2),
        (replace(order, status="Cancelled"), 0),
    ]
    for at, (told, taken) in enumerate(story, 1):
        before = shop.inputs(BASE.product.key)
        with shop.db.write() as tx:
            orders.put(tx, 1, Read(replace(told, updated_at=NOW + at), Buyer()), NOW)
        assert shop.derive() == 1
        assert shop.wants(BASE.product.key) == fresh(BASE, ordered={code: taken}), told
        after = shop.inputs(BASE.product.key)
        assert {lane for lane in LANES if before[lane] != after[lane]} == {"stock"}
        assert shop.derive() == 0


@pytest.mark.parametrize("member", Limits.__struct_fields__)
def test_limits_of_the_marketplace(member: str) -> None:
    """They are the adapter's: a version of the program with others must build anew what they touch."""
    base = FakeSchema()
    before = resolve(BASE.profile, "10", TREE, base)
    for path, limits in altered(base.limits):
        if not path.startswith(member):
            continue
        schema = FakeSchema()
        assert isinstance(limits, Limits)
        schema.limits = limits
        after = resolve(BASE.profile, "10", TREE, schema)
        for lane in LANES:
            if build(lane, BASE.product, before) != build(lane, BASE.product, after):
                assert before.digest(lane) != after.digest(lane), path

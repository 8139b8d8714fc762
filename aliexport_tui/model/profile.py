"""A profile: which products, to which account, by which mappings and rules, in which chunks, with which time limits.

Rules are data. A profile travels as TOML without secrets; unknown keys are refused with "did you mean"."""

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

CODE_PATTERN = r"^[a-z][a-z0-9_]*$"
Code = Annotated[str, Meta(pattern=CODE_PATTERN, max_length=64)]
Chunk = Annotated[int, Meta(ge=1, le=1000)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Digits = Annotated[str, Meta(pattern=r"^(-1|[0-9]+)?$")]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base: frozen, unknown keys refused, defaults left out of the TOML."""


class Pick(_Strict, frozen=True):
    """Where a value comes from. The first of `field`, `param`, `const`, `template` that is set; `default` when it
    comes out empty. `field`: a Product or Sku member (but for prices, stocks and pictures), `category` (its name),
    `category_key`, or a key of Product.fields; `param`: a feed param by name, the SKU's own before the shared ones;
    `template`: text with {name}, {brand}, {param.Цвет}, {params}, {a|b|'text'} (first non-empty), {{ for a brace."""

    field: str = ""
    param: str = ""
    const: str = ""
    template: str = ""
    default: str = ""


Setting = str | int | bool | Pick
"""A literal, or a Pick."""


class ValueMatch(_Strict, frozen=True):
    """One row of a value map: the shop's text -> the dictionary's value. `id` "-1": an own text (`name`).
    `omit`: nothing is sent for this text, and nothing is told about it."""

    shop: str
    id: Digits = ""
    name: str = ""
    omit: bool = False


class AttributeMapping(_Strict, frozen=True):
    """001 §attribute_list: one marketplace property, or an own attribute (`id` "-1" with `name`).

    Texts that equal a dictionary value's name (case folded) match by themselves; `values` comes first.
    `unmatched`: what to do with a text that neither finds: send it as free text, leave the attribute out, block."""

    id: Digits
    source: Setting
    name: str = ""
    unit: str = ""
    values: tuple[ValueMatch, ...] = ()
    separator: str = ""
    """Splits one text into several values ("Сталь;Дерево") where the property allows several."""
    unmatched: Literal["text", "omit", "block"] = "omit"


class AxisMapping(_Strict, frozen=True):
    """001 §sku_attributes_list: one SKU property. `own_name`: send the shop's word (≤ 40 characters) beside the
    value where the property allows it; `picture`: send the variation's picture where the property allows it.
    `fallback_id`: the dictionary value for words that match none (then the own name tells them apart). The own name is
    the shop's word, or the `name` of a ValueMatch with id "-1" (sent with the fallback's value)."""

    id: Digits
    source: Setting
    values: tuple[ValueMatch, ...] = ()
    fallback_id: Digits = ""
    own_name: bool = True
    picture: bool = False


class BrandRule(_Strict, frozen=True):
    """001 step 3.4: three members, never attribute_value. `values`: shop's word -> brand id of the shop's list.
    `missing`: a product without a brand; `unknown`: a brand that is not approved in the cabinet."""

    source: Setting = Pick(field="brand")
    values: tuple[ValueMatch, ...] = ()
    missing: Literal["omit", "block"] = "omit"
    unknown: Literal["block", "omit"] = "block"


class Card(_Strict, frozen=True):
    """Fields of the card that feeds seldom carry. None: not set here, ask the next wider place
    (category, its parents, profile). Sizes, weight and TN VED codes: a literal is the default where the feed carries
    none; a Pick replaces the feed's value (`const` to force one). `sku_code`: a Pick of code, barcode, article or
    key alone, since the price and stock lanes share it."""

    package_length: Setting | None = None
    package_width: Setting | None = None
    package_height: Setting | None = None
    weight: Setting | None = None
    product_unit: Setting | None = None
    shipping_lead_time: Setting | None = None
    freight_template_id: Setting | None = None
    size_chart_id: Setting | None = None
    package_type: Setting | None = None
    lot_num: Setting | None = None
    bulk_order: Setting | None = None
    bulk_discount: Setting | None = None
    gtin: Setting | None = None
    tnved_codes: Setting | None = None
    okpd2_codes: Setting | None = None
    video_url: Setting | None = None
    preview_url: Setting | None = None
    sku_code: Setting | None = None
    external_category_id: Setting | None = None


class CategoryMapping(_Strict, frozen=True):
    """For one shop category and all below it until a nearer mapping says otherwise. `shop` "" is the bucket
    of products without a category. `target` "" keeps the wider target; `skip` takes the branch out of the profile."""

    shop: str
    target: Digits = ""
    skip: bool = False
    card: Card = Card()
    attributes: tuple[AttributeMapping, ...] = ()
    axes: tuple[AxisMapping, ...] = ()


class PriceStep(_Strict, frozen=True):
    """One step, in order. add/subtract: a fixed amount in currency units; add_percent/subtract_percent:
    100 + 5 % = 105, 100 - 5 % = 95; round: to a multiple of `value` (mode); min/max: clamp."""

    op: Literal["add", "subtract", "add_percent", "subtract_percent", "round", "min", "max"]
    value: str
    mode: Literal["nearest", "up", "down"] = "nearest"


class PriceRule(_Strict, frozen=True):
    """The same steps for the selling price and for the old price; when the old one is higher it becomes `price` and
    the selling price `discount_price`. `old_price` false: never send a discount."""

    steps: tuple[PriceStep, ...] = ()
    old_price: bool = True


class StockRule(_Strict, frozen=True):
    """Order: number (or `available_means` when the feed gives none) → percent → reserve → minimum → cap.
    Below `minimum` 0 is sent. 12 in stock - 2 reserve, min 3, cap 8 -> 8."""

    percent: Percent = 100
    reserve: Annotated[int, Meta(ge=0)] = 0
    minimum: Annotated[int, Meta(ge=0)] = 0
    cap: Annotated[int, Meta(ge=0, le=999_999)] = 999_999
    available_means: Annotated[int, Meta(ge=0, le=999_999)] = 0


class LanguageTexts(_Strict, frozen=True):
    """Templates of one language; an empty one is not sent. `mobile` empty: the web text."""

    subject: str = ""
    web: str = ""
    mobile: str = ""


class Texts(_Strict, frozen=True):
    """001 §multi_language_…_list. `missing`: template used where a description comes out empty."""

    ru: LanguageTexts = LanguageTexts(subject="{name}", web="{description}")
    en: LanguageTexts = LanguageTexts()
    tr: LanguageTexts = LanguageTexts()
    missing: str = ""


FilterField = Literal["category", "name", "brand", "key", "sku", "price", "stock", "available", "pictures", "article"]
FilterOp = Literal["is", "is_not", "in", "not_in", "under", "contains", "lt", "le", "gt", "ge", "empty", "not_empty"]


class Condition(_Strict, frozen=True):
    """One clause; all must hold. `under`: the category or any below it. `value` for one, `values` for in/not_in/under."""

    field: FilterField
    op: FilterOp
    value: str = ""
    values: tuple[str, ...] = ()


class Chunks(_Strict, frozen=True):
    """`feed`: products taken per round of planning; the others: items per request."""

    feed: Chunk = 1000
    upload: Chunk = 100
    inventory: Chunk = 100
    price: Chunk = 200


class Verify(_Strict, frozen=True):
    """How long a run waits for outcomes after its last send, in seconds (seed 000: 1 minute by hand, 60 headless).
    `in_full`: percent of the successes that are also read one by one, all their content compared."""

    by_hand_s: Annotated[int, Meta(ge=0)] = 60
    headless_s: Annotated[int, Meta(ge=0)] = 3600
    in_full: Percent = 2


class Mass(_Strict, frozen=True):
    """More than `count` products *and* more than `percent` of those that the profile has on the marketplace."""

    count: Annotated[int, Meta(ge=0)] = 20
    percent: Percent = 20


class Canary(_Strict, frozen=True):
    """Of a run that creates or edits more than `first` products only so many go at first; the others follow when at
    least `live` of them were seen live. `first` 0: no canary."""

    first: Annotated[int, Meta(ge=0)] = 0
    live: Annotated[int, Meta(ge=0)] = 0


class Guards(_Strict, frozen=True):
    """What is held until a person says yes. `price_floor`, `price_ceiling`: units of currency, "" = none;
    `price_change`: percent, the largest change of a SKU's price in one run, up or down, 0 = any; `discount`: percent,
    the deepest discount, 0 = any; `deletions`, `zeros`, `offline`: how many at once; `vanished`: how many products a
    feed may lose at once (an empty feed is always held); `source_age_min`: minutes since the last import after which
    stocks are not sent any more, 0 = any age."""

    price_floor: str = ""
    price_ceiling: str = ""
    price_change: Annotated[int, Meta(ge=0)] = 50
    discount: Percent = 80
    deletions: Mass = Mass()
    zeros: Mass = Mass()
    offline: Mass = Mass()
    vanished: Mass = Mass()
    source_age_min: Annotated[int, Meta(ge=0)] = 0
    canary: Canary = Canary()


Leavers = Literal["keep", "zero", "offline", "delete"]


class Drift(_Strict, frozen=True):
    """What becomes of a lane that a drift check, or the look after a success, finds changed: lanes named in `restore` are
    sent again by the next run, the others are reported."""

    restore: tuple[Literal["content", "images", "price", "stock", "visibility"], ...] = ()


class Pictures(_Strict, frozen=True):
    """`limits`: what becomes of pictures that are beyond the marketplace's assumed limits of type, bytes and pixels: left
    out (a product without another is blocked), or sent with a warning. `resize`: those that can be made fit are written
    into `folder`, which the shop's web server publishes under `address`, and sent from there."""

    limits: Literal["refuse", "warn"] = "refuse"
    resize: bool = False
    folder: str = ""
    address: str = ""


ImportWhen = Literal["off", "always", "older"]


class ImportFirst(_Strict, frozen=True):
    """The import before a run without a screen. `when`: never, always, or where the last good import is older than
    `minutes`. `failed`: an import that fails stops the run (with the import's exit code), or the run goes on with the
    catalogue as it is."""

    when: ImportWhen = "off"
    minutes: Annotated[int, Meta(ge=1, le=1_000_000)] = 30
    failed: Literal["stop", "go_on"] = "stop"


class Profile(_Strict, frozen=True):
    """`source` and `account` are codes. `include`/`exclude`: product keys put in or taken out by hand beside the filter.
    `filter_sql`: one more condition, SQL over `product p`, for experts. `leavers`: what is done with a card whose product
    the feed or the filter no longer has."""

    code: Code
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    account: str = ""
    source: str = ""
    active: bool = False
    language: Literal["ru", "en", "tr"] = "ru"
    filter: tuple[Condition, ...] = ()
    filter_sql: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    categories: tuple[CategoryMapping, ...] = ()
    attributes: tuple[AttributeMapping, ...] = ()
    axes: tuple[AxisMapping, ...] = ()
    brand: BrandRule = BrandRule()
    card: Card = Card()
    price: PriceRule = PriceRule()
    stock: StockRule = StockRule()
    texts: Texts = Texts()
    image_limit: Annotated[int, Meta(ge=1, le=6)] = 6
    pictures: Pictures = Pictures()
    chunks: Chunks = Chunks()
    verify: Verify = Verify()
    guards: Guards = Guards()
    leavers: Leavers = "zero"
    drift: Drift = Drift()
    import_first: ImportFirst = ImportFirst()


def is_code(text: str) -> bool:
    """Lower-case letters a-z, digits, underscore; a letter first (seed 002 §4.1)."""
    return re.fullmatch(CODE_PATTERN, text) is not None

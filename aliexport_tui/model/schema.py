"""The marketplace's schema as we cache it: categories, properties, values, templates, brands, size charts."""

import msgspec

from aliexport_tui.model.picture import PictureLimits


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    """local-products.md §3.13 units[]."""

    name: str
    rate: str = "1"


class Property(msgspec.Struct, frozen=True, omit_defaults=True):
    """local-products.md §3.13 Property; ids are digits in a string."""

    id: str
    name: str
    is_required: bool = False
    is_key: bool = False
    is_brand: bool = False
    is_enum_prop: bool = False
    is_multi_select: bool = False
    is_input_prop: bool = False
    has_unit: bool = False
    has_customized_pic: bool = False
    has_customized_name: bool = False
    units: tuple[Unit, ...] = ()


class Category(msgspec.Struct, frozen=True, omit_defaults=True):
    """A node of the marketplace's seller tree. Products go only where `children_ids` is empty."""

    id: str
    name: str
    parent_id: str = ""
    children_ids: tuple[str, ...] = ()
    is_visible: bool = True
    properties: tuple[Property, ...] = ()
    sku_properties: tuple[Property, ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children_ids


class Value(msgspec.Struct, frozen=True):
    """One entry of a property's dictionary (local-products.md §3.14)."""

    id: str
    name: str


class Template(msgspec.Struct, frozen=True):
    """A shipping template (local-products.md §3.16)."""

    id: str
    name: str


class Brand(msgspec.Struct, frozen=True, omit_defaults=True):
    """A brand of the shop; only `approved` ones can be sold (local-products.md §3.17)."""

    id: str
    name: str
    status: str = "approved"


class SizeChart(msgspec.Struct, frozen=True, omit_defaults=True):
    """local-products.md §3.15; belongs to a category."""

    id: str
    name: str
    category_id: str = ""


class Limits(msgspec.Struct, frozen=True):
    """The marketplace's limits; the adapter declares them, validator and sender obey (DESIGN, invariant 7)."""

    currency: str
    max_price: int
    """Minor units (001 §sku_info_list.price max_value)."""
    products_per_write: int = 1000
    ids_per_visibility: int = 20
    stocks_per_second: float = 20
    """Products of stock updates, sustained: 100 in 5 seconds (observed, local-products.md §1.9)."""
    images: int = 6
    pictures: PictureLimits = PictureLimits()
    min_side_cm: int = 1
    max_side_cm: int = 700
    min_weight_kg: str = "0.01"
    max_weight_kg: str = "700"
    max_inventory: int = 999_999
    min_lead_days: int = 1
    max_lead_days: int = 30
    bulk_discount: tuple[int, int] = (1, 99)
    bulk_order: tuple[int, int] = (2, 100_000)
    definition_name: int = 40
    title: int = 218
    """Assumed from the global platform (local-products.md §5)."""
    languages: tuple[str, ...] = ("ru", "en")
    text_languages: tuple[str, ...] = ("ru", "en", "tr")
    units: tuple[int, ...] = (100000013, 100000014, 100000015, 100000017, 100000019)
    video_types: tuple[str, ...] = ("avi", "mov", "3gp")
    preview_types: tuple[str, ...] = ("jpeg", "jpg", "png")

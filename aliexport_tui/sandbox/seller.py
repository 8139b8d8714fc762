"""The seller's account: shipping templates, brands, size charts. Invented, but for template 24117182098 (001)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources

from aliexport_tui.sandbox.clock import parse_rfc3339

NO_BRAND_ID = "201512802"


@dataclass(frozen=True, slots=True)
class Template:
    """A shipping template."""

    id: str
    name_ru: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand of the shop; the dictionary of property 2 knows it by name, under a third id."""

    id: str
    biz_id: str
    name: str
    status: str
    created_ms: int


@dataclass(frozen=True, slots=True)
class SizeChart:
    """A size chart that a category with size charts takes."""

    id: str
    name_ru: str
    name_en: str


TEMPLATES = (
    Template("24117182098", "Доставка по России", "Delivery within Russia"),
    Template("24117182114", "Почта России", "Russian Post"),
    Template("24117182137", "Курьер до двери", "Courier to the door"),
    Template("24117182151", "Крупногабаритный груз", "Bulky goods"),
    Template("10000000001", "Бесплатная доставка", "Free delivery"),
)

SIZE_CHARTS = (
    SizeChart("300001", "Женская одежда, российские размеры", "Women's clothing, Russian sizes"),
    SizeChart("300002", "Мужская одежда, российские размеры", "Men's clothing, Russian sizes"),
    SizeChart("300003", "Детская одежда, рост в сантиметрах", "Children's clothing, height in centimetres"),
    SizeChart("300004", "Обувь, российские размеры", "Shoes, Russian sizes"),
    SizeChart("300005", "Бельё и аксессуары", "Underwear and accessories"),
)


def read_brands() -> tuple[Brand, ...]:
    """The shop's brands, from `data/brands.toml`."""
    data = resources.files("aliexport_tui.sandbox").joinpath("data", "brands.toml").read_text(encoding="utf-8")
    return tuple(
        Brand(each["id"], each["biz_id"], each["name"], each["status"], parse_rfc3339(each["created_at"]) or 0)
        for each in tomllib.loads(data)["brands"]
    )

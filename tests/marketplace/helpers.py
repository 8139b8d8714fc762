"""A clock that is told to move, chance without surprise, a recorder that keeps, and the draft of the official sample."""

from collections.abc import Callable

from aliexport_tui.marketplace.port import Exchange
from aliexport_tui.model.wants import (
    Attribute,
    Content,
    Draft,
    Images,
    Prices,
    SkuAttribute,
    SkuContent,
    SkuPrice,
    SkuStock,
    Stocks,
    Text,
)

TOKEN = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzZWxsZXJfaWQiOjEsInRva2VuX2lkIjoyfQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
PICTURES = "https://st.aestatic.net/scqa-storage/open-async-pictures/"


class ManualClock:
    """Sleeping moves it on; `on_sleep` lets another clock follow."""

    def __init__(self, now_ms: int = 1_780_000_000_000, on_sleep: Callable[[float], None] | None = None) -> None:
        self.now = now_ms
        self.slept: list[float] = []
        self.on_sleep = on_sleep

    def now_ms(self) -> int:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * 1000)
        if self.on_sleep is not None:
            self.on_sleep(seconds)


class EvenChance:
    def random(self) -> float:
        return 0.5


class Kept:
    """A recorder that keeps every exchange."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def record(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)


def seed_draft(sku_code: str = "123456789", external_id: str = "") -> Draft:
    """The jeans of 001, "Пример запроса"."""
    content = Content(
        external_id=external_id,
        external_category_id="",
        category_id="200000361",
        language="ru",
        texts=(
            Text(
                "ru",
                "Джинсы прямого кроя с необработанным краем",
                "test",
                "<p>Lorem ipsum dolor sit amet consectetur, adipisicing elit.</p>",
            ),
            Text("en", "Straight cut jeans with a raw edge", "", ""),
        ),
        attributes=(
            Attribute("Стиль", "326", "Повседневные", "200000072"),
            Attribute("Пол", "284", "Жен", "494"),
            Attribute("Длина", "380", "До щиколоток", "200660989", "inch"),
            Attribute("Стирка", "200000355", "Холодная стирка", "201450895"),
            Attribute("Фактура ткани", "100002012", "Хлопковый деним", "58832792"),
            Attribute("Фит", "200000277", "Обычный", "200004119"),
            Attribute("Стиль джинсов", "200001084", "Прямые", "200001036"),
        ),
        freight_template_id="24117182098",
        package_length=30,
        package_width=30,
        package_height=5,
        weight="2",
        product_unit=100000015,
        shipping_lead_time=5,
        bulk_discount=10,
        bulk_order=3,
        skus=(
            SkuContent(
                sku_code,
                (
                    SkuAttribute("14", "29", "Беленькие", PICTURES + "202.jpeg"),
                    SkuAttribute("5", "4183", "Большие"),
                ),
            ),
        ),
        video_url="https://ae01.alicdn.com/kf/jeans.avi",
        preview_url="https://ae01.alicdn.com/kf/S6b61a0ee7d314042bd117b2b4bf49789w.jpg",
    )
    names = ("PIC209.jpeg", "PIC201.jpeg", "PIC210.jpeg", "PIC03.png", "PIC207.jpeg")
    return Draft(
        content=content,
        images=Images(tuple(PICTURES + name for name in names)),
        prices=Prices((SkuPrice(sku_code, 999_999_00, 888_888_00),)),
        stocks=Stocks((SkuStock(sku_code, 999),)),
    )

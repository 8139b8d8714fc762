"""The shop that is measured: the demo's products over and over, as many as are asked for, and its profile."""

import time
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from itertools import count
from pathlib import Path

import msgspec

from aliexport_tui.demo.assortment import read_assortment
from aliexport_tui.demo.catalogue import Goods, clean_goods
from aliexport_tui.demo.dice import Dice
from aliexport_tui.demo.feed import SEED, head, offer
from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.dictionaries import Missing
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.profile import PriceRule, PriceStep, Profile
from aliexport_tui.store import accounts, profiles
from aliexport_tui.store.accounts import Account

CODE = "bench"
"""Account, source and profile."""

_SKUS_PER_PRODUCT = 3
_UNSOLD = ("51", "52")
"""Shelves that the demo's profile leaves unmapped."""


class UnwaitingClock:
    """A wait takes no time: what a run waits for the marketplace's limits is none of its own work."""

    def __init__(self) -> None:
        self._ahead_ms = 0
        self._waits: list[tuple[int, int]] = []

    def now_ms(self) -> int:
        return _wall_ms() + self._ahead_ms

    def sleep(self, seconds: float) -> None:
        self._ahead_ms += round(seconds * 1000)
        self._waits.append((self.now_ms(), self._ahead_ms))
        time.sleep(0)

    def wall_ms(self, at: int) -> int:
        """The true time of a moment by this clock, UTC ms."""
        place = bisect(self._waits, at, key=lambda wait: wait[0])
        return at - (self._waits[place - 1][1] if place else 0)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Size:
    products: int
    skus: int


def workspace(folder: Path, clock: UnwaitingClock | None = None) -> Workspace:
    return Workspace(folder / "shop.db", clock or UnwaitingClock())


def write_feed(path: Path, products: int) -> Size:
    """A YML feed of so many products, three SKUs each on average."""
    skus = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(head(read_assortment()))
        for item in _goods(products):
            skus += len(item.variants)
            out.writelines(offer(item, variant) for variant in item.variants)
        out.write("</offers>\n</shop>\n</yml_catalog>\n")
    return Size(products, skus)


def _goods(products: int) -> Iterator[Goods]:
    shelf = [item for item in clean_goods(read_assortment(), Dice(SEED)) if item.shelf.id not in _UNSOLD]
    numbers = count(1)
    skus = 0
    while True:
        for item in shelf:
            number = next(numbers)
            if number > products:
                return
            # The demo has a few more than three: what is over is cut off, product by product.
            most = max(1, _SKUS_PER_PRODUCT * number - skus)
            made = _copy(item, number, most)
            skus += len(made.variants)
            yield made


def _copy(item: Goods, number: int, most: int) -> Goods:
    variants = [replace(one, code=f"{number}-{index}") for index, one in enumerate(item.variants[:most], start=1)]
    group = str(700_000 + number) if len(variants) > 1 else ""
    return replace(
        item,
        number=number,
        group=group,
        name=f"{item.name} № {number}",
        article=f"{item.article}-{number}",
        variants=variants,
    )


def set_up(folder: Path, address: str, token: str) -> None:
    """Account, schema, source (not yet imported) and profile of a new file; `folder` holds `feed.yml`."""
    place = workspace(folder)
    db = place.open()
    try:
        roomy = 1_000_000_000  # the quota is not what is measured
        account = Account(code=CODE, kind="local", base_url=address, horizon_s=60, quota_limit=roomy)
        account = accounts.add(db, account, place.clock.now_ms())
        Secrets(place.secrets).set_token(CODE, token)
        with opened(place, account) as market:
            SchemaSync(db, account, market, place.clock).sync()
        add_source(place, db, CODE, str(folder / "feed.yml"))
        profiles.add(db, profile(), place.clock.now_ms())
    finally:
        db.close()


def fetch_dictionaries(folder: Path) -> None:
    """After the import: the values that the catalogue's categories need."""
    place = workspace(folder)
    db = place.open()
    try:
        context = load_context(db, CODE)
        with opened(place, context.account) as market:
            Missing(db, context).fetch(market, place.clock, lambda stage, done, total: None)
    finally:
        db.close()


def profile() -> Profile:
    """The demo's, without guards in the way of a change of every product."""
    text = (resources.files("aliexport_tui.demo") / "profile.toml").read_text(encoding="utf-8")
    return msgspec.structs.replace(profile_from_toml(text), code=CODE, account=CODE, source=CODE)


def change_prices(place: Workspace, percent: str = "12") -> None:
    """A rule that gives every SKU another price."""
    steps = (PriceStep(op="add_percent", value=percent), PriceStep(op="add", value="7"))
    _save(place, price=PriceRule(steps=steps))


def change_contents(place: Workspace) -> None:
    """A text that gives every card another title."""
    texts = profile().texts
    ru = msgspec.structs.replace(texts.ru, subject="{name}, {brand}, новинка")
    _save(place, texts=msgspec.structs.replace(texts, ru=ru))


def pretend_exported(place: Workspace) -> None:
    """Every lane in step, every listing with its card, without a request."""
    db = place.open()
    try:
        with db.write() as tx:
            tx.run("UPDATE lane SET base = want")
            tx.run("UPDATE listing SET card_id = 'c' || id, presence = 'on_sale', outcome = 'live'")
    finally:
        db.close()


def _save(place: Workspace, **changes: object) -> None:
    db = place.open()
    try:
        stored = profiles.get(db, CODE)
        changed: Profile = msgspec.structs.replace(stored.profile, **changes)
        profiles.save(db, changed, stored.version, place.clock.now_ms())
    finally:
        db.close()

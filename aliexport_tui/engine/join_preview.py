"""What a rule would join before it is on: how many products, the largest, examples, and what looks wrong."""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.engine.importing import find_source
from aliexport_tui.engine.looking import fetched
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.sources.fetch import has_user, shown, with_password
from aliexport_tui.sources.joining.rules import GROUPS, group_of, joined_name, parts_of, stands_alone
from aliexport_tui.sources.readers import read_source
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store.database import Database

EXAMPLES = 20
LARGEST = 5
_MEMBERS = 6
_PRICES_APART = 3

Doubt = Literal["category", "brand", "price", "same"]
"""Members stand in several categories, are of several brands, one costs three times another; two differ in nothing."""


class JoinMember(msgspec.Struct, frozen=True):
    """`parts`: what tells it apart, "" when nothing does. `price` in minor units."""

    code: str
    name: str
    parts: str
    price: int | None


class JoinGroup(msgspec.Struct, frozen=True):
    """One product to be. `members`: the first six of `count`."""

    name: str
    count: int
    members: tuple[JoinMember, ...]
    doubts: tuple[Doubt, ...] = ()


class JoinPreview(msgspec.Struct, frozen=True):
    """`before`, `after`: products of the source without and with the rule. `groups`: products made of several, of `joined`
    offers; `suspicious`: those with doubts, of `doubtful`."""

    before: int
    after: int
    groups: int
    joined: int
    doubtful: int
    largest: tuple[JoinGroup, ...]
    examples: tuple[JoinGroup, ...]
    suspicious: tuple[JoinGroup, ...]


class _Gathered:
    """One group while the file is read, in bounded memory."""

    __slots__ = ("brands", "categories", "cheapest", "count", "dearest", "members", "name", "parts")

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.members: list[JoinMember] = []
        self.categories: set[str] = set()
        self.brands: set[str] = set()
        self.parts: set[int] = set()
        self.cheapest: int | None = None
        self.dearest: int | None = None

    def add(self, member: JoinMember, own: int) -> None:
        """`own`: equal for members that nothing tells apart."""
        self.count += 1
        self.parts.add(own)
        if member.price is not None:
            self.cheapest = member.price if self.cheapest is None else min(self.cheapest, member.price)
            self.dearest = member.price if self.dearest is None else max(self.dearest, member.price)
        if len(self.members) < _MEMBERS:
            self.members.append(member)

    def group(self) -> JoinGroup:
        doubts: list[Doubt] = []
        if len(self.categories) > 1:
            doubts.append("category")
        if len(self.brands) > 1:
            doubts.append("brand")
        if self.cheapest is not None and self.dearest is not None and self.dearest >= _PRICES_APART * self.cheapest:
            doubts.append("price")
        if len(self.parts) < self.count:
            doubts.append("same")
        return JoinGroup(self.name, self.count, tuple(self.members), tuple(doubts))


def preview_joins(workspace: Workspace, db: Database, code: str, settings: SourceSettings | None = None) -> JoinPreview:
    """By the settings' rule; without one by the feed's own groups. `settings`: in place of the stored ones. The source is
    fetched and read, nothing is stored. Raises ConfigError `source.unknown` and what fetching and reading raise."""
    source = find_source(db, code)
    settings = settings or settings_of(source)
    secrets = Secrets(workspace.secrets)
    address = source.location
    if has_user(address):
        address = with_password(address, secrets.password(code))
    with tempfile.TemporaryDirectory(prefix="aliexport-joins-") as folder:
        path = fetched(workspace, address, Path(folder), settings, secrets.keys(code), settings.kind)
        return preview_of(path, shown(source.location), settings)


def preview_of(path: Path, origin: str, settings: SourceSettings) -> JoinPreview:
    """Of the rule; without one of the feed's own groups."""
    bare = msgspec.structs.replace(settings, join="", join_groups=settings.join_groups or not settings.join)
    items = read_source(path, bare, origin)
    return _by_rule(items, settings) if settings.join else _by_feed(items)


def _by_rule(items: Iterable[Item], settings: SourceSettings) -> JoinPreview:
    before = 0
    gathered: dict[str, _Gathered] = {}
    for item in items:
        if not isinstance(item, ReadProduct):
            continue
        before += 1
        product = item.product
        group = group_of(product, settings) if stands_alone(product) else ""
        if not group:
            continue
        one = gathered.get(group)
        if one is None:
            one = gathered[group] = _Gathered(joined_name(product.name, settings))
        sku = product.skus[0]
        parts = ", ".join(text for _axis, text in parts_of(product, settings))
        parts = parts or ", ".join(param.value for param in (*product.params, *sku.params)[:4])
        one.categories.add(product.category)
        one.brands.add(product.brand.casefold())
        one.add(JoinMember(sku.code, product.name, parts, sku.price), hash((parts, product.params, sku.params)))
    return _summed(before, [one.group() for one in gathered.values() if one.count > 1])


def _by_feed(items: Iterable[Item]) -> JoinPreview:
    """Groups as the feed names them."""
    before = 0
    groups = []
    for item in items:
        if not isinstance(item, ReadProduct):
            continue
        before += len(item.product.skus)
        if item.product.key.startswith(GROUPS) and len(item.product.skus) > 1:
            groups.append(_feed_group(item))
    return _summed(before, groups)


def _feed_group(read: ReadProduct) -> JoinGroup:
    product = read.product
    one = _Gathered(product.name)
    for sku in product.skus:
        one.add(
            JoinMember(sku.code, product.name, ", ".join(param.value for param in sku.params), sku.price), hash(sku.params)
        )
    group = one.group()
    if any(problem.code == "feed.group_categories" for problem in read.problems):
        return msgspec.structs.replace(group, doubts=("category", *group.doubts))
    return group


def _summed(before: int, groups: list[JoinGroup]) -> JoinPreview:
    joined = sum(group.count for group in groups)
    doubtful = [group for group in groups if group.doubts]
    return JoinPreview(
        before=before,
        after=before - joined + len(groups),
        groups=len(groups),
        joined=joined,
        doubtful=len(doubtful),
        largest=tuple(sorted(groups, key=lambda group: -group.count)[:LARGEST]),
        examples=_spread(groups),
        suspicious=_spread(doubtful),
    )


def _spread(groups: list[JoinGroup]) -> tuple[JoinGroup, ...]:
    """Twenty from all over the file, not its first twenty."""
    if len(groups) <= EXAMPLES:
        return tuple(groups)
    return tuple(groups[at * len(groups) // EXAMPLES] for at in range(EXAMPLES))

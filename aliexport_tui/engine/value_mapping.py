"""The values of a profile's properties: which texts the shop has for each, and what the builders make of them today."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeVar

import msgspec

from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.engine.value_texts import Origin, count, from_json, to_json
from aliexport_tui.listing.likeness import Proposal, Proposer
from aliexport_tui.listing.matching import Match, match_attribute, match_axis, match_brand, row_of
from aliexport_tui.listing.recipe import Recipe, Resolver
from aliexport_tui.listing.target import BRAND_ID, OWN_ID, Target, digest_of
from aliexport_tui.listing.tree import ShopTree
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import AttributeMapping, AxisMapping, BrandRule, CategoryMapping, Profile, ValueMatch
from aliexport_tui.model.schema import Property
from aliexport_tui.store import accounts, listings, product_bodies, profiles, shop, value_counts
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership

Kind = Literal["attribute", "axis", "brand"]
Mapped = AttributeMapping | AxisMapping | BrandRule


class Place(msgspec.Struct, frozen=True):
    """Where a value map stands in the profile. `shop`: key of the category mapping it is of, None: the profile's."""

    kind: Kind
    id: str
    shop: str | None


class Spot(msgspec.Struct, frozen=True):
    """One shop category that a value map works for."""

    category: str
    target: Target
    found: Property
    texts: Counter[str]


class Group(msgspec.Struct, frozen=True):
    """A property with the categories in which the products take it from the same mapping."""

    place: Place
    name: str
    origin: Origin
    spots: tuple[Spot, ...]

    @property
    def targets(self) -> frozenset[str]:
        return frozenset(spot.target.category_id for spot in self.spots)

    @property
    def lacks_dictionary(self) -> int:
        """In how many of the marketplace's categories the dictionary is not in the cache."""
        if self.place.kind == "brand":
            return 0
        sku = self.place.kind == "axis"
        return len({s.target.category_id for s in self.spots if s.target.dictionary(self.place.id, sku=sku) is None})

    def names(self) -> dict[str, str]:
        """Id -> name of every value that may be chosen, in the order of their names."""
        found: dict[str, str] = {}
        for spot in self.spots:
            if self.place.kind == "brand":
                found.update(spot.target.brand_names)
            elif (known := spot.target.dictionary(self.place.id, sku=self.place.kind == "axis")) is not None:
                found.update(known.names)
        return dict(sorted(found.items(), key=lambda one: (one[1].casefold(), one[0])))

    @property
    def takes_own(self) -> bool:
        """Can a text of one's own be sent instead of a value of the dictionary?"""
        match self.place.kind:
            case "attribute":
                return True
            case "axis":
                return any(spot.found.has_customized_name for spot in self.spots)
        return False


class Line(msgspec.Struct, frozen=True):
    """One text of the shop. `open`: of how many products nothing is sent for it; `match`: what becomes of it in most of the
    others. `row`: what the value map itself says."""

    text: str
    products: int
    open: int
    match: Match | None
    row: ValueMatch | None

    @property
    def is_loose(self) -> bool:
        """Nothing of the dictionary fits it: it goes as free text, or as the axis's fallback."""
        return self.match is not None and self.match.how in ("text", "fallback")


class Sheet(msgspec.Struct, frozen=True):
    """All groups of one profile. `source`, `imported`: which import the texts are of; `names`: of the shop's categories;
    `chosen`: by property, the words with the value that was chosen for each before."""

    source: int
    imported: int
    groups: tuple[Group, ...]
    names: Mapping[str, str]
    chosen: Mapping[str, tuple[tuple[str, str], ...]]

    def is_older(self, db: Database) -> bool:
        """Has something been imported since?"""
        return product_bodies.last_import(db, self.source) != self.imported


def shape_of(profile: Profile) -> Profile:
    """The profile without what value maps say and what the values screen does not depend on."""

    def bare(attributes: Iterable[AttributeMapping]) -> tuple[AttributeMapping, ...]:
        return tuple(msgspec.structs.replace(one, values=(), unmatched="omit", unit="") for one in attributes)

    def bare_axes(axes: Iterable[AxisMapping]) -> tuple[AxisMapping, ...]:
        return tuple(msgspec.structs.replace(one, values=(), fallback_id="", own_name=True, picture=False) for one in axes)

    plain = Profile(code=profile.code, name="-")
    indifferent = (
        "name",
        "active",
        "card",
        "price",
        "stock",
        "texts",
        "image_limit",
        "pictures",
        "chunks",
        "verify",
        "guards",
        "leavers",
        "import_first",
    )
    return msgspec.structs.replace(
        profile,
        **{field: getattr(plain, field) for field in (*indifferent, "leavers")},
        brand=BrandRule(source=profile.brand.source),
        attributes=bare(profile.attributes),
        axes=bare_axes(profile.axes),
        categories=tuple(
            CategoryMapping(one.shop, one.target, one.skip, attributes=bare(one.attributes), axes=bare_axes(one.axes))
            for one in profile.categories
        ),
    )


def read(db: Database, profile: Profile, *, keep: bool = True) -> Sheet:
    """Dear once per import: then it goes over all products, unless told not to `keep` what it counts. Raises ConfigError:
    `profile.no_account`, `profile.no_source`, `account.unknown`, `source.unknown`."""
    if not profile.account:
        raise ConfigError("profile.no_account", profile=profile.code)
    source = shop.source_id(db, profile.source) if profile.source else None
    if source is None:
        raise ConfigError("profile.no_source", profile=profile.code)
    account = accounts.get(db, profile.account)
    tree = ShopTree(shop.categories(db, source))
    resolver = Resolver(profile, tree, StoredSchema(db, account))
    categories = listings.member_categories(db, membership(profile, source, column="DISTINCT p.category"))
    groups: dict[tuple[Place, Origin], list[tuple[str, Recipe, Property]]] = {}
    for category in categories:
        recipe = resolver.recipe(category)
        if not recipe.skipped and recipe.target.category is not None:
            for place, origin, found in _mapped(profile, tree.path(category), recipe):
                groups.setdefault((place, origin), []).append((category, recipe, found))
    wanted: dict[str, list[Origin]] = {}
    for (_place, origin), spots in groups.items():
        for category, _recipe, _found in spots:
            wanted.setdefault(category, []).append(origin)
    imported = product_bodies.last_import(db, source)
    stamp = digest_of((imported, shape_of(profile)))
    kept = value_counts.find(db, profile.code, stamp)
    if kept is not None:
        counts = from_json(kept)
    else:
        bodies = product_bodies.of_members(db, membership(profile, source))
        counts = count(bodies, wanted, {category: tree.name(category) for category in categories})
        if keep:
            value_counts.keep(db, profile.code, stamp, to_json(counts))
    made = (
        Group(
            place,
            spots[0][2].name,
            origin,
            tuple(Spot(c, recipe.target, found, counts.get((c, origin), Counter())) for c, recipe, found in spots),
        )
        for (place, origin), spots in groups.items()
    )
    used = tuple(group for group in made if any(spot.texts for spot in group.spots))
    return Sheet(source, imported, used, {key: tree.name(key) for key in tree.keys}, _chosen(db, profile))


def mapped_at(profile: Profile, place: Place) -> Mapped | None:
    """The mapping that stands there; None when it has been taken out."""
    if place.kind == "brand":
        return profile.brand
    owner = _owner(profile, place.shop)
    items: Sequence[AttributeMapping | AxisMapping] = ()
    if owner is not None:
        items = owner.attributes if place.kind == "attribute" else owner.axes
    return next((item for item in items if item.id == place.id), None)


def with_rows(profile: Profile, place: Place, rows: tuple[ValueMatch, ...]) -> Profile:
    """The profile with another value map there."""
    if place.kind == "brand":
        return msgspec.structs.replace(profile, brand=msgspec.structs.replace(profile.brand, values=rows))
    if place.shop is None:
        return _put(profile, place, rows)
    categories = tuple(_put(one, place, rows) if one.shop == place.shop else one for one in profile.categories)
    return msgspec.structs.replace(profile, categories=categories)


def judged(group: Group, mapping: Mapped) -> dict[str, Line]:
    """What the builders make of every text of the group, by this mapping."""
    sums: dict[str, tuple[int, int, Counter[Match]]] = {}
    for spot in group.spots:
        for text, products in spot.texts.items():
            match = _match(text, mapping, spot)
            total, unmatched, matches = sums.get(text, (0, 0, Counter()))
            if match is not None:
                matches[match] += products
            sums[text] = (total + products, unmatched + (0 if match else products), matches)
    return {
        text: Line(text, total, unmatched, matches.most_common(1)[0][0] if matches else None, row_of(text, mapping.values))
        for text, (total, unmatched, matches) in sums.items()
    }


def proposals(group: Group, texts: Iterable[str], sheet: Sheet) -> dict[str, Proposal]:
    """For those texts for which a value is likely."""
    proposer = Proposer(group.names(), sheet.chosen.get(_about(group.place), ()))
    return {text: found for text in texts if (found := proposer.propose(text)) is not None}


def _match(text: str, mapping: Mapped, spot: Spot) -> Match | None:
    """By the builders' own matcher. A value that the category's dictionary lacks would block the product: None."""
    match mapping:
        case BrandRule():
            return match_brand(text, mapping, spot.target)
        case AxisMapping():
            dictionary = spot.target.dictionary(mapping.id, sku=True)
            found = match_axis(text, mapping, dictionary)
        case AttributeMapping():
            dictionary = spot.target.dictionary(mapping.id)
            found = match_attribute(text, mapping, spot.found, dictionary)
    if found is None or found.how == "omitted" or found.id in ("", OWN_ID):
        return found
    return found if dictionary is not None and found.id in dictionary.names else None


def _mapped(profile: Profile, path: tuple[str, ...], recipe: Recipe) -> Iterable[tuple[Place, Origin, Property]]:
    """What of a shop category's recipe looks for values in a dictionary."""
    target = recipe.target
    for mapping in recipe.attributes:
        found = target.property(mapping.id)
        if mapping.id != OWN_ID and found is not None and found.id != BRAND_ID and found.is_enum_prop:
            place = Place("attribute", mapping.id, _holder(profile, path, mapping))
            yield place, Origin(mapping.source, mapping.separator), found
    for axis in recipe.axes:
        known = target.property(axis.id, sku=True)
        if known is not None:
            yield Place("axis", axis.id, _holder(profile, path, axis)), Origin(axis.source, takes="of_each"), known
    brand = target.property(BRAND_ID)
    if brand is not None:
        yield Place("brand", BRAND_ID, None), Origin(recipe.brand.source, takes="first"), brand


def _holder(profile: Profile, path: tuple[str, ...], mapping: AttributeMapping | AxisMapping) -> str | None:
    """The nearest category on the way up that has this very mapping; None: the profile."""
    for shop_key in reversed(path):
        owner = _owner(profile, shop_key)
        if owner is not None and any(one is mapping for one in (*owner.attributes, *owner.axes)):
            return shop_key
    return None


def _owner(profile: Profile, shop_key: str | None) -> Profile | CategoryMapping | None:
    if shop_key is None:
        return profile
    return next((one for one in profile.categories if one.shop == shop_key), None)


Owner = TypeVar("Owner", Profile, CategoryMapping)


def _put(owner: Owner, place: Place, rows: tuple[ValueMatch, ...]) -> Owner:
    if place.kind == "attribute":
        attributes = (msgspec.structs.replace(one, values=rows) if one.id == place.id else one for one in owner.attributes)
        return msgspec.structs.replace(owner, attributes=tuple(attributes))
    axes = (msgspec.structs.replace(one, values=rows) if one.id == place.id else one for one in owner.axes)
    return msgspec.structs.replace(owner, axes=tuple(axes))


def _about(place: Place) -> str:
    return f"{place.kind}/{place.id}"


def _chosen(db: Database, profile: Profile) -> dict[str, tuple[tuple[str, str], ...]]:
    """By property: the shop's words and the value that was chosen for each, in every profile, this one as it is edited."""
    found: dict[str, list[tuple[str, str]]] = {}
    others = [stored.profile for stored in profiles.every(db) if stored.profile.code != profile.code]
    for one in (profile, *others):
        levels: tuple[Profile | CategoryMapping, ...] = (one, *one.categories)
        maps: list[tuple[str, tuple[ValueMatch, ...]]] = [(f"brand/{BRAND_ID}", one.brand.values)]
        maps += [(f"attribute/{mapping.id}", mapping.values) for level in levels for mapping in level.attributes]
        maps += [(f"axis/{axis.id}", axis.values) for level in levels for axis in level.axes]
        for about, rows in maps:
            found.setdefault(about, []).extend((row.shop, row.id) for row in rows if row.id and not row.omit)
    return {about: tuple(rows) for about, rows in found.items()}

"""The stage behind every reader: offers that stand alone are joined by the owner's rule (`sources.md` §0.2)."""

from collections.abc import Iterator

import msgspec

from aliexport_tui.sources.joining.groups import Spill, product_of
from aliexport_tui.sources.joining.rules import GROUPS, grouped, joined_name, told_apart
from aliexport_tui.sources.offer import Offer
from aliexport_tui.sources.reading import Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.settings import SourceSettings


def joined_by_rule(items: Iterator[Item], settings: SourceSettings) -> Iterator[Item]:
    """What has no variants by the rule passes at once; the others wait in a temporary file until the end. A group keeps its
    key when it has one member only. Of a file of changes the members that it does not name stay."""
    if not settings.join or settings.updates:
        yield from items
        return
    partial = False
    spill = Spill()
    try:
        for item in items:
            partial = partial or isinstance(item, OnlyChanges)
            offer = grouped(item, settings) if isinstance(item, ReadProduct) else None
            if offer is None:
                yield item
            else:
                spill.put(f"{GROUPS}{offer.group}", offer)
        for key in spill.all_keys():
            read = _product(key, spill.get(key), settings)
            yield msgspec.structs.replace(read, partial=partial)
    finally:
        spill.close()


def _product(key: str, members: list[Offer], settings: SourceSettings) -> ReadProduct:
    if len(members) == 1:
        (one,) = members
        return ReadProduct(msgspec.structs.replace(one.product, key=key), one.problems)
    read = product_of(key, [told_apart(member, settings) for member in members])
    name = joined_name(read.product.name, settings)
    return msgspec.structs.replace(read, product=msgspec.structs.replace(read.product, name=name))

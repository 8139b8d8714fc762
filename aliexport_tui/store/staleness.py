"""Lanes that were built from other inputs than today's: found at once, read in blocks."""

import json
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from aliexport_tui.model.picture import Shown
from aliexport_tui.model.wants import Lane
from aliexport_tui.store import pictures
from aliexport_tui.store.database import Cell, Database, as_bytes, as_int, as_text


class Stale(msgspec.Struct, frozen=True):
    """A listing with the lanes whose recorded inputs no longer hold. `product`: JSON of model.product.Product; `inputs`:
    lane -> (product hash, overlay). `pictures`: what is known of the addresses of its pictures, if one of the lanes
    looks at them. `ordered`: SKU code -> units that open orders take; laid over by the engine, which knows the codes."""

    listing: int
    product: bytes
    category: str
    wish: str
    inputs: dict[Lane, tuple[str, int]]
    pictures: dict[str, Shown] = {}
    ordered: dict[str, int] = {}


_IN_PRODUCT = """CASE d.lane WHEN 'price' THEN p.price_hash || p.content_hash
  WHEN 'stock' THEN p.stock_hash || p.content_hash WHEN 'visibility' THEN '' ELSE p.content_hash END"""

_FRESH = f"""a.in_recipe = d.digest AND a.in_builder = d.builder AND a.in_overlay = a.overlay
  AND coalesce(a.valid_until >= :now, 1) AND a.in_product = {_IN_PRODUCT}"""

_FOUND = f"""
SELECT l.id FROM temp.member m JOIN listing l ON l.account = :account AND l.product = m.product
JOIN product p ON p.id = m.product
WHERE :lanes > (SELECT count(*) FROM lane a JOIN temp.due d ON d.category = p.category AND d.lane = a.lane
     WHERE a.listing = l.id AND {_FRESH}) ORDER BY l.id"""

_BLOCK = f"""
SELECT l.id, CAST(p.body AS BLOB), p.category, coalesce(l.wish, ''),
       json_group_array(json_array(d.lane, {_IN_PRODUCT}, coalesce(a.overlay, 0)))
FROM listing l JOIN product p ON p.id = l.product JOIN temp.due d ON d.category = p.category
LEFT JOIN lane a ON a.listing = l.id AND a.lane = d.lane
WHERE l.id IN (SELECT value FROM json_each(:block)) AND ({_FRESH}) IS NOT 1
GROUP BY l.id ORDER BY l.id"""


LANES_WITH_PICTURES: tuple[Lane, ...] = ("content", "images")
_INPUTS = msgspec.json.Decoder(list[tuple[Lane, str, int]])


class StaleMembers:
    """The members (TEMP table `member`) with something to rebuild. Eight bytes each, however many there are."""

    def __init__(
        self, db: Database, account: int, profile: int, builders: Mapping[Lane, int], now: int, folder: str = ""
    ) -> None:
        """`builders`: the version of each lane's builder. `folder`: where copies of pictures are looked for."""
        self._db = db
        self._folder = folder
        self._looks_known = pictures.any_known(db)
        self._params: dict[str, Cell] = {"now": now}
        db.execute("DROP TABLE IF EXISTS temp.due")
        db.execute(
            "CREATE TEMP TABLE due (category TEXT, lane TEXT, builder INTEGER, digest TEXT, PRIMARY KEY (category, lane))"
            " WITHOUT ROWID"
        )
        db.execute(
            "INSERT INTO temp.due SELECT category, lane, value, digest FROM recipe JOIN json_each(?) ON key = lane"
            " WHERE profile = ?",
            (json.dumps(builders), profile),
        )
        self._found = db.ids(_FOUND, {**self._params, "account": account, "lanes": len(builders)})

    def __len__(self) -> int:
        return len(self._found)

    def blocks(self, size: int) -> Iterator[tuple[Stale, ...]]:
        """In the order of their ids. A listing whose inputs came back meanwhile is passed over."""
        for start in range(0, len(self._found), size):
            block = json.dumps(self._found[start : start + size].tolist())
            rows = self._db.rows(_BLOCK, {**self._params, "block": block})
            inputs = [{lane: (hash, overlay) for lane, hash, overlay in _INPUTS.decode(as_text(row[4]))} for row in rows]
            # After the overlay: what is kept meanwhile makes the lane stale again.
            looking = [not own.keys().isdisjoint(LANES_WITH_PICTURES) for own in inputs]
            looks = self._looks([as_bytes(row[1]) for row, wanted in zip(rows, looking, strict=True) if wanted])
            yield tuple(
                Stale(
                    listing=as_int(row[0]),
                    product=as_bytes(row[1]),
                    category=as_text(row[2]),
                    wish=as_text(row[3]),
                    inputs=own,
                    pictures=looks.get(as_bytes(row[1]), {}),
                )
                for row, own in zip(rows, inputs, strict=True)
            )

    def _looks(self, products: Sequence[bytes]) -> dict[bytes, dict[str, Shown]]:
        """By the product's body."""
        if not self._looks_known or not products:
            return {}
        addresses = {body: _addresses(body) for body in products}
        known = pictures.shown(self._db, {one for own in addresses.values() for one in own}, self._folder)
        return {body: {one: known[one] for one in own if one in known} for body, own in addresses.items()}


class _WithPictures(msgspec.Struct):
    pictures: tuple[str, ...] = ()


class _Pictured(_WithPictures):
    skus: tuple[_WithPictures, ...] = ()


_PICTURED = msgspec.json.Decoder(_Pictured)


def _addresses(product: bytes) -> set[str]:
    try:
        found = _PICTURED.decode(product)
    except msgspec.MsgspecError:
        return set()  # the builder tells of it
    return {*found.pictures, *(one for sku in found.skus for one in sku.pictures)}

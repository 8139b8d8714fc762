"""What the demo shop sells, read from `assortment.toml`."""

from __future__ import annotations

from importlib import resources

import msgspec


class Shelf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One category of the shop; with `count` products of its own when it is a shelf and not just a heading.

    `prices` are the lowest and the highest in roubles; `colours` and `sizes` name lists of the assortment, "" for none.
    """

    id: str
    name: str
    parent: str = ""
    count: int = 0
    nouns: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    prices: tuple[int, int] = (0, 0)
    colours: str = ""
    sizes: str = ""
    brands: tuple[str, ...] = ()
    params: dict[str, tuple[str, ...]] = {}


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that every shelf draws from."""

    models: tuple[str, ...]


class Assortment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    words: Words
    colours: dict[str, tuple[str, ...]]
    sizes: dict[str, tuple[str, ...]]
    category: tuple[Shelf, ...]


def read_assortment() -> Assortment:
    """The shop's shelves in the order of the file."""
    text = resources.files("aliexport_tui.demo").joinpath("assortment.toml").read_bytes()
    return msgspec.toml.decode(text, type=Assortment)

"""Which price counts and whose stock is added up, by the owner's settings."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

import msgspec

from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.problem import Place
from aliexport_tui.sources.commerceml.classifier import Classifier, Declared
from aliexport_tui.sources.settings import SourceSettings

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{0,9})?")
_BLANKS = re.compile(r"\s+")


class Choice(msgspec.Struct, frozen=True):
    """`kind`: id of the price that counts, None where no offer has one. `warehouses`: ids of those that count; None: all."""

    kind: str | None
    warehouses: frozenset[str] | None


def choose(
    settings: SourceSettings, classifier: Classifier, kinds: Collection[str], warehouses: Collection[str], origin: str
) -> Choice:
    """`kinds`, `warehouses`: ids that the offers name. Settings name them by name, case aside, or by id. Raises ConfigError
    `source.price_type_needed`, `source.price_type_unknown`, `source.warehouse_unknown`, each with what there is."""
    return Choice(
        _kind(settings.price_type, classifier.price_types, kinds, Place(file=origin)),
        _warehouses(settings.warehouses, classifier.warehouses, warehouses, Place(file=origin)),
    )


def names(ids: Collection[str], declared: Mapping[str, Declared]) -> tuple[str, ...]:
    """Of those declared their names, of the others the ids."""
    return tuple(sorted({declared[id].name if id in declared else id for id in ids if id}))


def _kind(wanted: str, declared: Mapping[str, Declared], used: Collection[str], place: Place) -> str | None:
    if not used:
        return None
    if not wanted:
        if len(used) > 1:
            raise ConfigError("source.price_type_needed", place, types=", ".join(names(used, declared)))
        return next(iter(used))
    found = [id for id in _named(wanted, declared, used) if id in used]
    if not found:
        raise ConfigError(
            "source.price_type_unknown", place, price_type=wanted, types=", ".join(names({*used, *declared}, declared))
        )
    return found[0]


def _warehouses(
    wanted: Collection[str], declared: Mapping[str, Declared], used: Collection[str], place: Place
) -> frozenset[str] | None:
    if not wanted or not (used or declared):
        return frozenset() if wanted else None
    chosen: set[str] = set()
    for one in wanted:
        found = _named(one, declared, used)
        if not found:
            known = ", ".join(names({*used, *declared}, declared))
            raise ConfigError("source.warehouse_unknown", place, warehouse=one, warehouses=known)
        chosen.update(found)
    return frozenset(chosen)


def _named(wanted: str, declared: Mapping[str, Declared], used: Collection[str]) -> list[str]:
    """Ids of that name; the id itself first."""
    wanted = wanted.strip()
    itself = [wanted] if wanted in used or wanted in declared else []
    return itself or [one.key for one in declared.values() if one.name.casefold() == wanted.casefold()]


def quantity(text: str) -> int | None:
    """Whole pieces, below zero too: "12", "3,000", "-1", "2.5" -> 2; None when it is no number."""
    bare = _BLANKS.sub("", text).replace(",", ".")
    if bare.isdecimal() and len(bare) <= 15:
        return int(bare)
    return int(Decimal(bare).__floor__()) if _NUMBER.fullmatch(bare) else None

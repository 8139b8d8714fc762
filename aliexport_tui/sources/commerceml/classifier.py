"""What is declared once for all goods: groups, properties with their lists of values, kinds of prices, warehouses, units."""

import re
from functools import lru_cache

import msgspec

from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place
from aliexport_tui.model.product import Param, ShopCategory
from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.nodes import Record
from aliexport_tui.sources.text import one_line

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_UNITS = {"796": "шт", "715": "пара", "778": "упак", "839": "компл", "166": "кг", "163": "г", "006": "м", "112": "л"}
"""Of the classification that 1C numbers its units by (ОКЕИ), where a file names none."""
_MOST = 500_000
_CACHED = 20_000


class Declared(msgspec.Struct, frozen=True):
    """A kind of price or a warehouse. `name`: the key where it has none."""

    key: str
    name: str
    currency: str = ""


class Unknown(msgspec.Struct, frozen=True):
    """A property or a value of one whose text the set does not have."""

    code: str
    property: str
    value: str = ""


class Classifier:
    """Filled by `take` with the records of all files."""

    def __init__(self) -> None:
        self.groups: dict[str, ShopCategory] = {}
        self.price_types: dict[str, Declared] = {}
        self.warehouses: dict[str, Declared] = {}
        self._names: dict[str, str] = {}
        self._values: dict[tuple[str, str], str] = {}
        self._units: dict[str, str] = {}
        self.param = lru_cache(_CACHED)(self._param)
        """A good's property, id and value, with its name and the value as text; None where the value is empty."""

    def take(self, record: Record, origin: str) -> None:
        """Raises SourceError `source.limit`."""
        match record.kind:
            case slots.GROUPS_RECORD:
                self._take_groups(record)
            case slots.PROPERTY_RECORD:
                self._take_property(record)
            case slots.PRICE_TYPE_RECORD:
                self._declare(self.price_types, record)
            case slots.WAREHOUSE_RECORD:
                self._declare(self.warehouses, record)
            case slots.UNIT_RECORD:
                one = _singles(record)
                self._units[one.get(slots.ID, "")] = one.get(slots.SHORT_NAME) or one.get(slots.NAME, "")
        if len(self._values) + len(self.groups) + len(self._names) > _MOST:
            raise SourceError("source.limit", Place(file=origin, line=record.line), what="classifier", limit=str(_MOST))

    @property
    def declares(self) -> bool:
        """Whether there are groups or properties at all."""
        return bool(self.groups or self._names)

    def unit(self, code: str, name: str) -> str:
        """A unit as a person writes it, by its code ("796 "), else as the file says."""
        code = code.strip()
        return self._units.get(code) or _UNITS.get(code) or name or code

    def _param(self, property: str, value: str) -> Param | Unknown | None:
        property, value = property.strip(), value.strip()
        name = self._names.get(property)
        text = self._values.get((property, value))
        if text is None:
            text = one_line(value)
        if not text:
            return None
        if not name:
            return Unknown("feed.property_unknown", property)
        if text == value and _GUID.fullmatch(value):
            return Unknown("feed.value_unknown", name, value)
        return Param(name, text)

    def _take_groups(self, record: Record) -> None:
        """The tree, flattened: each group between its marks, those in it likewise."""
        around: list[str] = []
        key = ""
        for slot, text in zip(record.slots, record.texts, strict=True):
            if slot == slots.OPENED:
                around.append(key)
                key = ""
            elif slot == slots.CLOSED:
                key = around.pop() if around else ""
            elif slot == slots.ID:
                key = one_line(text)
                if key:
                    self.groups[key] = ShopCategory(key, key, self._parent(key, around[-1] if around else ""))
            elif slot == slots.NAME and key and (name := one_line(text)):
                self.groups[key] = msgspec.structs.replace(self.groups[key], name=name)

    def _parent(self, key: str, parent: str) -> str:
        """ "" for one that stands below `key` itself, as files of different days may say."""
        above = parent
        while above:
            if above == key:
                return ""
            above = self.groups[above].parent if above in self.groups else ""
        return parent

    def _take_property(self, record: Record) -> None:
        property = value = ""
        for slot, text in zip(record.slots, record.texts, strict=True):
            text = one_line(text)
            if slot == slots.ID:
                property = text
            elif slot == slots.NAME:
                self._names[property] = text
            elif slot == slots.VALUE_ID:
                value = text
            elif slot == slots.VALUE:
                self._values[property, value] = text

    @staticmethod
    def _declare(kinds: dict[str, Declared], record: Record) -> None:
        one = _singles(record)
        if key := one.get(slots.ID, ""):
            kinds[key] = Declared(key, one.get(slots.NAME) or key, one.get(slots.CURRENCY, ""))


def _singles(record: Record) -> dict[int, str]:
    return {slot: one_line(text) for slot, text in zip(record.slots, record.texts, strict=True)}

"""Every way in which a record can differ in one place, found by walking its types: a new member is covered by itself."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec
from msgspec import inspect as kinds

Altered = tuple[str, object]
"""(path of what differs, the record with it)"""


def altered(record: msgspec.Struct) -> Iterator[Altered]:
    """Each member of the record, at any depth, given another value that its type allows; each list shortened and turned
    round. A list of records that is empty shows nothing of its members: see `hidden`."""
    info = kinds.type_info(type(record))
    assert isinstance(info, kinds.StructType)
    for field in info.fields:
        for path, value in _others(getattr(record, field.name), field.type):
            yield f"{field.name}{path}", msgspec.structs.replace(record, **{field.name: value})


def hidden(record: msgspec.Struct) -> set[type]:
    """Types that the record's own type speaks of, but of which the record holds none."""
    return _spoken_of(kinds.type_info(type(record))) - set(_held(record))


def _spoken_of(kind: kinds.Type) -> set[type]:
    match kind:
        case kinds.StructType():
            return {kind.cls}.union(*(_spoken_of(field.type) for field in kind.fields))
        case kinds.VarTupleType():
            return _spoken_of(kind.item_type)
        case kinds.UnionType():
            return set().union(*map(_spoken_of, kind.types))
        case _:
            return set()


def _held(value: object) -> Iterator[type]:
    if isinstance(value, msgspec.Struct):
        yield type(value)
        for name in value.__struct_fields__:
            yield from _held(getattr(value, name))
    elif isinstance(value, tuple):
        for member in value:
            yield from _held(member)


def _others(value: object, kind: kinds.Type) -> Iterator[Altered]:
    match kind:
        case kinds.StructType():
            assert isinstance(value, msgspec.Struct)
            for path, other in altered(value):
                yield f".{path}", other
        case kinds.UnionType():
            yield from _of_union(value, kind)
        case kinds.VarTupleType():
            assert isinstance(value, tuple)
            yield from _of_tuple(value, kind.item_type)
        case kinds.TupleType():
            assert isinstance(value, tuple)
            for index, item in enumerate(kind.item_types):
                for path, other in _others(value[index], item):
                    yield f"[{index}]{path}", (*value[:index], other, *value[index + 1 :])
        case kinds.DictType():
            assert isinstance(value, dict)
            yield "[new]", {**value, "ещё": "x"}
            for key in value:
                yield f"[{key}]", {**value, key: "x"}
        case kinds.Metadata():
            yield from _others(value, kind.type)
        case _:
            for other in _scalars(value, kind):
                yield f"={other!r}", other


def _of_union(value: object, kind: kinds.UnionType) -> Iterator[Altered]:
    for member in kind.types:
        if isinstance(member, kinds.NoneType):
            if value is not None:
                yield "=None", None
        elif isinstance(value, msgspec.Struct) == isinstance(member, kinds.StructType) and value is not None:
            if _fits(value, member):
                yield from _others(value, member)
        elif value is None and not isinstance(member, kinds.StructType | kinds.BoolType):
            yield "=some", next(_scalars(None, member))


def _fits(value: object, kind: kinds.Type) -> bool:
    wanted = {kinds.BoolType: bool, kinds.IntType: int, kinds.StrType: str, kinds.DecimalType: Decimal}.get(type(kind))
    return isinstance(value, msgspec.Struct) or type(value) is wanted


def _of_tuple(value: tuple[object, ...], item: kinds.Type) -> Iterator[Altered]:
    for index, member in enumerate(value):
        for path, other in _others(member, item):
            yield f"[{index}]{path}", (*value[:index], other, *value[index + 1 :])
        yield f"[-{index}]", (*value[:index], *value[index + 1 :])
    if len(value) > 1:
        yield "[::-1]", value[::-1]
    if not value and not isinstance(item, kinds.StructType):
        yield "[0]", (next(_scalars(None, item)),)


def _scalars(value: object, kind: kinds.Type) -> Iterator[object]:
    match kind:
        case kinds.LiteralType():
            yield from (other for other in kind.values if other != value)
        case kinds.BoolType():
            yield not value
        case kinds.IntType():
            most = kind.le if kind.le is not None else 1 << 40
            number = value if isinstance(value, int) else 0
            yield number + 1 if number + 1 <= most else number - 1
        case kinds.FloatType():
            yield (value if isinstance(value, float) else 0.0) + 1
        case kinds.DecimalType():
            yield (value if isinstance(value, Decimal) else Decimal(0)) + 1
        case kinds.StrType() if kind.pattern and "0-9" in kind.pattern:
            yield "7" if value != "7" else "8"
        case kinds.StrType() if isinstance(value, str) and value.replace(".", "").isdecimal():
            yield f"{value}7"
        case kinds.StrType():
            yield f"{value or ''}x"
            if value:
                yield ""
        case _:
            raise TypeError(kind)

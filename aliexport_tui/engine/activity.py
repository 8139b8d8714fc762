"""What a person changes is written down: who, what, before -> after; secrets masked (seed 002 §7.3).

Nothing personal of a buyer is ever handed in here."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from aliexport_tui.engine.workspace import who
from aliexport_tui.model.clock import machine_ms
from aliexport_tui.store import activity
from aliexport_tui.store.activity import Activity
from aliexport_tui.store.database import Database, Transaction

if TYPE_CHECKING:
    from aliexport_tui.engine.masking import SecretMask

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
_LONGEST = 65_536
"""Characters of `before` or `after`: a profile's mappings of whole categories may have changed at once."""

State = Mapping[str, Plain] | str | None
"""What something was or is: by the names of its settings, in words, or nothing."""


def note(
    db: Database,
    type: str,
    subtype: str,
    subject: str,
    code: str,
    args: Mapping[str, str] = {},
    before: State = None,
    after: State = None,
    *,
    at: int | None = None,
    tx: Transaction | None = None,
) -> None:
    """A line of the activity log, in a transaction of its own unless `tx` is given. `type`: profile, account, source,
    hold, card, run, order, settings, schedule, alerts, file …; `subtype`: added, changed, removed …; `code`: of the events'
    registry, filled with `args` (`who` is added). `before`, `after`: see `difference`. `at`: UTC ms, now by default."""
    # why here: it brings the marketplace's words along, which no screen needs to open
    from aliexport_tui.engine.masking import secret_mask

    mask = secret_mask(db.path)
    by = who()
    line = Activity(
        at=machine_ms() if at is None else at,
        type=type,
        subtype=subtype,
        subject=subject,
        code=code,
        who=by,
        args={"who": by, **mask.args(args)},
        before=_told(before, mask),
        after=_told(after, mask),
    )
    if tx is not None:
        activity.add(tx, line)
        return
    with db.write() as own:
        activity.add(own, line)


def difference(before: object, after: object) -> tuple[dict[str, Plain] | None, dict[str, Plain] | None]:
    """What differs between two states of the same settings (structs or plain values), by their names with dots between; of
    lists what only one of them has. None: there is nothing on that side."""
    old, new = _flat(before), _flat(after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name) or (name in old) != (name in new)]
    was: dict[str, Plain] = {}
    now: dict[str, Plain] = {}
    for name in names:
        left, right = old.get(name), new.get(name)
        if isinstance(left, list) and isinstance(right, list):
            left, right = _apart(left, right)
        if name in old:
            was[name] = left
        if name in new:
            now[name] = right
    return (None if before is None else was), (None if after is None else now)


def _flat(value: object) -> dict[str, Plain]:
    """The leaves by name; a list is a leaf, and an empty table too."""
    if value is None:
        return {}
    found: dict[str, Plain] = {}

    def walk(part: Plain, name: str) -> None:
        if isinstance(part, dict) and part:
            for key, inner in part.items():
                walk(inner, f"{name}.{key}" if name else key)
        elif name:
            found[name] = part

    plain: Plain = msgspec.json.decode(msgspec.json.encode(_whole(value)))
    walk(plain, "")
    return found


def _whole(value: object) -> object:
    """A struct with its defaults spelled out: what was set back to them shows too."""
    if isinstance(value, msgspec.Struct):
        return {name: _whole(inner) for name, inner in msgspec.structs.asdict(value).items()}
    if isinstance(value, dict):
        return {str(name): _whole(inner) for name, inner in value.items()}
    return value


def _apart(left: list[Plain], right: list[Plain]) -> tuple[list[Plain], list[Plain]]:
    """What only the one has, and only the other; both whole when it is the order alone that differs."""
    only_left, only_right = _without(left, right), _without(right, left)
    return (only_left, only_right) if only_left or only_right else (left, right)


def _without(one: list[Plain], other: list[Plain]) -> list[Plain]:
    spare = Counter(map(_text, other))
    kept = []
    for member in one:
        spare[_text(member)] -= 1
        if spare[_text(member)] < 0:
            kept.append(member)
    return kept


def _text(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _told(state: State, mask: "SecretMask") -> str | None:
    if state is None:
        return None
    text = mask.text(state) if isinstance(state, str) else json.dumps(mask.value(dict(state)), ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"

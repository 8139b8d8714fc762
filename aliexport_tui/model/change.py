"""What a plan holds: one change of one listing, with before and after."""

from typing import Literal

import msgspec

from aliexport_tui.model.wants import Lane

Kind = Literal["create", "update", "images", "price", "stock", "online", "offline", "delete"]
KINDS: tuple[Kind, ...] = ("create", "update", "images", "price", "stock", "online", "offline", "delete")

Action = Literal["export", "update", "price", "stock", "images", "online", "offline", "delete"]
ACTIONS: tuple[Action, ...] = ("export", "update", "price", "stock", "images", "online", "offline", "delete")

ChangeState = Literal["ready", "blocked", "held", "sending", "done", "rejected", "stale", "dropped", "unknown"]

ACTION_LANES: dict[Action, tuple[Lane, ...]] = {
    "export": ("content", "images", "price", "stock", "visibility"),
    "update": ("content", "images"),
    "images": ("images",),
    "price": ("price",),
    "stock": ("stock",),
    "online": ("visibility",),
    "offline": ("visibility",),
    "delete": (),
}
"""The lanes whose problems count for an action (DESIGN, "Exit codes of a run")."""

ACTION_KINDS: dict[Action, tuple[Kind, ...]] = {
    "export": tuple(kind for kind in KINDS if kind != "delete"),
    "update": ("update", "images"),
    "images": ("images",),
    "price": ("price",),
    "stock": ("stock",),
    "online": ("online",),
    "offline": ("offline",),
    "delete": ("delete",),
}
"""The kinds of change that an action plans."""


class FieldChange(msgspec.Struct, frozen=True):
    """One field, old -> new, as text for people; `field` is a path such as `skus[A-1].price`."""

    field: str
    before: str | None
    after: str | None

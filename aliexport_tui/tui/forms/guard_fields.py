"""The section of a profile's form that says what is held until a person decides, and what becomes of leavers and drift."""

from collections.abc import Mapping, Sequence
from typing import cast

import msgspec

from aliexport_tui.model.profile import Canary, Drift, Guards, Leavers, Mass, Profile
from aliexport_tui.model.wants import LANES
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.profile_fields import Faults, Offers, Section
from aliexport_tui.tui.words import _, lane_word

_MOST = 1_000_000

_NUMBERS = (
    ("price_change", _("Price change, %"), 1_000_000, _("largest in one run, up or down; 0: any")),
    ("discount", _("Discount, %"), 100, _("deepest; 0: any")),
    ("source_age_min", _("Stocks’ age, min"), _MOST, _("since the last import, older ones are held; 0: any")),
)
_MASSES = (
    ("zeros", _("Fall to zero")),
    ("offline", _("Off sale")),
    ("deletions", _("Deletions")),
    ("vanished", _("Lost by the feed")),
)
_LEAVERS: Mapping[Leavers, str] = {
    "zero": _("stock to zero"),
    "offline": _("take off sale"),
    "delete": _("delete the card"),
    "keep": _("leave as it is"),
}


def _fields(_offers: Offers) -> Sequence[Field]:
    fields = [
        Field("price_floor", _("Lowest price"), hint=_("in currency units; empty: any")),
        Field("price_ceiling", _("Highest price"), hint=_("in currency units; empty: any")),
        *(Field(name, label, hint=hint) for name, label, _high, hint in _NUMBERS),
    ]
    for name, label in _MASSES:
        fields += [
            Field(f"{name}_count", _("{what}: over").format(what=label), hint=_("products at once, and …")),
            Field(f"{name}_percent", _("… and over, %"), hint=_("of what the profile has on the marketplace: held")),
        ]
    return (
        *fields,
        Field("canary_first", _("Canary: first"), hint=_("so many creates and edits go first; 0: no canary")),
        Field("canary_live", _("Canary: live"), hint=_("the others follow when so many of them were seen live")),
        Field(
            "leavers",
            _("Left the feed"),
            "choice",
            _("what becomes of a card whose product the feed or the filter no longer has"),
            choices=tuple(Choice(value, text) for value, text in _LEAVERS.items()),
        ),
        *(
            Field(
                f"restore_{lane}",
                _("Drift: {lane}").format(lane=lane_word(lane)),
                "choice",
                _("changed on the marketplace, found by a drift check or by the look after a success"),
                choices=(Choice("no", _("report")), Choice("yes", _("send again"))),
            )
            for lane in LANES
        ),
    )


def _read(profile: Profile) -> dict[str, str]:
    guards = profile.guards
    values = {"price_floor": guards.price_floor, "price_ceiling": guards.price_ceiling, "leavers": profile.leavers}
    values |= {name: str(getattr(guards, name)) for name, *_rest in _NUMBERS}
    for name, _label in _MASSES:
        mass: Mass = getattr(guards, name)
        values |= {f"{name}_count": str(mass.count), f"{name}_percent": str(mass.percent)}
    values |= {"canary_first": str(guards.canary.first), "canary_live": str(guards.canary.live)}
    return values | {f"restore_{lane}": "yes" if lane in profile.drift.restore else "no" for lane in LANES}


def _write(profile: Profile, values: Values, faults: Faults) -> Profile:
    masses = {
        name: Mass(
            count=faults.whole(values, f"{name}_count", 0, _MOST), percent=faults.whole(values, f"{name}_percent", 0, 100)
        )
        for name, _label in _MASSES
    }
    canary = Canary(first=faults.whole(values, "canary_first", 0, _MOST), live=faults.whole(values, "canary_live", 0, _MOST))
    numbers = {name: faults.whole(values, name, 0, high) for name, _label, high, _hint in _NUMBERS}
    guards = Guards(
        price_floor=values["price_floor"].strip(),
        price_ceiling=values["price_ceiling"].strip(),
        price_change=numbers["price_change"],
        discount=numbers["discount"],
        source_age_min=numbers["source_age_min"],
        zeros=masses["zeros"],
        offline=masses["offline"],
        deletions=masses["deletions"],
        vanished=masses["vanished"],
        canary=canary,
    )
    leavers = values["leavers"] if values["leavers"] in _LEAVERS else "zero"
    drift = Drift(restore=tuple(lane for lane in LANES if values[f"restore_{lane}"] == "yes"))
    return msgspec.structs.replace(profile, guards=guards, leavers=cast("Leavers", leavers), drift=drift)


GUARDS = Section("guards", _("Guards"), _fields, _read, _write)

"""What the shop calls a carrier -> what the marketplace and the buyer are told (seed 002 "Carrier Mapping")."""

from urllib.parse import quote

import msgspec

from aliexport_tui.model.order_settings import Carrier, ComingBack


class Told(msgspec.Struct, frozen=True):
    """`name` "": neither said nor set."""

    name: str
    track_url: str
    support_phone: str


def carrier_for(back: ComingBack, said: str, track: str, *, track_url: str = "", phone: str = "") -> Told:
    """The mapping's row of this carrier, without regard to case and blanks; what was said with the track goes first. No
    carrier said: the default one."""
    name = said.strip() or back.default_carrier
    row = next((one for one in back.carriers if _key(one.shop) == _key(name)), Carrier(name))
    address = track_url or row.track_url.replace("{track}", quote(track, safe=""))
    return Told(row.name or name, address, phone or row.support_phone)


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())

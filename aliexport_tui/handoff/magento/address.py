"""A buyer as Magento's addresses have him. What a shop demands and the marketplace does not tell is a dash."""

from aliexport_tui.handoff.target import Parcel
from aliexport_tui.model.order import Buyer

_COUNTRIES = {
    "россия": "RU",
    "российская федерация": "RU",
    "russia": "RU",
    "russian federation": "RU",
    "беларусь": "BY",
    "belarus": "BY",
    "казахстан": "KZ",
    "kazakhstan": "KZ",
    "армения": "AM",
    "armenia": "AM",
    "киргизия": "KG",
    "кыргызстан": "KG",
    "kyrgyzstan": "KG",
    "узбекистан": "UZ",
    "uzbekistan": "UZ",
    "азербайджан": "AZ",
    "грузия": "GE",
    "georgia": "GE",
}
_HOME = "RU"
_DASH = "-"


def address_of(parcel: Parcel, *, for_cart: bool = False) -> dict[str, object]:
    """`for_cart`: the cart's interface writes the country in another way (`countryId`)."""
    buyer = parcel.buyer or Buyer()
    first, last = names_of(buyer)
    street = [part for part in (buyer.street_house, buyer.flat) if part] or [buyer.address or _DASH]
    country = country_code(buyer.country or parcel.order.country_code)
    address: dict[str, object] = {
        "firstname": first,
        "lastname": last,
        "street": street,
        "city": buyer.city or _DASH,
        "postcode": buyer.index or _DASH,
        "telephone": buyer.receiver_phone or buyer.phone or _DASH,
        "email": parcel.customer_email,
        ("countryId" if for_cart else "country_id"): country,
    }
    if buyer.region:
        address["region"] = buyer.region
    return address


def names_of(buyer: Buyer) -> tuple[str, str]:
    """First word and the rest: who gets the parcel, else who bought it."""
    first, _, last = " ".join((buyer.receiver_name or buyer.name).split()).partition(" ")
    return first or _DASH, last or _DASH


def country_code(told: str) -> str:
    """The marketplace says "RU" or "Россия" (local-orders.md §7)."""
    told = told.strip()
    if len(told) == 2 and told.isascii() and told.isalpha():
        return told.upper()
    return _COUNTRIES.get(told.casefold(), _HOME)

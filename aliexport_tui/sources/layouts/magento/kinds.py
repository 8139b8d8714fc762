"""Which of Magento's types of products can be sent in a parcel as they are."""

_KINDS = {
    "": "",
    "simple": "",
    "configurable": "",
    "virtual": "feed.skipped_virtual",
    "downloadable": "feed.skipped_virtual",
    "giftcard": "feed.skipped_virtual",
    "grouped": "feed.skipped_grouped",
    "bundle": "feed.skipped_bundle",
}


def skipped(kind: str) -> str:
    """The code of the problem that says why a product of this type is left out, "" for one that is not. A type that an
    extension has made may be anything."""
    return _KINDS.get(kind.strip().lower(), "feed.skipped_type")


def is_parent(kind: str) -> bool:
    """A product whose children are its variants."""
    return kind.strip().lower() == "configurable"

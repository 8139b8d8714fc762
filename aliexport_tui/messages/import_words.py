"""What an import brought, in words."""

from collections.abc import Mapping

from aliexport_tui.messages.i18n import N_, _

LEFT_OUT = "feed.skipped_"
"""Codes of problems that tell of something left out begin so."""

_ALWAYS = ("products", "skus", "new", "changed", "unchanged", "vanished")
_COUNTS = {
    "products": N_("products"),
    "skus": N_("variants"),
    "new": N_("new"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "vanished": N_("vanished"),
    "updates": N_("prices and stocks alone"),
    "skipped": N_("left out"),
    "problems": N_("problems"),
}


def counts_words(counts: Mapping[str, int], *, brief: bool = False) -> str:
    """ "products 3, variants 4, new 1 …"; of the rest, and with `brief` of all but the products, only what is not zero."""
    shown = _ALWAYS[:1] if brief else (*_ALWAYS, "problems")
    figure = _("{what} {count}")
    return ", ".join(
        figure.format(what=_(word), count=counts.get(name, 0))
        for name, word in _COUNTS.items()
        if name in shown or counts.get(name, 0)
    )

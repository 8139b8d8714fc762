"""Text on its way into a spreadsheet: no cell can become a formula."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_UNSEEN = dict.fromkeys(
    [
        *(code for code in range(0x20) if code not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *(0x061C, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x206A),
    ]
)
"""Control characters but tab and line break, direction marks, what takes no place."""


def harmless(text: str) -> str:
    """What can't be seen is dropped; a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    seen = text.translate(_UNSEEN)
    dangerous = seen.startswith(_DANGEROUS) or seen.lstrip().startswith(("=", "+", "-", "@"))
    return f"'{seen}" if dangerous else seen

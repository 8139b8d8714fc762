"""Which listings are read in full: a share that the profile sets, always the same ones."""

_SPREAD = 2_654_435_761
"""Knuth's multiplicative hash: neighbours in the file fall apart."""


def read_in_full(listing: int, percent: int) -> bool:
    """`percent` of all listings, chosen by their id: 100 all, 0 none."""
    return (listing * _SPREAD % 2**32) * 100 < percent * 2**32

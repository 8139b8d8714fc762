"""Offers that are variants of one product: by the feed's groups, by the owner's rule (`sources.md` §2)."""

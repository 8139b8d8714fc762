"""Readers of the shop's product data: one per format, all yielding the same records."""

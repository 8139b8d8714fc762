"""Shops that are asked over their API: all pages into one file of JSON lines, which a reader then reads like any feed."""

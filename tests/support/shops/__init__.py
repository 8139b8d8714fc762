"""Shops of the tests' own, over real HTTP."""

"""The category tree that the simulated marketplace serves."""

from aliexport_tui.sandbox.tree.load import load_tree

__all__ = ["load_tree"]

"""The demo shop «Домовой и Ко»: an invented Russian clothing and home store with the dirt that real feeds have."""

from aliexport_tui.demo.feed import write_demo_feed

__all__ = ["write_demo_feed"]

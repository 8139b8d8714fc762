"""Magento's product tables: version 2, and both formats of version 1 (`sources.md` §1.2)."""

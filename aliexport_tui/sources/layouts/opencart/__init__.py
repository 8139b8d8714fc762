"""OpenCart's add-ons: CSV Price Pro and the Export/Import tool (`sources.md` §1.6)."""

"""CommerceML of 1C, versions 2.03 to 3.1 (`sources.md` §1.5): several files that make one catalogue."""

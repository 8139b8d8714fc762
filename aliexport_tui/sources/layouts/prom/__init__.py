"""prom.ua's export (`sources.md` §1.6)."""

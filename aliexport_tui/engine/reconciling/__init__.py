"""Reconciliation: what the marketplace has, against what the file believes.

`live.read_live(market, db, account, listings, locale)` reads cards, 50 a request, and gives what they show in the words of
wants, lane by lane: for a check of live state right before a plan is applied or undone. `live.differs` compares it with
what a plan showed."""

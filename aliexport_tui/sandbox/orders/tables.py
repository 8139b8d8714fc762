"""The tables of the order side in the state file. They are added to files of before that have none."""

TABLES = """
CREATE TABLE IF NOT EXISTS trade (
  id INTEGER PRIMARY KEY, seller TEXT NOT NULL, state TEXT NOT NULL, antifraud TEXT NOT NULL,
  created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, cut_off_ms INTEGER NOT NULL, deadline_ms INTEGER NOT NULL,
  due_ms INTEGER, body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS trade_created ON trade (seller, created_ms);
CREATE INDEX IF NOT EXISTS trade_updated ON trade (seller, updated_ms);
CREATE INDEX IF NOT EXISTS trade_due ON trade (due_ms) WHERE due_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS parcel (
  id INTEGER PRIMARY KEY, trade_id INTEGER NOT NULL, seller TEXT NOT NULL, status TEXT NOT NULL, track TEXT NOT NULL,
  track_ms INTEGER NOT NULL, list_id INTEGER NOT NULL, due_ms INTEGER, body BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS parcel_trade ON parcel (trade_id);
CREATE INDEX IF NOT EXISTS parcel_track ON parcel (track);
CREATE INDEX IF NOT EXISTS parcel_list ON parcel (list_id) WHERE list_id > 0;
CREATE INDEX IF NOT EXISTS parcel_due ON parcel (due_ms) WHERE due_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS handover (
  id INTEGER PRIMARY KEY, seller TEXT NOT NULL, status TEXT NOT NULL, created_ms INTEGER NOT NULL,
  arrival_ms INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS label (
  id INTEGER PRIMARY KEY, seller TEXT NOT NULL, kind TEXT NOT NULL, subjects TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT;
"""

COUNTERS = {
    "trade": 5_000_000_000_000_001,
    "parcel": 6_000_000_000_000_001,
    "dispatch": 7_000_001,
    "handover": 800_001,
    "label": 1,
    "generated": 0,
    "arrivals": 0,
    "arrival_ms": 0,
}
CONTENT = ("trade", "parcel", "handover", "label")
AFRESH = ("generated", "arrivals", "arrival_ms")
"""Counters that begin anew when everything is forgotten, so that the generator makes the same orders again."""

"""Marked ids in a TEMP table of the console's connection: they cost nothing in the file and end with the console."""

import json
import re
from collections.abc import Sequence

from aliexport_tui.store.database import Database, as_int


class MarkTable:
    """`name`: what is marked, one table each (`product`, `profile`)."""

    def __init__(self, db: Database, name: str) -> None:
        if not re.fullmatch(r"[a-z]+", name):
            raise ValueError(name)
        self._db = db
        self.table = f"temp.mark_{name}"
        db.execute(f"CREATE TABLE IF NOT EXISTS {self.table} (id INTEGER PRIMARY KEY)")

    def add(self, ids: Sequence[int]) -> None:
        self._db.execute(f"INSERT OR IGNORE INTO {self.table} SELECT value FROM json_each(?)", (_json(ids),))

    def remove(self, ids: Sequence[int]) -> None:
        self._db.execute(f"DELETE FROM {self.table} WHERE id IN (SELECT value FROM json_each(?))", (_json(ids),))

    def clear(self) -> None:
        self._db.execute(f"DELETE FROM {self.table}")

    def among(self, ids: Sequence[int]) -> set[int]:
        found = self._db.rows(f"SELECT id FROM {self.table} WHERE id IN (SELECT value FROM json_each(?))", (_json(ids),))
        return {as_int(row[0]) for row in found}

    def count(self) -> int:
        return as_int(self._db.value(f"SELECT count(*) FROM {self.table}"))

    def all(self) -> list[int]:
        """Every marked id; for the few of a small list."""
        return [as_int(row[0]) for row in self._db.rows(f"SELECT id FROM {self.table} ORDER BY id")]


def _json(ids: Sequence[int]) -> str:
    return json.dumps(list(ids))

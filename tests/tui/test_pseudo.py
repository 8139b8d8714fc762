"""No string on any screen is bare: read in a language whose every letter carries a mark, nothing plain is left but data and
names."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.tui.pseudo import marked

NAMES = {
    "AliExpress", "SKU", "SQL", "YML", "CSV", "TOML", "JSON", "XLSX", "RUB", "esc", "SANDBOX", "LIVE", "DEMO", "Yandex",
    "Market", "HTML", "aliexport", "tui", "Magento", "Id", "apprise",
    "Python", "SQLite", "click", "httpx", "msgspec", "platf",
}  # fmt: skip
"""Names, signs and formats that are the same in every language."""
LANGUAGE = {
    "AND", "article", "brand", "card", "category", "changed", "imported", "key", "name", "old", "pending", "pictures",
    "price", "problem", "problems", "profile", "skus", "source", "state", "stock",
}  # fmt: skip
"""Words of SQL and of the filter, which are understood in every language."""
PLAIN = NAMES | LANGUAGE
DATA = re.compile(
    r"https?://\S*|\S*aliexpress\.\S*|\S+\.(toml|yml|db|csv|xlsx)\b|test\.note \(text=\S*|\bv_\w+|\b[a-z_]+:[a-zá-ž]+"
    r"|\b(main|shoes|feed|bench|shop)\b|p\.sto\w*|SELECT .*|\S*/\S*/\S*|\S*\.ru/\S*"
)
"""Of the small shop, of the cabinet's addresses (half hidden by a box, too), of SQL."""


def test_marks() -> None:
    assert marked("Sent {count} of {total}") == "Śéñţ {count} óƒ {total}"


def test_every_string_on_screen_is_translated(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.tui.pseudo", str(tmp_path)],
        env={**os.environ, "ALIEXPORT_CONFIG": str(tmp_path / "console.toml")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    screens: dict[str, str] = json.loads(told.stdout)
    assert len(screens) > 20
    bare = {
        (name, word)
        for name, shown in screens.items()
        for line in shown.splitlines()
        for word in re.findall(r"[A-Za-z]{3,}", DATA.sub(" ", line))
        if word not in PLAIN
    }
    assert not bare, "\n".join(f"{name}: {word}" for name, word in sorted(bare))

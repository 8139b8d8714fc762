"""One answer in which some went well, some failed, some can't be told and some are late comes to what seven answers about
one product each come to."""

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from aliexport_tui.marketplace.port import Marketplace, Task
from aliexport_tui.model.profile import Chunks
from aliexport_tui.store.database import Cell, Database
from tests.engine.sending.steps import enqueued, work_off, worker
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

KEYS = [f"G{number}" for number in range(7)]


class Mixed:
    """Another marketplace's word for the same work: G2 failed, G3 names no card, G4 is late, G5 names the card of G0, G6 has
    a warning."""

    def __init__(self, market: Marketplace) -> None:
        self._market = market
        self._looks: Counter[str] = Counter()
        self._first = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._market, name)

    def tasks(self, group_id: str) -> tuple[Task, ...]:
        return tuple(map(self._told, self._market.tasks(group_id)))

    def _told(self, task: Task) -> Task:
        self._looks[task.external_id] += 1
        match task.external_id, task.state:
            case "G0", "success":
                self._first = task.product_id
            case "G2", "success":
                return msgspec.structs.replace(task, state="error", error_code="7", error_text="no", product_id="")
            case "G3", "success":
                return msgspec.structs.replace(task, product_id="")
            case "G4", "success" if self._looks["G4"] < 4:
                return msgspec.structs.replace(task, state="processing", product_id="")
            case "G5", "success":
                return msgspec.structs.replace(task, product_id=self._first)
            case "G6", "success":
                return msgspec.structs.replace(task, warnings=("slow",))
        return task


def test_a_mixed_answer_is_settled_as_each_alone(tmp_path: Path) -> None:
    together, alone = _settled(tmp_path / "together", 7), _settled(tmp_path / "alone", 1)
    assert together == alone
    outcomes = {row[0]: row[1:4] for row in together["listings"]}
    assert outcomes == {
        **dict.fromkeys(["G0", "G1", "G3", "G4", "G6"], ("on_sale", "live", 1)),
        "G2": ("absent", "rejected", 0),
        "G5": ("absent", "rejected", 0),
    }
    assert [row[1:] for row in together["problems"]] == [("task", "task.failed"), ("task", "card.owned")]
    assert {row[:2]: row[2] for row in together["events"]}["task.warning", "G6"] == 1


def _settled(folder: Path, chunk: int) -> dict[str, list[tuple[Cell, ...]]]:
    folder.mkdir()
    with Sandbox() as sandbox:
        sandbox.set({"tasks.queue_s": 0, "tasks.process_s": 0})
        shop = Shop(sandbox, folder)
        shop.supply([Goods(key, name=f"Зарядка {key}") for key in KEYS])
        shop.profile(chunks=Chunks(upload=chunk))
        enqueued(shop, "export")
        with worker(shop, Mixed) as (db, made):
            work_off(shop, db, made)
            found = _all(db)
            sizes = [row[0] for row in db.rows("SELECT count(*) FROM item GROUP BY batch ORDER BY batch")]
    assert sizes == [chunk] * (7 // chunk)
    return found


def _all(db: Database) -> dict[str, list[tuple[Cell, ...]]]:
    product = "(SELECT key FROM product WHERE id = (SELECT product FROM listing WHERE id = x.listing))"
    asked = {
        "listings": "SELECT p.key, l.presence, l.outcome, l.card_id IS NOT NULL, l.deaths, l.problem_count FROM listing l"
        " JOIN product p ON p.id = l.product ORDER BY p.key",
        "lanes": f"SELECT {product}, lane, progress, base IS want, refused IS want, unverified, differs, tries, fails,"
        " fail_key, seen IS NULL FROM lane x ORDER BY 1, 2",
        "changes": f"SELECT {product}, kind, state FROM change x ORDER BY 1, 2",
        "items": f"SELECT {product}, state, stray_until IS NULL FROM item x ORDER BY 1",
        "claims": f"SELECT {product}, sku_code FROM claim x ORDER BY 1, 2",
        "problems": f"SELECT {product}, stage, code FROM problem x ORDER BY 1, 2",
        "events": f"SELECT code, {product} AS key, count(*) FROM event x WHERE listing IS NOT NULL GROUP BY code, key",
    }
    return {name: db.rows(sql) for name, sql in asked.items()}

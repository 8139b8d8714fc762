"""The shop of the snapshots: the same file on every machine and on every day. Its clock stands still, nothing is asked of a
marketplace; plans are made by the engine, what runs did is put in as they would have left it."""

import json
from pathlib import Path

import msgspec

from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.alerts import AlertSettings, Channel, Mail
from aliexport_tui.model.order_settings import CommandTarget, HandingOff, MagentoTarget, OrderSettings, Target
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import alerts, exchanges, jobs, order_settings, problems, runs, settings
from aliexport_tui.store.database import Database
from tests.support.shop import NOW, FixedClock, fill
from tests.tui.order_shop import fill_orders
from tests.tui.value_shop import fill_values

_MINUTE = 60_000
_CARD = {
    "package_length": 30, "package_width": 22, "package_height": 8, "weight": "0.6", "product_unit": 100000015,
    "shipping_lead_time": 3, "freight_template_id": "24117182098",
}  # fmt: skip
_RULES = {
    "price": {"steps": [{"op": "add_percent", "value": "12"}, {"op": "round", "value": "10"}]},
    "stock": {"reserve": 1, "minimum": 2},
    "guards": {"price_floor": "1140"},
    "filter": [{"field": "category", "op": "under", "values": ["1"]}, {"field": "price", "op": "lt", "value": "1035"}],
    "texts": {"missing": "{name}", "ru": {"subject": "{name}", "web": "{description}"}},
}


def made(file: Path) -> Workspace:
    """`file` as it stands in the settings and messages: relative, so that no machine's folder shows."""
    workspace = Workspace(file=file, clock=FixedClock())
    db = workspace.open()
    try:
        fill(db, 40)
        fill_values(db)
        _profile(db)
        for action in ("price", "export"):
            plan = preview(db, workspace, "shoes", "export" if action == "export" else "price", None)
        _problems(db)
        _runs(db, plan)
        _exchanges(db)
        _log(db)
        _administration(db)
        fill_orders(db)
    finally:
        db.close()
    return workspace


def _profile(db: Database) -> None:
    with db.write() as tx:
        ((body,),) = tx.rows("SELECT body FROM profile WHERE id = 1")
        told = msgspec.json.decode(str(body))
        told |= _RULES | {"card": _CARD}
        tx.run("UPDATE profile SET body = ? WHERE id = 1", (msgspec.json.encode(told).decode(),))


def _problems(db: Database) -> None:
    """What a run brought home, beside what planning found by itself."""
    refused = Problem("send.refused", "sku_info_list[0].price", {"text": "Цена ниже допустимой"})
    with db.write() as tx:
        for (listing,) in tx.rows("SELECT id FROM listing WHERE outcome = 'rejected'"):
            problems.add(tx, int(str(listing)), "price", "task", (refused,), NOW - 5 * _MINUTE)


def _runs(db: Database, plan: int) -> None:
    """A night's run with refusals, one that died, and one that is at work with a part of the newest plan."""
    stays = {"code": "images.missing", "field": "main_image_urls_list", "severity": "error", "count": 4, "args": {}}
    went = {**stays, "code": "weight.missing", "field": "weight", "count": 2}

    def told(live: int, took: int, *found: dict[str, object]) -> str:
        figures = {"planned": {"price": 9, "create": 12}, "outcomes": {"live": live, "rejected": 2, "blocked": 3}}
        return json.dumps({**figures, "seconds": took, "requests": {"write": 4, "read": 11}, "problems": found})

    def run(minutes: int, who: str) -> int:
        return runs.start(
            db, profile=1, action="export", mode="headless" if who == "cron" else "by_hand", selection=None, verify_s=60,
            who=who, now=NOW - minutes * _MINUTE, pid=0,
        )  # fmt: skip

    runs.end(db, run(780, "cron"), 3, NOW - 770 * _MINUTE, summary=told(5, 600, stays, went))
    runs.end(db, run(90, "anna"), 0, NOW - 85 * _MINUTE, summary=told(9, 300, {**stays, "count": 3}))
    died = run(30, "cron")
    at_work = run(2, "anna")
    with db.write() as tx:
        error = json.dumps({"code": "run.died", "args": {}})
        tx.run("UPDATE run SET state = 'ended', ended_at = ?, error = ? WHERE id = ?", (NOW - 28 * _MINUTE, error, died))
        tx.run("UPDATE run SET state = 'sending', plan = ?, heartbeat_at = ? WHERE id = ?", (plan, NOW, at_work))


def _exchanges(db: Database) -> None:
    for run, ago, method, path, status, took, sent, came, failure in (
        (1, 775, "POST", "/api/v1/product/create", 200, 412, {"products": [{"sku": "SKU-1"}]}, {"group_id": "77"}, ""),
        (1, 774, "GET", "/api/v1/tasks?group_id=77", 200, 64, {}, {"data": [{"status": 2, "errors": []}]}, ""),
        (4, 2, "POST", "/api/v1/product/update-sku-price", 429, 9, {"products": []}, {}, "market.rate"),
    ):
        exchanges.add(
            db, 1, run=run, at=NOW - ago * _MINUTE, method=method, path=path, status=status, milliseconds=took,
            request=json.dumps(sent).encode(), response=json.dumps(came).encode(), failure=failure,
        )  # fmt: skip


def _log(db: Database) -> None:
    lines = (
        (790, "info", "import.done", {"source": "feed", "products": 40, "new": 40}),
        (785, "info", "schema.synced", {"account": "main", "new": 5}),
        (780, "info", "run.started", {"action": "export", "who": "cron"}),
        (770, "warning", "run.ended", {"exit_code": 3, "live": 5, "rejected": 2, "blocked": 3}),
        (28, "error", "run.died", {"action": "export", "unsent": 7}),
        (2, "info", "run.started", {"action": "export", "who": "anna"}),
    )
    with db.write() as tx:
        for ago, level, code, args in lines:
            row = (NOW - ago * _MINUTE, level, code, json.dumps({name: str(value) for name, value in args.items()}))
            tx.run("INSERT INTO event (at, level, code, args, profile) VALUES (?, ?, ?, ?, 'shoes')", row)


def _administration(db: Database) -> None:
    """Orders handed to two targets, a channel for alerts, and what the timers did."""
    targets: dict[str, Target] = {
        "crm": CommandTarget(argv=("take-order", "--from", "aliexpress"), since=NOW),
        "shop": MagentoTarget(url="https://shop.example", quote=True, since=NOW),
    }
    orders = OrderSettings(enabled=True, hand_off=HandingOff(targets=targets, prefix="AE-"))
    mail = Mail(host="mail.example", sender="shop@example.com", to=("boss@example.com",))
    channel = Channel(mail, kinds=("run_failed", "held"))
    with db.write() as tx:
        order_settings.save(tx, 1, orders, 0, NOW)
        settings.save(tx, "alerts", AlertSettings(channels={"boss": channel}))
        alerts.raise_alert(tx, "run_failed", "shoes", {"run": "3"}, NOW - 28 * _MINUTE, code="run.died")
        for ago, code, subject in ((40, "stock", "shoes"), (30, "price", "shoes"), (20, "orders", "main")):
            at = NOW - ago * _MINUTE
            job = jobs.begin(tx, code, subject, scheduled_at=at, now=at + 900, pid=1, who="cron")
            if code == "stock":
                jobs.end(tx, job, "done", at + 65_000, exit_code=0)
            elif code == "price":
                missing = {"account": "main"}
                jobs.end(tx, job, "failed", at + 1_000, message="account.token_missing", args=missing, exit_code=2)

"""A fixed small sample of `python -m tests.orders_crash`: few orders, two days, three kills."""

import tempfile
from pathlib import Path

from tests.crash.nursery import Nursery
from tests.orders_crash.month import Plan, month


def test_each_order_is_stored_once_and_handed_over_once_to_each_target() -> None:
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(prefix="orders-", dir=memory if memory.is_dir() else None) as folder,
        Nursery("tests.orders_crash.victim") as nursery,
    ):
        report = month(Plan(days=2, orders=12, kills=3, seed=5), Path(folder), nursery)
    assert report.amiss == []
    assert (report.stored, report.owed) == (12, 0)
    assert report.kills >= 3
    assert report.mended == sum(report.causes.values()) > 0
    assert min(report.handed.values()) >= 8

"""A fixed small sample of `python -m tests.orders_crash`: few orders, three days, four kills."""

from pathlib import Path

from tests.crash.nursery import Nursery
from tests.orders_crash.month import Plan, month


def test_each_order_is_stored_once_and_handed_over_once_to_each_target(tmp_path: Path) -> None:
    with Nursery("tests.orders_crash.victim") as nursery:
        report = month(Plan(days=3, orders=15, kills=4, seed=5), tmp_path, nursery)
    assert report.amiss == []
    assert (report.stored, report.owed) == (15, 0)
    assert report.kills >= 4
    assert report.mended == sum(report.causes.values()) > 0
    assert min(report.handed.values()) > 10

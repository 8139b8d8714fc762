"""The quota ledger: what counts, for how long, the share for prices and stocks, what a refusal teaches."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.engine.sending.budget import Budget, cap_of, widened
from aliexport_tui.model.change import Kind
from aliexport_tui.store import accounts, quota
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.quota import Terms
from tests.support.shop import NOW

WINDOW = 14_400_000
SLOT = 60_000


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "shop.db")
    yield opened
    opened.close()


def _budget(db: Database, **quota_settings: int) -> Budget:
    account = msgspec.structs.replace(Account(code="main", kind="local", base_url="http://127.0.0.1:9"), **quota_settings)
    added = accounts.add(db, account, NOW)
    return Budget(db, added.id)


def _spend(db: Database, budget: Budget, kind: Kind, amount: int, now: int) -> None:
    with db.write() as tx:
        budget.spend(tx, kind, amount, now)


def test_uploads_leave_a_share_to_prices_and_stocks(db: Database) -> None:
    budget = _budget(db, quota_limit=500)
    assert (budget.room("create", NOW), budget.room("stock", NOW), budget.room("offline", NOW)) == (450, 500, None)
    _spend(db, budget, "create", 440, NOW)
    assert (budget.room("update", NOW), budget.room("images", NOW), budget.room("price", NOW)) == (10, 10, 60)
    _spend(db, budget, "price", 20, NOW)
    assert (budget.room("create", NOW), budget.room("stock", NOW)) == (0, 40)


def test_prices_that_do_not_count_need_no_share(db: Database) -> None:
    budget = _budget(db, quota_limit=500, quota_counts_lanes=0)
    _spend(db, budget, "price", 300, NOW)
    assert (budget.room("create", NOW), budget.room("stock", NOW)) == (500, None)


def test_a_window_frees_what_left_it_and_never_too_early(db: Database) -> None:
    budget = _budget(db, quota_limit=100, quota_share=0)
    _spend(db, budget, "create", 100, NOW)
    assert budget.room("create", NOW + WINDOW - 1) == 0
    frees = budget.frees_at("create", NOW)
    assert NOW + WINDOW <= frees <= NOW + WINDOW + SLOT
    assert (budget.room("create", frees - 1), budget.room("create", frees)) == (0, 100)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(1, 20_000), st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 50)), max_size=30))
def test_the_ledger_never_counts_less_than_a_rolling_window(
    db: Database, window_s: int, sends: list[tuple[int, int]]
) -> None:
    """However the sends fall into slots: what a strict rolling window would count is counted, and nothing much older."""
    of = Terms(limit=1, window_ms=window_s * 1000, share=0, counts_lanes=True, learnt=None, learnt_at=None)
    account = accounts.find(db, "main") or accounts.add(db, Account("main", "local", "http://127.0.0.1:9"), NOW)
    with_time, now = [], NOW
    with db.write() as tx:
        tx.run("DELETE FROM quota")
        for gap_ms, amount in sends:
            now += gap_ms
            with_time.append((now, amount))
            quota.spend(tx, account.id, of, "content", amount, now)
    held = sum(one.used for one in quota.spent(db, account.id, of, now))
    strict = sum(amount for at, amount in with_time if at > now - of.window_ms)
    loose = sum(amount for at, amount in with_time if at > now - of.window_ms - of.slot_ms)
    assert strict <= held <= loose


def test_what_a_refusal_teaches_keeps_the_share_in_the_next_window_and_fades(db: Database) -> None:
    budget = _budget(db)
    _spend(db, budget, "create", 450, NOW)
    assert budget.refused("create", NOW) == NOW
    assert (budget.terms.learnt, budget.room("create", NOW), budget.room("price", NOW)) == (450, 0, 0)
    budget.reload(NOW + WINDOW - 1)
    assert budget.terms.learnt == 450
    next_window = NOW + WINDOW + SLOT
    budget.reload(next_window)
    assert accounts.get(db, "main").quota_learnt == 495
    content = budget.room("create", next_window)
    assert content is not None
    assert content < 450, "something is left for prices and stocks of what was there the last time"
    budget.reload(NOW + 2 * WINDOW - 1)
    assert budget.terms.learnt == 495, "a window counts once"
    _spend(db, budget, "create", 450, NOW + 2 * WINDOW)
    budget.refused("create", NOW + 2 * WINDOW)
    assert budget.terms.learnt == 450
    budget.reload(NOW + 90 * WINDOW)
    assert accounts.get(db, "main").quota_learnt is None
    assert budget.room("stock", NOW + 90 * WINDOW) == 100_000


@given(st.integers(1, 200_000), st.integers(1, 200_000), st.integers(0, 60))
def test_a_lesson_fades_window_by_window(learnt: int, limit: int, windows: int) -> None:
    """However the workers start, the same is believed; never less than was learnt."""
    at_once = widened(learnt, windows, limit)
    step: int | None = learnt if learnt < limit else None
    for _ in range(windows):
        step = widened(step, 1, limit) if step is not None else None
    assert (at_once if windows else step) == step
    assert at_once is None or learnt <= at_once < limit


def test_a_refusal_of_prices_teaches_that_they_count(db: Database) -> None:
    budget = _budget(db, quota_counts_lanes=0)
    _spend(db, budget, "price", 30, NOW)
    _spend(db, budget, "create", 20, NOW)
    budget.refused("price", NOW)
    assert (budget.terms.counts_lanes, budget.terms.learnt) == (True, 50)


def test_a_refusal_while_the_ledger_is_empty_teaches_nothing(db: Database) -> None:
    budget = _budget(db)
    assert budget.refused("create", NOW) == NOW + WINDOW // 16
    assert budget.terms.learnt is None


def test_another_limit_by_hand_forgets_what_was_learnt(db: Database) -> None:
    budget = _budget(db)
    _spend(db, budget, "create", 450, NOW)
    budget.refused("create", NOW)
    stored = accounts.get(db, "main")
    accounts.change(db, stored)
    assert accounts.get(db, "main").quota_learnt == 450
    accounts.change(db, msgspec.structs.replace(stored, quota_limit=90_000))
    assert accounts.get(db, "main").quota_learnt is None


@pytest.mark.parametrize(("window_s", "slot_ms"), [(14_400, 60_000), (240, 1_000), (10, 1_000)])
def test_slots_are_short_enough_for_a_shortened_window(window_s: int, slot_ms: int) -> None:
    of = Terms(limit=1, window_ms=window_s * 1000, share=0, counts_lanes=True, learnt=None, learnt_at=None)
    assert of.slot_ms == slot_ms
    assert cap_of(of, "create") == 1


def test_old_slots_are_forgotten(db: Database) -> None:
    budget = _budget(db)
    for hour in range(0, 48, 3):
        _spend(db, budget, "create", 1, NOW + hour * 3_600_000)
    rows = db.value("SELECT count(*) FROM quota")
    assert rows == 3
    assert len(quota.spent(db, 1, budget.terms, NOW + 45 * 3_600_000)) == 2

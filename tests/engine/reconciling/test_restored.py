"""An old backup is put back: no doubles, true prices, and in the end all that is wanted is live."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from aliexport_tui.engine.reconciling.adopt import adopt
from aliexport_tui.engine.reconciling.mark import MarkFile
from aliexport_tui.engine.reconciling.restored import notice
from aliexport_tui.store import accounts
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

OLD = [Goods(f"G{number}") for number in range(5)]
NEW = [*(Goods(f"G{number}", price="1200", count=7) for number in range(5)), Goods("N1"), Goods("N2")]


@pytest.fixture
def backup(shop: Shop, tmp_path: Path) -> Path:
    """Made after the first export, by SQLite's own backup."""
    shop.run()
    return _backup(shop, tmp_path / "backup.db")


def _backup(shop: Shop, to: Path) -> Path:
    with sqlite3.connect(shop.workspace.file) as source, sqlite3.connect(to) as target:
        source.backup(target)
    source.close()
    target.close()
    return to


def _put_back(shop: Shop, backup: Path) -> None:
    """As a person does: the file replaced, nothing else thought of."""
    for rest in ("-wal", "-shm"):
        Path(f"{shop.workspace.file}{rest}").unlink(missing_ok=True)
    shutil.copyfile(backup, shop.workspace.file)


def _events(shop: Shop, code: str) -> int:
    with shop.db() as db:
        found = db.value("SELECT count(*) FROM event WHERE code = ?", (code,))
    assert isinstance(found, int)
    return found


def _live(sandbox: Sandbox) -> dict[str, tuple[str, int]]:
    """code -> (price, stock) as they stand on the cards."""
    found = {}
    for card in sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        for sku in content["skus"]:
            assert sku["code"] not in found, "one code on two cards"
            found[sku["code"]] = (sku["price"], sku["inventory"])
    return found


def test_no_doubles_true_prices_and_everything_live_in_the_end(shop: Shop, sandbox: Sandbox, backup: Path) -> None:
    shop.supply(NEW)
    assert shop.run().outcomes["live"] == 7
    _put_back(shop, backup)
    # the old file believes in prices of 1,000 and knows nothing of N1 and N2
    shop.supply([*(Goods(f"G{number}", price="1000") for number in range(5)), Goods("N1"), Goods("N2")])
    first = shop.run()
    assert (first.exit_code, first.planned["create"], first.planned["price"], first.planned["stock"]) == (5, 2, 5, 5)
    assert _events(shop, "file.restored") == 1
    assert _events(shop, "creates.wait") >= 1
    assert _live(sandbox) == {**{f"G{number}": ("1000.00", 10) for number in range(5)},
                              "N1": ("1000.00", 10), "N2": ("1000.00", 10)}  # fmt: skip
    shop.clock.sleep(120)
    second = shop.run()
    assert {group.code for group in second.groups} == {"card.collision"}
    assert len(sandbox.cards()) == 7
    assert adopt(shop.workspace, "shop", apply=True).linked == 2
    third = shop.run()
    assert (third.exit_code, third.outcomes["live"], len(sandbox.cards())) == (0, 7, 7)
    assert shop.run().requests["write"] == 0
    assert _events(shop, "file.restored") == 1, "noticed once"


def test_a_lost_create_that_is_still_in_the_queue_is_not_sent_again(shop: Shop, sandbox: Sandbox, backup: Path) -> None:
    sandbox.set({"tasks.queue_s": 30})
    shop.supply([*OLD, Goods("N1")])
    assert shop.run(verify_s=2).outcomes["waiting"] == 1
    _put_back(shop, backup)
    shop.supply([*OLD, Goods("N1")])
    assert shop.run(verify_s=2).exit_code == 5
    assert len(sandbox.cards()) == 5, "it is not there yet, and must not be sent again"
    shop.clock.sleep(100)
    assert {group.code for group in shop.run().groups} == {"card.collision"}
    assert sandbox.sku_codes().count(("N1",)) == 1


def test_what_was_written_since_is_written_again(shop: Shop, sandbox: Sandbox, backup: Path) -> None:
    shop.clock.sleep(1_000)
    shop.supply([Goods("G0", name="Другое имя"), *OLD[1:]])
    shop.run()
    _put_back(shop, backup)
    shop.supply(OLD)
    summary = shop.run()
    assert (summary.planned["update"], summary.outcomes["live"]) == (1, 5)
    assert not any("Другое имя" in str(card["card"]) for card in sandbox.cards())


def test_prices_that_were_on_their_way_in_the_backup_do_not_pass_for_done(
    shop: Shop, sandbox: Sandbox, tmp_path: Path
) -> None:
    shop.run()
    sandbox.set({"tasks.queue_s": 300})
    shop.supply([Goods(f"G{number}", price="1100") for number in range(5)])
    shop.run(verify_s=2)
    backup = _backup(shop, tmp_path / "backup.db")
    sandbox.set({"tasks.queue_s": 1})
    shop.clock.sleep(400)
    shop.run()
    shop.supply([Goods(f"G{number}", price="1200") for number in range(5)])
    shop.run()
    _put_back(shop, backup)
    shop.supply([Goods(f"G{number}", price="1100") for number in range(5)])
    shop.run()
    assert {price for price, _ in _live(sandbox).values()} == {"1100.00"}


def test_a_folder_brought_back_whole_is_noticed(shop: Shop, tmp_path: Path) -> None:
    shop.run()
    saved = tmp_path / "saved"
    saved.mkdir()
    for file in shop.workspace.file.parent.glob("shop.db*"):
        shutil.copy2(file, saved)
    (mark,) = saved.glob("shop.db.sent-*")
    told = json.loads(mark.read_text())
    mark.write_text(json.dumps({**told, "written": told["written"] - 60_000_000_000}))  # an older backup
    shop.supply(NEW)
    shop.run()
    for file in shop.workspace.file.parent.glob("shop.db*"):
        file.unlink()
    for file in saved.iterdir():
        shutil.copy2(file, shop.workspace.file.parent)
    shop.run()
    assert _events(shop, "file.restored") == 1


def test_a_backup_of_before_the_first_send_on_another_machine(shop: Shop, sandbox: Sandbox, tmp_path: Path) -> None:
    """It holds a fresh scan, has never sent, and there is no mark beside it."""
    adopt(shop.workspace, "shop", apply=True)
    backup = _backup(shop, tmp_path / "backup.db")
    shop.run()
    _put_back(shop, backup)
    for mark in shop.workspace.file.parent.glob("shop.db.sent-*"):
        mark.unlink()
    assert {group.code for group in shop.run().groups} == {"card.collision"}
    assert len(sandbox.cards()) == 5


def _lose(mark: Path) -> None:
    mark.unlink()


def _cut_off(mark: Path) -> None:
    mark.write_bytes(mark.read_bytes()[:10])


def _of_another_file(mark: Path) -> None:
    told = json.loads(mark.read_text())
    mark.write_text(json.dumps({**told, "file": "another"}))


@pytest.mark.parametrize("spoil", [_lose, _cut_off, _of_another_file])
def test_a_mark_that_tells_nothing_counts_as_lost(shop: Shop, spoil: Callable[[Path], None]) -> None:
    shop.run()
    with shop.db() as db:
        spoil(MarkFile(db, accounts.get(db, "main").id).path)
    assert shop.run().requests["write"] == 0
    assert _events(shop, "file.restored") == 1
    assert shop.run().requests["write"] == 0
    assert _events(shop, "file.restored") == 1


def test_killed_between_intent_and_mark_is_no_restore(shop: Shop) -> None:
    """The mark is one batch behind the file: that request has not left."""
    shop.run()
    with shop.db() as db:
        account = accounts.get(db, "main").id
        file = MarkFile(db, account)
        found = file.read()
        assert found is not None
        file.write(found[0].file, found[0].batch - 1, found[0].at)
        assert not notice(db, shop.clock.now_ms())
        file.write(found[0].file, found[0].batch + 1, found[0].at)
        assert notice(db, shop.clock.now_ms()), "ahead of the file: the file is older"
        assert not notice(db, shop.clock.now_ms()), "noticed once"


def test_the_mark_is_for_its_owner_alone_and_leaves_no_litter(shop: Shop) -> None:
    shop.run()
    marks = list(shop.workspace.file.parent.glob("shop.db.sent-*"))
    assert [stat.S_IMODE(mark.stat().st_mode) for mark in marks] == [0o600]


def test_an_undisturbed_shop_never_looks_restored(shop: Shop) -> None:
    shop.run()
    shop.supply(NEW)
    shop.run()
    shop.run("price")
    assert _events(shop, "file.restored") == 0

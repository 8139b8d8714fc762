"""Labels as files, and what becomes of shipments and lists while nobody of ours looks."""

import stat
from pathlib import Path

import pytest

from aliexport_tui.engine.orders.labels import folder_for, save_labels, save_list_label, save_together, wait_until_made
from aliexport_tui.engine.orders.states import read_states
from aliexport_tui.model.errors import ConfigError, FileTrouble, MarketplaceUnusable
from aliexport_tui.model.order_action import HandOver
from aliexport_tui.model.order_settings import ComingBack, OrderSettings
from aliexport_tui.store import handover_lists, shipments
from tests.engine.orders.conftest import Counter


def test_a_label_for_each_or_all_in_one(counter: Counter, tmp_path: Path) -> None:
    first, second = counter.shipment(), counter.shipment()
    folder = folder_for(OrderSettings(), tmp_path / "a" / "b")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with counter.bench() as bench:
        saved = save_labels(bench, [first, "6999999999999999", second], folder)
        together = save_together(bench, [first, second], folder)
        [made] = counter.do(HandOver((first,)))
        assert made.answer is not None
        listed = save_list_label(bench, made.answer.id, folder)
    assert [Path(one.path).name for one in saved if one.path] == [f"{first}.pdf", f"{second}.pdf"]
    assert saved[1].failure is not None
    assert saved[1].failure.code == "refused.order_not_found"
    assert together[0].path == together[1].path
    paths = sorted(folder.iterdir())
    assert {path.name for path in paths} >= {f"{first}.pdf", Path(together[0].path).name, Path(listed.path).name}
    assert all(path.read_bytes().startswith(b"%PDF-") for path in paths)
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    [kept] = shipments.find(counter.db, counter.account.id, first)
    assert kept.label == together[0].path


def test_a_third_partys_parcel_has_no_label(counter: Counter, tmp_path: Path) -> None:
    number = str(counter.sandbox.make_orders(model="FBS", method="OTHER_DEMO", lines=1)[0])
    [made] = counter.do(*counter.parcels(number))
    assert made.answer is not None
    counter.sandbox.advance(10)
    with counter.bench() as bench:
        [label] = save_labels(bench, [made.answer.id], tmp_path)
    assert label.failure is not None
    assert label.failure.code == "refused.no_provider"
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_label_is_waited_for(counter: Counter, tmp_path: Path) -> None:
    [made] = counter.do(*counter.parcels(counter.order("FBS", lines=1)), patience_s=0)
    assert made.answer is not None
    with counter.bench() as bench:
        assert save_labels(bench, [made.answer.id], tmp_path)[0].failure is not None
        wait_until_made(bench, [made.answer.id], 60)
        assert save_labels(bench, [made.answer.id], tmp_path)[0].path


def test_where_no_label_can_go(counter: Counter, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"labels\.no_folder"):
        folder_for(OrderSettings(), None)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileTrouble, match=r"labels\.unwritable"):
        folder_for(OrderSettings(back=ComingBack(labels_folder=str(tmp_path / "file"))), None)
    id = counter.shipment()
    (tmp_path / f"{id}.pdf").mkdir()
    with counter.bench() as bench, pytest.raises(FileTrouble, match=r"labels\.unwritable"):
        save_labels(bench, [id], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{id}.pdf", "file", "shop"]  # nothing half-written


def test_a_token_that_is_refused_ends_the_labels(counter: Counter, tmp_path: Path) -> None:
    id = counter.shipment()
    counter.sandbox.set({"fault.routes": ["shipment-labels"], "fault.http_401": 1})
    with counter.bench() as bench, pytest.raises(MarketplaceUnusable, match="token_refused"):
        save_labels(bench, [id], tmp_path)


def test_a_late_track_comes_with_a_later_look(counter: Counter) -> None:
    counter.sandbox.set({"fault.late_track": 1, "fault.late_track_s": 600})
    [made] = counter.do(*counter.parcels(counter.order("FBS", lines=1)), patience_s=0)
    assert made.answer is not None
    tracks = []
    with counter.bench() as bench:
        for _ in range(2):
            read_states(bench)
            tracks.append(shipments.find(counter.db, None, made.answer.id)[0].shipment.track)
            counter.sandbox.advance(700)
        states = read_states(bench)
    assert [bool(track) for track in tracks] == [False, True]
    assert (states.shipments, states.shipments_changed) == (1, 0)


def test_a_list_made_elsewhere_is_learnt_of(counter: Counter) -> None:
    id = counter.shipment()
    with counter.bench() as bench:
        list_id = bench.desk.create_handover_list((id,), None)
        states = read_states(bench)
    assert states.lists_changed == 1
    [kept] = handover_lists.listed(counter.db, None)
    assert (kept.number, kept.list.shipments) == (list_id, (id,))
    assert shipments.find(counter.db, None, id)[0].shipment.handover_list == list_id


def test_what_is_deleted_elsewhere_is_gone_when_its_order_says_so_too(counter: Counter) -> None:
    kept, deleted = counter.shipment(), counter.shipment()
    with counter.bench() as bench:
        read_states(bench)
        bench.desk.delete_shipments((deleted,))
        counter.sandbox.set({"fault.empty_page": 1})
        assert read_states(bench).shipments_changed == 0  # nobody says for sure
        counter.sandbox.set({"fault.empty_page": 0})
        states = read_states(bench)
    assert (states.shipments, states.shipments_changed) == (2, 1)
    assert [one.number for one in shipments.listed(counter.db, None)] == [kept]
    assert shipments.find(counter.db, None, deleted)[0].gone_at is not None

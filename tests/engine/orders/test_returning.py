"""What the shop says, from every place: a folder, a command, Magento's shipments; told once, each row accounted for."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.handing.targets import keys_place
from aliexport_tui.engine.orders.returning import Place, hear_shop, hear_text
from aliexport_tui.engine.orders.sync import sync
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.model.order_settings import Carrier, ComingBack, HandingOff, MagentoTarget, OrderSettings
from aliexport_tui.store import events, order_actions
from aliexport_tui.store import order_settings as stored
from tests.engine.orders.conftest import Counter, parcels_of
from tests.support.shops.magento_orders import TOKEN
from tests.support.shops.magento_shipments import MagentoShipments


def known(counter: Counter, count: int = 1) -> list[str]:
    """Orders that the file knows."""
    numbers = [counter.order("DBS") for _ in range(count)]
    with counter.bench() as bench:
        bench.read(numbers)
    return numbers


def settings(**back: object) -> OrderSettings:
    return OrderSettings(enabled=True, back=msgspec.convert({"default_carrier": "Demo", **back}, ComingBack))


def hear(counter: Counter, told: OrderSettings) -> tuple[Place, ...]:
    return hear_shop(counter.workspace, counter.db, counter.account, told)


def waiting(counter: Counter) -> list[tuple[str, str]]:
    found = order_actions.listed(counter.db, None, ("waiting",))
    return [(one.kind, one.subject) for one in reversed(found)]


def test_each_file_is_taken_once_and_put_away(counter: Counter, tmp_path: Path) -> None:
    first, second = known(counter, 2)
    folder = tmp_path / "tracks"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{first};T-1;Demo\n4000;T-9;Demo\n", encoding="utf-8")
    (folder / "b.json").write_text(json.dumps([{"order": second, "track": "T-2"}]), encoding="utf-8")
    (folder / "c.xlsx").write_bytes(b"PK")  # no business of ours
    (folder / "d.csv").write_bytes(b"PK\0\0")
    (folder / ".e.csv").write_text("being written", encoding="utf-8")
    a, b, d = hear(counter, settings(folder=str(folder)))
    assert waiting(counter) == [("in_transit", first), ("in_transit", second)]
    assert [(row.line, row.code) for row in a.understood.bad] == [(2, "news.order_unknown")]
    assert (b.name, b.trouble, len(b.understood.actions)) == ("b.json", None, 1)
    assert d.trouble is not None
    assert d.trouble.code == "news.no_text"
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["a.csv", "b.json"]
    assert [path.name for path in (folder / "unread").iterdir()] == ["d.csv"]
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [".e.csv", "c.xlsx"]
    told = [(one.code, one.args.get("line")) for one in events.latest(counter.db) if one.code.startswith("news.")]
    assert told == [("news.bad_row", "2"), ("news.taken", None), ("news.taken", None), ("news.trouble", None)]
    assert hear(counter, settings(folder=str(folder))) == ()


def test_a_file_read_twice_tells_once(counter: Counter, tmp_path: Path) -> None:
    """As after a death between the commit and the move."""
    [number] = known(counter)
    path = tmp_path / "a.csv"
    for turn in range(3):
        path.write_text(f"{number};T-1;Demo\n", encoding="utf-8")
        [place] = hear(counter, settings(folder=str(tmp_path)))
        assert (len(place.understood.actions), place.understood.known) == ((1, 0) if turn == 0 else (0, 1))
        counter.act()
    assert sorted(one.name for one in (tmp_path / "done").iterdir()) == ["a-2.csv", "a-3.csv", "a.csv"]


def test_a_file_that_is_still_written_to_waits(counter: Counter, tmp_path: Path) -> None:
    [number] = known(counter)
    path = tmp_path / "a.csv"
    path.write_text(f"{number};T-1;Demo\n", encoding="utf-8")
    now = counter.workspace.clock.now_ms() / 1000
    os.utime(path, (now - 1, now - 1))
    assert hear(counter, settings(folder=str(tmp_path))) == ()
    os.utime(path, (now - 60, now - 60))
    assert len(hear(counter, settings(folder=str(tmp_path)))) == 1


def test_a_folder_that_is_not_there_is_told(counter: Counter, tmp_path: Path) -> None:
    [place] = hear(counter, settings(folder=str(tmp_path / "none")))
    assert place.trouble is not None
    assert place.trouble.code == "news.folder"


def test_what_can_not_be_moved_is_told(counter: Counter, tmp_path: Path) -> None:
    """And read at each look, to no harm."""
    [number] = known(counter)
    (tmp_path / "a.csv").write_text(f"{number};T-1;Demo\n", encoding="utf-8")
    (tmp_path / "done").write_text("a file where the folder should be", encoding="utf-8")
    for turn in range(2):
        [place] = hear(counter, settings(folder=str(tmp_path)))
        assert place.trouble is not None
        assert place.trouble.code == "news.not_moved"
        assert len(place.understood.actions) == 1 - turn


def command(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(lines)]


def test_a_command_is_told_what_waits_and_says_its_track_at_each_look(counter: Counter) -> None:
    [number] = known(counter)
    said = "print(json.dumps({'order': json.loads(line)['order'], 'track': 'T-1', 'carrier': 'СДЭК'}))"
    told = settings(command=command("import json, sys", "for line in sys.stdin:", "    " + said))
    told = msgspec.structs.replace(
        told, back=msgspec.structs.replace(told.back, carriers=(Carrier("сдэк", "CDEK", "https://c.example/{track}"),))
    )
    for turn in range(2):
        [place] = hear(counter, told)
        assert (place.trouble, len(place.understood.actions)) == (None, 1 - turn)
    counter.act()
    [parcel] = parcels_of(counter, number)
    assert (parcel["provider"], parcel["track_url"]) == ("CDEK", "https://c.example/T-1")
    assert hear(counter, told)[0].understood.actions == ()


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["/no/such/program"], "news.command_missing"),
        (command("raise SystemExit(3)"), "news.command_failed"),
        (command("import sys", "sys.stdout.buffer.write(bytes(10))"), "news.command_garbled"),
    ],
)
def test_a_command_that_fails_is_told(counter: Counter, argv: list[str], code: str) -> None:
    [place] = hear(counter, settings(command=argv))
    assert place.trouble is not None
    assert place.trouble.code == code


def test_what_is_said_at_each_look_is_not_refused_at_each_look(counter: Counter) -> None:
    """A track for an order that is not paid: refused once, and told when the order has changed."""
    number = str(counter.sandbox.make_orders(state="ordered", model="DBS")[0])
    with counter.bench() as bench:
        bench.read([number])
    told = settings(command=command(f"print('{number};T-1;Demo')"))
    counts = []
    for _ in range(3):
        counts.append(len(hear(counter, told)[0].understood.actions))
        counter.act()
    assert counts == [1, 0, 0]
    counter.workspace.clock.sleep(60)
    counter.sandbox.pay(number)
    with counter.bench() as bench:
        bench.read([number])
    assert len(hear(counter, told)[0].understood.actions) == 1
    counter.act()
    assert counter.truth(number)["state"] == "shipped"


@pytest.mark.parametrize(
    ("said", "done"),
    [
        ("{n};T-1;Demo", ["in_transit"]),
        ("order;track;status\n{n};T-1;delivered", ["in_transit", "delivered"]),
        (
            "order;track;status\n{n};T-1;sent\n{n};;ready_for_pickup\n{n};;delivered",
            ["in_transit", "ready_for_pickup", "delivered"],
        ),
        ("AE-{n};T-1;Demo", ["in_transit"]),
    ],
)
def test_news_become_deeds(counter: Counter, said: str, done: Sequence[str]) -> None:
    [number] = known(counter)
    told = OrderSettings(hand_off=HandingOff(prefix="AE-"), back=ComingBack(default_carrier="Demo"))
    place = hear_text(counter.workspace, counter.db, counter.account, told, said.replace("{n}", number))
    assert [kind for kind, _subject in waiting(counter)] == done
    assert place.understood.bad == ()
    counter.act()
    assert {one.state for one in order_actions.by_ids(counter.db, place.understood.actions)} == {"done"}


def test_what_the_marketplace_delivers_takes_no_track(counter: Counter) -> None:
    number = counter.order("FBS")
    with counter.bench() as bench:
        bench.read([number])
    place = hear_text(counter.workspace, counter.db, counter.account, settings(), f"{number};T-1;Demo")
    assert [row.code for row in place.understood.bad] == ["order.by_platform"]
    [place] = hear(counter, settings(command=command(f"print('{number};T-1;Demo')")))
    assert (place.understood.bad, place.understood.known, place.understood.actions) == ((), 1, ())


def test_magentos_shipments(counter: Counter) -> None:
    """One order was taken by its number, one by a cart; one has no track yet, one is no business of ours."""
    by_number, by_cart, untracked = known(counter, 3)
    with MagentoShipments() as shop:
        shop.page_size = 2
        shop._add({"ext_order_id": by_number, "increment_id": f"AE-{by_number}"})
        shop._add({"ext_order_id": f"AE-{untracked}", "increment_id": f"AE-{untracked}"})
        cart = shop._add({"increment_id": "000000777"})
        other = shop._add({"increment_id": "000000778"})
        _taken(counter, by_cart, "000000777")
        shop.ship(1, "T-1", "СДЭК")
        shop.ship(2, "", "")  # no track yet
        shop.ship(cart["entity_id"], "T-old", "Demo")
        shop.ship(cart["entity_id"], "T-2", "Demo")
        shop.ship(other["entity_id"], "T-9", "Demo")
        told = OrderSettings(
            hand_off=HandingOff(targets={"shop": MagentoTarget(url=shop.address)}, prefix="AE-"),
            back=ComingBack(magento="shop"),
        )
        Secrets(counter.workspace.secrets).set_keys(keys_place("main", "shop"), {"access_token": TOKEN})
        [place] = hear(counter, told)
        assert (place.trouble, place.understood.bad) == (None, ())
        found = order_actions.by_ids(counter.db, place.understood.actions)
        assert [(one.subject, getattr(one.doing, "track", "")) for one in found] == [(by_number, "T-1"), (by_cart, "T-2")]
        counter.act()
        assert hear(counter, told)[0].understood.actions == ()
        shop.ship(2, "T-3", "Demo")
        [late] = order_actions.by_ids(counter.db, hear(counter, told)[0].understood.actions)
        assert late.subject == untracked
        shop.tokens.clear()
        [place] = hear(counter, told)
        assert place.trouble is not None
        assert place.trouble.code == "handoff.keys_refused"


def _taken(counter: Counter, number: str, reference: str) -> None:
    with counter.db.write() as tx:
        tx.run(
            "INSERT INTO hand_off (trade_order, target, kind, state, delivery, reference, made_at)"
            " SELECT id, 'shop', 'new', 'done', ?, ?, 0 FROM trade_order WHERE number = ?",
            (f"d-{number}", reference, number),
        )


def test_sync_hears_the_shop_though_the_marketplace_is_away(counter: Counter, tmp_path: Path) -> None:
    [number] = known(counter)
    told = settings(folder=str(tmp_path / "tracks"))
    (tmp_path / "tracks").mkdir()
    with counter.db.write() as tx:
        stored.save(tx, counter.account.id, told, 0, 1)
    (tmp_path / "tracks" / "a.csv").write_text(f"{number};T-1;Demo\n", encoding="utf-8")
    counter.sandbox.set({"fault.routes": ["orders"], "fault.http_401": 1})
    with pytest.raises(Exception, match="token_refused"):
        sync(counter.workspace, counter.db, "main")
    assert waiting(counter) == [("in_transit", number)]
    counter.sandbox.set({"fault.http_401": 0})
    done = sync(counter.workspace, counter.db, "main")
    assert len(done.acted.done) == 1
    assert counter.truth(number)["state"] == "shipped"
    assert order_settings.load(counter.db, "main").settings == told

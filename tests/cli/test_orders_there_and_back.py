"""From order to delivered by command line, for both delivery models, against the real sandbox (issue 6, done-when 2)."""

import json
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.handover import handover
from aliexport_tui.cli.orders import orders
from aliexport_tui.cli.shipments import shipments
from aliexport_tui.engine.workspace import Workspace
from tests.engine.shop import account_on, workspace_in
from tests.support.sandbox import Sandbox

SHELL = Shell("aliexport-tui", commands=[orders, shipments, handover])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(frozen=True) as running:
        yield running


class Teller:
    """The program as a shell sees it, with a clock that nobody waits for."""

    def __init__(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self.workspace = workspace
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Standard output; standard error is in `err`."""
        self._capsys.readouterr()
        try:
            found = SHELL.main(list(arguments), obj=self.workspace, standalone_mode=False)
        except Failure as failure:
            failure.show()
            found = failure.exit_code
        out, self.err = self._capsys.readouterr()
        assert int(found or 0) == code, (arguments, out, self.err)
        return out

    def json(self, *arguments: str) -> list[dict[str, object]]:
        told = json.loads(self(*arguments, "--json"))
        assert isinstance(told, list)
        return told


@pytest.fixture
def tell(sandbox: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Teller:
    sandbox.reset()
    workspace = workspace_in(tmp_path, sandbox)
    with closing(workspace.open()) as db:
        account_on(workspace, db, sandbox)
    return Teller(workspace, capsys)


def state_of(sandbox: Sandbox, number: str) -> str:
    return next(str(one["state"]) for one in sandbox.orders() if str(one["id"]) == number)


def test_the_sellers_own_delivery(tell: Teller, sandbox: Sandbox) -> None:
    [order] = map(str, sandbox.make_orders(model="DBS"))
    tell("orders", "fetch", "main")
    tell("orders", "delivered", order, code=3)
    assert "does not know yet" in tell.err
    out = tell("orders", "send", order, "--track", "TEST-0001", "--carrier", "Demo Courier")
    assert f"{order}: told to be on its way (TEST-0001)" in out
    assert state_of(sandbox, order) == "shipped"
    tell("orders", "send", order, "--track", "TEST-0002", "--carrier", "Demo Courier", code=3)
    assert "on its way" in tell.err
    tell("orders", "ready", order)
    tell("orders", "delivered", order)
    assert state_of(sandbox, order) == "delivered"
    shown = json.loads(tell("orders", "show", order, "--json"))
    assert "Delivered" in json.dumps(shown)
    [parcel] = next(one["shipments"] for one in sandbox.orders() if str(one["id"]) == order)
    assert (parcel["track"], parcel["provider"]) == ("TEST-0001", "Demo Courier")


def test_the_marketplaces_delivery(tell: Teller, sandbox: Sandbox, tmp_path: Path) -> None:
    first, second = map(str, sandbox.make_orders(2, model="FBS", lines=1))
    tell("orders", "fetch", "main")
    tell("shipments", "create", first, second)
    made = {str(one["order"]): str(one["shipment"]) for one in tell.json("shipments", "list")}
    assert set(made) == {first, second}
    tell("shipments", "create", first, code=2)
    assert "in shipments already" in tell.err

    folder = tmp_path / "labels"
    out = tell("shipments", "labels", "--order", first, "--folder", str(folder))
    label = folder / f"{made[first]}.pdf"
    assert out.splitlines() == [str(label)]
    assert label.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(label.stat().st_mode) == 0o600

    tell("handover", "create", made[first], made[second], "--arrival", "2026-02-03 12:00")
    [told] = tell.json("handover", "list")
    number = str(told["list"])
    assert told["shipments"] == [made[first], made[second]]
    tell("shipments", "pass", made[second])
    tell("handover", "label", number, "--folder", str(folder))
    assert (folder / f"handover-{number}.pdf").read_bytes().startswith(b"%PDF-")
    tell("handover", "close", number)
    tell("handover", "add", number, made[second], code=3)
    assert "is closed" in tell.err

    tell("shipments", "delete", made[second])
    sandbox.advance(300_000)
    out = tell("orders", "sync", "main")
    assert state_of(sandbox, first) == "delivered"
    found = {str(one["shipment"]): one for one in tell.json("shipments", "list", "--all")}
    assert found[made[first]]["status"] == "ProviderPostingDelivered"
    assert str(found[made[first]]["track"])
    assert found[made[second]]["deleted"] is True
    assert "Finished" in tell("orders", "show", first)
    [refused] = tell.json("orders", "actions", "list")
    assert (refused["kind"], refused["state"], refused["reason"]) == ("add_to_list", "refused", "handover.not_open")
    tell("orders", "actions", "drop", str(refused["id"]))
    assert tell.json("orders", "actions", "list") == []


def test_many_tracks_pasted(tell: Teller, sandbox: Sandbox, tmp_path: Path) -> None:
    first, second, third = map(str, sandbox.make_orders(3, model="DBS"))
    tell("orders", "fetch", "main")
    pasted = tmp_path / "tracks.csv"
    rows = (f"{first};T-1;Демо Курьер", f"{second};T-2;", "4000000000000000;T-9;Demo", f"{third};;Demo")
    pasted.write_text("Номер заказа;Трек-номер;Служба\n" + "\n".join(rows), encoding="cp1251")
    told = json.loads(tell("orders", "track", str(pasted), "--json", code=3))
    assert [one["subject"] for one in told["actions"]] == [first]
    assert [(row["line"], row["reason"]) for row in told["place"]["bad_rows"]] == [
        (3, "news.no_carrier"),
        (4, "news.order_unknown"),
        (5, "news.no_track"),
    ]
    tell("orders", "settings", "set", "main", "back.default_carrier=Demo")
    assert f"{second}: told" in tell("orders", "track", str(pasted), code=3)
    assert "tracks.csv: 1 was known already" in tell.err
    assert [state_of(sandbox, one) for one in (first, second, third)] == ["shipped", "shipped", "waiting"]

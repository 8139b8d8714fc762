"""A source's pictures looked at over real HTTP, and what plans make of it: the engine, the file, the sandbox."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.pictures import checking
from aliexport_tui.engine.pictures.checking import Checked, check_pictures
from aliexport_tui.engine.pictures.showing import judged
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.sources import add_source, encode
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.profile import Pictures, Profile
from aliexport_tui.sources.settings import PictureSettings
from aliexport_tui.store import profiles, sources
from tests.support.export import Goods, Opened, Shop, feed
from tests.support.sandbox import Sandbox
from tests.support.shops.pictures import PictureServer


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def server() -> Iterator[PictureServer]:
    with PictureServer() as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, sandbox: Sandbox) -> Shop:
    sandbox.reset()
    made = Shop(sandbox, tmp_path)
    made.profile()
    return made


class Feeding:
    """A shop's file with a source and no marketplace: for what is only looked at."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        self.workspace = Workspace(folder / "shop.db", self.clock)

    def db(self) -> Opened:
        return Opened(self.workspace.open())

    def supply(self, goods: list[Goods]) -> None:
        path = self.workspace.file.with_name("feed.yml")
        path.write_text(feed(goods), encoding="utf-8")
        with self.db() as db:
            add_source(self.workspace, db, "shop", str(path))
            import_source(self.workspace, db, "shop")


class HandClock:
    """Only waiting moves it, and the tests' own hands."""

    def __init__(self) -> None:
        self._now = 1_790_000_000_000

    def now_ms(self) -> int:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += round(seconds * 1000)


@pytest.fixture
def feeding(tmp_path: Path) -> Feeding:
    return Feeding(tmp_path)


def check(shop: Shop | Feeding, *, every: bool = False) -> Checked:
    with shop.db() as db:
        hurry(shop)
        return check_pictures(shop.workspace, db, "shop", every=every)


def hurry(shop: Shop | Feeding) -> None:
    """A hundred looks a second: the tests' server bears them."""
    with shop.db() as db:
        source = sources.find(db, "shop")
        assert source is not None
        settings = msgspec.structs.replace(settings_of(source), pictures=PictureSettings(per_second=100))
        with db.write() as tx:
            tx.run("UPDATE source SET settings = ? WHERE id = ?", (encode(settings), source.id))


def pictured(id: str, *addresses: str) -> Goods:
    more = "".join(f"<picture>{one}</picture>" for one in addresses[1:])
    return Goods(id, picture=addresses[0], extra=more)


def problems(shop: Shop, key: str) -> dict[str, str]:
    """Code -> severity, of the images."""
    with shop.db() as db:
        rows = db.rows(
            "SELECT r.code, r.severity FROM problem r JOIN listing l ON l.id = r.listing JOIN product p ON p.id = l.product"
            " WHERE p.key = ? AND r.lane = 'images'",
            (key,),
        )
    return {str(code): str(severity) for code, severity in rows}


def images(shop: Shop) -> dict[str, list[str]]:
    """Product key -> the card's pictures on the marketplace."""
    found = {}
    for one in shop.sandbox.cards():
        card = one["card"]
        assert isinstance(card, dict)
        found[str(card["external_id"])] = list(card["images"])
    return found


def test_a_second_check_asks_nothing_again_before_its_time(feeding: Feeding, server: PictureServer) -> None:
    at = server.address
    feeding.supply([pictured("A", f"{at}/ok/900x900.jpg", f"{at}/404/a.jpg"), pictured("B", f"{at}/ok/900x900.jpg")])
    first = check(feeding)
    sent = server.sent["/ok/900x900.jpg"]
    assert (first.addresses, first.asked, first.altered) == (2, 2, 2)
    assert check(feeding).asked == 0
    assert len(server.asked) == 2
    feeding.clock.sleep(86_400)
    assert check(feeding).asked == 1  # what was none is looked at sooner
    feeding.clock.sleep(6 * 86_400)
    again = check(feeding)
    assert (again.asked, again.altered) == (2, 0)
    assert check(feeding, every=True).asked == 2
    assert server.sent["/ok/900x900.jpg"] == sent  # the server was told what we had seen


def test_unfit_pictures_are_left_out_and_a_product_without_others_is_blocked(shop: Shop, server: PictureServer) -> None:
    at = server.address
    good, small, gone, page = f"{at}/ok/900x900.jpg", f"{at}/ok/400x400.jpg", f"{at}/404/x.jpg", f"{at}/html/x.jpg"
    shop.supply(
        [
            pictured("mixed", small, good, gone, page),
            pictured("small", small),
            pictured("unseen", f"{at}/503/x.jpg"),
            pictured("plain", good),
        ]
    )
    check(shop)
    summary = shop.run()
    assert images(shop) == {"mixed": [good], "unseen": [f"{at}/503/x.jpg"], "plain": [good]}
    assert problems(shop, "mixed") == dict.fromkeys(("images.small", "images.refused", "images.no_picture"), "warning")
    assert problems(shop, "small") == {"images.small": "error"}
    assert problems(shop, "unseen") == {"images.trouble": "warning"}
    assert shop.outcomes()["small"] == "blocked"
    assert summary.planned["blocked"] == 1
    with shop.db() as db:
        states = sorted(one.state for one in judged(db, 1))
    assert states == ["doubtful", "fit", "unfit", "unfit", "unfit"]


def test_plans_see_what_changes(shop: Shop, server: PictureServer) -> None:
    """The want follows the verdict: a picture that goes is taken out, one that comes back is sent again."""
    first, second = f"{server.address}/ok/900x900.jpg", f"{server.address}/ok/1000x900.jpg"
    shop.supply([pictured("A", first, second)])
    shop.run()  # before anybody has looked: not checked never blocks
    assert images(shop) == {"A": [first, second]}
    server.broken["/ok/1000x900.jpg"] = 404
    assert check(shop).altered == 2
    shop.run()
    assert images(shop) == {"A": [first]}
    del server.broken["/ok/1000x900.jpg"]
    check(shop, every=True)
    shop.run()
    assert images(shop) == {"A": [first, second]}
    assert check(shop, every=True).altered == 0
    assert shop.run().planned["images"] == 0


def test_one_bad_hour_takes_no_picture_away(shop: Shop, server: PictureServer) -> None:
    first, second = f"{server.address}/ok/900x900.jpg", f"{server.address}/ok/1000x900.jpg"
    shop.supply([pictured("A", first, second)])
    check(shop)
    server.broken["/ok/1000x900.jpg"] = 503
    shop.clock.sleep(8 * 86_400)
    assert check(shop).asked == 2
    shop.run()
    assert images(shop) == {"A": [first, second]}
    shop.clock.sleep(3_601)
    assert check(shop).asked == 1
    shop.run()
    assert images(shop) == {"A": [first]}
    assert problems(shop, "A") == {"images.trouble": "warning"}


def test_without_a_network_nothing_is_believed(shop: Shop, server: PictureServer) -> None:
    dead, other = "http://127.0.0.1:9/1.jpg", "http://127.0.0.1:7/2.jpg"
    shop.supply([pictured("A", dead), pictured("B", other)])
    report = check(shop)
    assert (report.no_network, report.altered) == (True, 0)
    assert check(shop).asked == 2  # they are as due as before
    shop.run()
    assert sorted(problems(shop, "A")) == []
    # As soon as anybody answers it is they who are silent.
    shop.supply([*(pictured(f"A{n}", f"{dead}?{n}") for n in range(30)), pictured("C", f"{server.address}/ok/900x900.jpg")])
    report = check(shop)
    assert (report.no_network, report.altered, report.given_up) == (False, 31, ("127.0.0.1:9",))
    assert report.asked < 15
    with shop.db() as db:
        assert {one.state for one in judged(db, 1)} == {"fit", "doubtful"}


def test_copies_are_made_published_and_sent(shop: Shop, server: PictureServer, tmp_path: Path) -> None:
    folder = tmp_path / "fit"
    folder.mkdir()
    shop.profile(pictures=Pictures(resize=True, folder=str(folder), address=f"{server.address}/ok/fit/"))
    webp, huge, small = (f"{server.address}/ok/{name}" for name in ("900x950.webp", "6000x900.jpg", "50x50.gif"))
    shop.supply([pictured("A", webp, small), pictured("B", small), pictured("C", huge)])
    report = check(shop)
    (copied,) = report.copied
    assert (copied.made, copied.failed) == (1, {"small": 1})  # 5000 × 750 is left of the long one
    (name,) = (path.name for path in folder.iterdir())
    assert copied.unpublished == f"{server.address}/ok/fit/{name}"  # the server does not know it
    server.bodies[f"/ok/fit/{name}"] = (folder / name).read_bytes()
    shop.run()
    assert images(shop) == {"A": [f"{server.address}/ok/fit/{name}"]}
    assert problems(shop, "A") == {"images.small": "warning"}
    assert shop.outcomes()["B"] == shop.outcomes()["C"] == "blocked"
    asked = len(server.asked)
    assert check(shop).copied == (type(copied)(str(folder)),)
    assert len(server.asked) == asked  # nothing is fetched again
    (folder / name).unlink()
    (again,) = check(shop).copied
    assert (again.made, again.unpublished) == (1, "")
    assert [path.name for path in folder.iterdir()] == [name]
    shop.profile(pictures=Pictures())
    shop.run()
    assert images(shop)["A"] == [f"{server.address}/ok/fit/{name}"]  # blocked now: nothing is sent
    assert problems(shop, "A") == {"images.type": "error", "images.small": "error"}
    shop.profile(pictures=Pictures(limits="warn"))
    shop.run()
    assert images(shop)["A"] == [webp, small]


def test_a_folder_that_is_not_there_is_told_and_looks_are_kept(
    feeding: Feeding, server: PictureServer, tmp_path: Path
) -> None:
    rule = Pictures(resize=True, folder=str(tmp_path / "none"), address="http://shop.example")
    with feeding.db() as db:
        profiles.add(db, Profile(code="shop", name="Shop", source="shop", pictures=rule), feeding.clock.now_ms())
    feeding.supply([pictured("A", f"{server.address}/ok/900x900.webp")])
    with pytest.raises(ConfigError) as raised:
        check(feeding)
    assert raised.value.code == "pictures.folder"
    with feeding.db() as db:
        assert [one.state for one in judged(db, 1)] == ["unfit"]


def test_one_check_of_a_source_at_a_time(feeding: Feeding, server: PictureServer) -> None:
    feeding.supply([pictured("A", f"{server.address}/ok/9x9.jpg")])
    lock = Lock(feeding.workspace.lock("pictures-shop"))
    assert lock.acquire(who="x", now=1)
    with pytest.raises(BusyError):
        check(feeding)
    lock.release()
    assert check(feeding).asked == 1


def test_killed_midway_it_goes_on_where_it_was(
    feeding: Feeding, server: PictureServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeding.supply([pictured(f"A{n}", f"{server.address}/ok/{n}x10.png") for n in range(10, 40)])
    counted = itertools.count()

    class Killed(BaseException):
        pass

    def dies(stage: str, done: int, total: int) -> None:
        if next(counted) == 20:
            raise Killed

    monkeypatch.setattr(checking, "_KEEP_EVERY", 5)
    hurry(feeding)
    with feeding.db() as db, pytest.raises(Killed):
        check_pictures(feeding.workspace, db, "shop", progress=dies)
    assert 10 <= check(feeding).asked <= 20


def test_products_that_come_while_pictures_are_looked_at(shop: Shop, server: PictureServer) -> None:
    """Their lanes may have been built before the verdict was in."""
    small = f"{server.address}/ok/90x90.jpg"
    shop.supply([pictured("A", small)])
    done: list[bool] = []

    def imports(stage: str, count: int, total: int) -> None:
        if count == 0 and not done:
            done.append(True)
            shop.supply([pictured("A", small), pictured("B", small)])
            shop.run()

    with shop.db() as db:
        hurry(shop)
        check_pictures(shop.workspace, db, "shop", progress=imports)
    assert set(images(shop)) == {"A", "B"}
    shop.run()
    assert problems(shop, "B") == {"images.small": "error"}

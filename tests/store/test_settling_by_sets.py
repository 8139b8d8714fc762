"""A whole answer settled at once comes to what its items come to one by one, and a block of looks to what each look does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aliexport_tui.model.change import Kind
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import LANES, Lane
from aliexport_tui.store import carried_out, outbox, sightings
from aliexport_tui.store.cards import ToSee
from aliexport_tui.store.database import Database
from aliexport_tui.store.sightings import Sighting
from tests.store import one_by_one
from tests.store.settled_file import BATCH, LANES_OF, NOW, WANTS, Product, everything, products, two_alike

KINDS: tuple[Kind, ...] = tuple(LANES_OF)
SHELVES = st.lists(products, min_size=1, max_size=4)
THRIFTY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "shop.db"
    db = Database.open(path)
    with db.write() as tx:
        tx.many("INSERT INTO doc (hash, body) VALUES (?, x'7b7d')", [(name,) for name in WANTS])
    db.close()
    return path


@pytest.mark.parametrize("kind", KINDS)
@THRIFTY
@given(shelf=SHELVES)
def test_what_was_carried_out(empty: Path, tmp_path: Path, kind: Kind, shelf: list[Product]) -> None:
    with two_alike(empty, tmp_path, kind, shelf) as (sets, single):
        items = outbox.items(sets, BATCH)
        assert len(items) == len(shelf)
        with sets.write() as tx:
            carried_out.done_all(tx, [(item, f"n{item.listing}") for item in items], NOW)
        with single.write() as tx:
            for item in outbox.items(single, BATCH):
                one_by_one.done(tx, item, f"n{item.listing}", NOW)
        assert everything(sets) == everything(single)
        assert not outbox.items(sets, BATCH)


_lanes = st.sampled_from(LANES)
_faults = st.lists(st.just(Problem("card.differs", "subject", {"lane": "content"})), max_size=2).map(tuple)
_PRESENCES: tuple[Presence, ...] = ("on_sale", "off_sale")


@st.composite
def _looks(draw: st.DrawFn) -> tuple[list[Product], list[Sighting]]:
    shelf = draw(SHELVES)
    looks = []
    for number, product in enumerate(shelf, start=1):
        base: dict[str, str | None] = {
            lane: draw(st.sampled_from([state.base, state.base, "w0", None]))
            for lane, state in zip(LANES, product.lanes, strict=True)
            if draw(st.integers(0, 9))
        }
        card = draw(st.sampled_from([f"c{number}", f"c{number}", f"c{number}", "another"]))
        shown = [draw(st.sampled_from([state.base, state.base, None, "w1"])) for state in product.lanes]
        seen: dict[Lane, str] = {lane: name for lane, name in zip(LANES, shown, strict=True) if name is not None}
        faults = {lane: draw(_faults) for lane in seen if draw(st.booleans())}
        presence: Presence = draw(st.sampled_from(_PRESENCES))
        one = ToSee(listing=number, card_id=card, key="", name="", base=base, profile=0, seen_at=0)
        looks.append(Sighting(one, presence, seen, faults, "listed", draw(st.lists(_lanes, unique=True))))
    return shelf, looks


@settings(THRIFTY, max_examples=60)
@given(made=_looks())
def test_what_looks_showed(empty: Path, tmp_path: Path, made: tuple[list[Product], list[Sighting]]) -> None:
    shelf, looks = made
    with two_alike(empty, tmp_path, "images", shelf) as (sets, single):
        with sets.write() as tx:
            kept = sightings.save(tx, looks, NOW)
        with single.write() as tx:
            also = frozenset(look.one.listing for look in looks if one_by_one.seen(tx, look, NOW))
        assert kept == also == {look.one.listing for look in looks if look.one.card_id != "another"}
        assert everything(sets) == everything(single)


def test_nothing_carried_out_changes_nothing(empty: Path, tmp_path: Path) -> None:
    with two_alike(empty, tmp_path, "price", []) as (sets, _):
        before = everything(sets)
        with sets.write() as tx:
            carried_out.done_all(tx, [], NOW)
            assert sightings.save(tx, [], NOW) == frozenset()
        assert everything(sets) == before

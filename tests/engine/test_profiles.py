"""Profiles in a real file: made, copied, renamed, deleted, carried elsewhere, counted."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine import profiles as work
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import BusyError, ConfigError
from aliexport_tui.model.profile import CategoryMapping, Chunks, Condition, PriceRule, PriceStep, Profile
from aliexport_tui.store import events, profiles
from aliexport_tui.store.database import Database, as_int
from tests.support.shop import NOW, fill, make_workspace


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Workspace, Database]]:
    """40 products, one profile `shoes` with listings."""
    workspace = make_workspace(tmp_path)
    with closing(workspace.open()) as db:
        fill(db)
        yield workspace, db


Shop = tuple[Workspace, Database]


def code_of(caught: pytest.ExceptionInfo[ConfigError] | pytest.ExceptionInfo[BusyError]) -> str:
    return caught.value.code


def test_new(shop: Shop) -> None:
    workspace, db = shop
    stored = work.create(workspace, db, Profile(code="toys", name="Игрушки"))
    assert (stored.version, stored.profile.active) == (1, False)
    assert profiles.get(db, "toys") == stored
    assert [event.code for event in events.latest(db, profile="toys")] == ["profile.created"]


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (Profile(code="shoes", name="Другое"), "profile.exists"),
        (Profile(code="other", name="Обувь"), "profile.name_taken"),
        (Profile(code="Other", name="x"), "profile.bad_code"),
        (Profile(code="1x", name="x"), "profile.bad_code"),
        (Profile(code="a" * 65, name="x"), "profile.bad_code"),
        (Profile(code="x", name="  "), "profile.name_missing"),
        (Profile(code="x", name="x", price=PriceRule((PriceStep("add", "much"),))), "profile.invalid"),
        (Profile(code="x", name="x", categories=(CategoryMapping("1", "jeans"),)), "profile.bad_value"),
        (Profile(code="x", name="x", chunks=Chunks(price=5000)), "profile.bad_value"),
        (Profile(code="x", name="x", filter=(Condition("brand", "in"),)), "profile.invalid"),
    ],
)
def test_what_can_t_be_made(shop: Shop, profile: Profile, code: str) -> None:
    workspace, db = shop
    with pytest.raises(ConfigError) as caught:
        work.create(workspace, db, profile)
    assert code_of(caught) == code
    assert [one.profile.code for one in profiles.every(db)] == ["shoes"]


def test_save_is_refused_when_somebody_was_faster(shop: Shop) -> None:
    workspace, db = shop
    read = profiles.get(db, "shoes")
    mine = msgspec.structs.replace(read.profile, image_limit=3)
    assert work.save(workspace, db, mine, read.version).version == read.version + 1
    with pytest.raises(ConfigError) as caught:
        work.save(workspace, db, msgspec.structs.replace(read.profile, image_limit=2), read.version)
    assert code_of(caught) == "profile.changed_meanwhile"
    assert profiles.get(db, "shoes").profile.image_limit == 3


def test_clone_is_inactive_and_has_a_name_of_its_own(shop: Shop) -> None:
    workspace, db = shop
    first = work.clone(workspace, db, "shoes", "shoes2").profile
    second = work.clone(workspace, db, "shoes", "shoes3").profile
    assert [(one.name, one.active) for one in (first, second)] == [("Обувь (2)", False), ("Обувь (3)", False)]
    assert first.categories == profiles.get(db, "shoes").profile.categories
    with pytest.raises(ConfigError) as caught:
        work.clone(workspace, db, "shoos", "x")
    assert caught.value.args_by_name["suggestion"] == "shoes"


def test_rename_keeps_listings_and_log(shop: Shop) -> None:
    workspace, db = shop
    work.set_active(workspace, db, "shoes", True)
    before = profiles.get(db, "shoes")
    after = work.rename(workspace, db, "shoes", new_code="boots", new_name="Ботинки")
    assert (after.id, after.version) == (before.id, before.version + 1)
    assert profiles.find(db, "shoes") is None
    assert [event.code for event in events.latest(db, profile="boots")] == ["profile.activated", "profile.renamed"]
    assert as_int(db.value("SELECT count(*) FROM listing WHERE profile = ?", (after.id,))) == 6
    work.clone(workspace, db, "boots", "other")
    for change, code in (({"new_code": "other"}, "profile.exists"), ({"new_name": "Ботинки (2)"}, "profile.name_taken")):
        with pytest.raises(ConfigError) as caught:
            work.rename(workspace, db, "boots", **change)
        assert code_of(caught) == code


def test_activate_needs_account_and_source(shop: Shop) -> None:
    workspace, db = shop
    work.create(workspace, db, Profile(code="x", name="x"))
    faults = []
    for account, source in (("", ""), ("main", ""), ("mian", "feed"), ("main", "feeed")):
        stored = profiles.get(db, "x")
        work.save(workspace, db, msgspec.structs.replace(stored.profile, account=account, source=source), stored.version)
        with pytest.raises(ConfigError) as caught:
            work.set_active(workspace, db, "x", True)
        faults.append((code_of(caught), caught.value.args_by_name.get("near", "")))
    assert faults == [
        ("profile.no_account", ""),
        ("profile.no_source", ""),
        ("profile.account_unknown", "main"),
        ("profile.source_unknown", "feed"),
    ]
    assert not profiles.get(db, "x").profile.active
    assert not work.set_active(workspace, db, "shoes", False).profile.active
    assert work.set_active(workspace, db, "shoes", True).profile.active


def test_delete_leaves_orphans_and_history(shop: Shop) -> None:
    workspace, db = shop
    _history(db, "settled")
    assert work.delete(workspace, db, "shoes") == 6
    assert profiles.every(db) == ()
    assert as_int(db.value("SELECT count(*) FROM listing WHERE profile IS NULL")) == 6
    assert as_int(db.value("SELECT count(*) FROM item")) == 1
    assert db.rows("SELECT profile, run.profile_code FROM run") == [(None, "shoes")]
    assert as_int(db.value("SELECT count(*) FROM change")) == 1
    assert db.rows("PRAGMA foreign_key_check") == []
    assert work.create(workspace, db, Profile(code="shoes", name="Обувь")).version == 1


def test_delete_waits_for_what_was_sent(shop: Shop) -> None:
    workspace, db = shop
    _history(db, "answered")
    with pytest.raises(BusyError) as caught:
        work.delete(workspace, db, "shoes")
    assert code_of(caught) == "profile.open_tasks"
    assert profiles.find(db, "shoes") is not None


def test_a_running_profile_is_neither_renamed_nor_deleted(shop: Shop) -> None:
    workspace, db = shop
    runner = Lock(workspace.lock("shoes.stock"))
    assert runner.acquire(who="cron", now=NOW)
    with pytest.raises(BusyError) as caught:
        work.delete(workspace, db, "shoes")
    assert caught.value.args_by_name["action"] == "stock"
    assert caught.value.args_by_name["who"] == "cron"
    with pytest.raises(BusyError):
        work.rename(workspace, db, "shoes", new_code="boots")
    runner.release()
    assert work.rename(workspace, db, "shoes", new_code="boots").profile.code == "boots"


def test_toml_out_and_in(shop: Shop, tmp_path: Path) -> None:
    workspace, db = shop
    text = work.export_text(db, "shoes")
    elsewhere = make_workspace(tmp_path / "elsewhere")
    with closing(elsewhere.open()) as other:
        imported = work.import_text(elsewhere, other, text)
        assert imported.stored.profile == msgspec.structs.replace(profiles.get(db, "shoes").profile, active=False)
        assert [problem.code for problem in imported.problems] == ["profile.account_unknown", "profile.source_unknown"]
        with pytest.raises(ConfigError) as caught:
            work.import_text(elsewhere, other, text)
        assert code_of(caught) == "profile.exists"
        assert work.import_text(elsewhere, other, text, code="b", name="B").stored.profile.code == "b"
    assert work.import_text(workspace, db, text, code="c", name="C").problems == ()


def test_list_with_counts(shop: Shop) -> None:
    workspace, db = shop
    with db.write() as tx:
        tx.run("UPDATE listing SET card_id = id, presence = 'on_sale' WHERE id <= 3")
    stored = profiles.get(db, "shoes")
    wanted = msgspec.structs.replace(
        stored.profile,
        filter=(Condition("category", "under", values=("1",)),),
        include=("K2", "K6", "nobody"),
        exclude=("K0",),
        categories=(CategoryMapping("11", "200000361"), CategoryMapping("21", "151"), CategoryMapping("12", "404")),
    )
    work.save(workspace, db, wanted, stored.version)
    work.create(workspace, db, Profile(code="empty", name="Пустой"))
    empty, shoes = work.listed(db)
    assert (shoes.total, shoes.uploaded, shoes.percent, shoes.not_uploaded) == (21, 3, 14, 18)
    assert shoes.categories == ("Дом и сад", "Одежда для мужчин")
    assert shoes.subcategories == ("Полотенца", "Джинсы")
    assert (empty.total, empty.uploaded, empty.percent, empty.not_uploaded, empty.active) == (0, 0, 0, 0, False)


def _history(db: Database, state: str) -> None:
    """A plan, its run, a change of listing 1, a batch in `state` with one item."""
    with db.write() as tx:
        plan = tx.insert("INSERT INTO plan (profile, account, action, created_at) VALUES (1, 1, 'export', ?)", (NOW,))
        run = tx.insert(
            "INSERT INTO run (profile, profile_code, account, plan, action, mode, verify_s, state, started_at, heartbeat_at)"
            " VALUES (1, 'shoes', 1, ?, 'export', 'headless', 60, 'ended', ?, ?)",
            (plan, NOW, NOW),
        )
        change = tx.insert(
            "INSERT INTO change (plan, listing, kind, priority, before, after, state, run)"
            " VALUES (?, 1, 'create', 5, '{}', '{}', 'sending', ?)",
            (plan, run),
        )
        batch = tx.insert(
            "INSERT INTO batch (account, run, method, state, sent_at) VALUES (1, ?, 'create', ?, ?)", (run, state, NOW)
        )
        tx.insert(
            "INSERT INTO item (batch, position, change, listing, external_id, sent) VALUES (?, 0, ?, 1, 'K0', '{}')",
            (batch, change),
        )

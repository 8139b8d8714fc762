"""What people change is written down, before -> after, and no secret with it."""

import json

import msgspec
import pytest

from aliexport_tui.engine import profiles as profile_work
from aliexport_tui.engine.accounts import add_account, change_account, switch_account
from aliexport_tui.engine.activity import difference, note
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import change_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_settings import CommandTarget, HandingOff, OrderSettings
from aliexport_tui.model.profile import CategoryMapping, PriceRule, PriceStep, Profile
from aliexport_tui.store import accounts, activity, profiles
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.activity import Activity, Wanted
from aliexport_tui.store.database import Database
from aliexport_tui.telling.activity_text import changes, comment
from tests.cli.shell import call

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzaG9wIjoxMjM0NTY3ODkwfQ.c2lnbmF0dXJlLW9mLXRoZS1zaG9w"
Shop = tuple[Workspace, Database]


@pytest.fixture
def shop(filled: Shop) -> Shop:
    return filled


def newest(db: Database) -> Activity:
    return activity.latest(db, limit=1)[0]


def states(one: Activity) -> tuple[object, object]:
    return tuple(None if text is None else json.loads(text) for text in (one.before, one.after))  # type: ignore[return-value]


def test_life_of_a_profile(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, db = shop
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.7 50000 198.51.100.2 22")
    profile_work.create(workspace, db, Profile(code="toys", name="Игрушки"))
    stored = profiles.get(db, "toys")
    dearer = msgspec.structs.replace(stored.profile, price=PriceRule((PriceStep("add_percent", "5"),)))
    saved = profile_work.save(workspace, db, dearer, stored.version)
    assert states(newest(db)) == ({"price.steps": []}, {"price.steps": [{"op": "add_percent", "value": "5"}]})
    assert newest(db).who.endswith("@203.0.113.7")
    profile_work.rename(workspace, db, "toys", new_code="games")
    assert states(newest(db)) == ({"code": "toys"}, {"code": "games"})
    with pytest.raises(ConfigError):
        profile_work.save(workspace, db, dearer, saved.version)
    profile_work.delete(workspace, db, "games")
    told = activity.latest(db, Wanted(type="profile"))
    assert [one.subtype for one in told] == ["removed", "renamed", "changed", "added"]
    assert states(told[0])[1] is None
    assert all(one.who in comment(one) for one in told)


def test_an_account_and_its_token(shop: Shop) -> None:
    workspace, db = shop
    added = add_account(workspace, db, Account(code="second", kind="local", base_url=""), TOKEN)
    change_account(workspace, db, msgspec.structs.replace(added, currency="CNY"), TOKEN[:-4] + "abcd")
    switch_account(workspace, db, "second", enabled=False)
    lines = activity.latest(db, Wanted(subject="second"))
    assert [one.subtype for one in lines] == ["changed", "changed", "token", "added"]
    assert states(lines[0]) == ({"enabled": True}, {"enabled": False})
    assert states(lines[1]) == ({"currency": "RUB"}, {"currency": "CNY"})
    assert accounts.get(db, "second").enabled is False
    assert TOKEN.rpartition(".")[2] not in repr(lines)
    assert "abcd" in comment(lines[2])


def test_a_source(shop: Shop) -> None:
    _workspace, db = shop
    change_source(db, "feed", location="https://u:geheim99@shop.example/f.yml", keys={"consumer_key": "kk-kk-kk"}, now=5)
    one = newest(db)
    assert (one.at, one.subject) == (5, "feed")
    assert states(one)[0] == {"location": "/tmp/feed.yml"}
    assert "geheim99" not in repr(one)
    assert "kk-kk-kk" not in repr(one)
    assert comment(one).endswith("with new keys: consumer_key")


def test_secrets_are_masked_wherever_they_stand(shop: Shop) -> None:
    workspace, db = shop
    Secrets(workspace.secrets).set_token("main", TOKEN)
    argv = ("send", TOKEN, "--to=https://me:tiger5@shop.example/in", "eyJhbGciOiJIUzI1NiJ9.other.one")
    after = OrderSettings(hand_off=HandingOff(targets={"shop": CommandTarget(argv)}))
    note(
        db, "settings", "changed", "main", "account.changed", {"account": "main", "token": "x-y-z-1"},
        *difference(OrderSettings(), after),
    )  # fmt: skip
    told = repr(newest(db))
    for secret in (TOKEN, TOKEN.split(".")[1], "tiger5", "other.one", "x-y-z-1"):
        assert secret not in told


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, None, (None, None)),
        ({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}, ({"b.c": 2}, {"b.c": 3})),
        (None, {"a": 1}, (None, {"a": 1})),
        ({"a": [1, 2, 3]}, {"a": [1, 3, 4]}, ({"a": [2]}, {"a": [4]})),
        ({"a": [1, 1]}, {"a": [1]}, ({"a": [1]}, {"a": []})),
        ({"a": [1, 2]}, {"a": [2, 1]}, ({"a": [1, 2]}, {"a": [2, 1]})),
        ({"a": {}}, {"a": {"b": 1}}, ({"a": {}}, {"a.b": 1})),
        ({"a": None}, {}, ({"a": None}, {})),
    ],
)
def test_difference(before: object, after: object, expected: object) -> None:
    assert difference(before, after) == expected


def test_a_mapping_of_one_category_among_many() -> None:
    many = tuple(CategoryMapping(shop=str(number), target="200000361") for number in range(50))
    before = Profile(code="a", name="A", categories=many)
    after = msgspec.structs.replace(before, categories=(*many[:7], *many[8:]))
    assert difference(before, after) == ({"categories": [{"shop": "7", "target": "200000361"}]}, {"categories": []})


def test_search_by_any_text_in_any_case(shop: Shop) -> None:
    _workspace, db = shop
    for number, subject in enumerate(("toys", "Игрушки", "shoes")):
        note(db, "profile", "changed", subject, "profile.saved", {"profile": subject}, at=100 + number)
    assert [one.subject for one in activity.latest(db, Wanted(text="игру"))] == ["Игрушки"]
    assert [one.subject for one in activity.latest(db, Wanted(since=101, until=102))] == ["Игрушки"]
    found = activity.ids(db, Wanted(type="profile"))
    assert list(activity.rows(db, found)) == sorted(found)
    assert activity.kinds(db) == (("profile", "changed"),)
    assert activity.remove(db, found[:2]) == 2
    assert [one.subject for one in activity.latest(db)] == ["toys"]


def test_command(shop: Shop) -> None:
    workspace, db = shop
    profile_work.set_active(workspace, db, "shoes", False)
    told = json.loads(call(workspace.file, "activity", "--subject", "shoes", "--json").stdout)
    assert [(one["type"], one["subtype"]) for one in told] == [("profile", "deactivated")]
    shown = call(workspace.file, "activity", "--show", str(told[0]["id"])).stdout
    assert "active: true → false" in shown
    assert changes(newest(db)) == ("active: true → false",)
    assert call(workspace.file, "activity", "--show", "99").exit_code == 2

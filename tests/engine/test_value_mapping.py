"""What the values sheet says becomes of a text is what the builder does with it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.engine import value_mapping
from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.value_mapping import Place, Sheet
from aliexport_tui.listing.build import build
from aliexport_tui.model.product import Product
from aliexport_tui.model.profile import BrandRule, Profile, ValueMatch
from aliexport_tui.model.wants import Content
from aliexport_tui.store import product_bodies, profiles
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from tests.support.shop import fill, make_workspace
from tests.tui.value_shop import PROFILE, fill_values

COLOUR = Place("axis", "14", None)
MATERIAL = Place("attribute", "10", None)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = make_workspace(tmp_path).open()
    fill(database, 40)
    fill_values(database)
    yield database
    database.close()


def read(db: Database, profile: Profile = PROFILE) -> Sheet:
    return value_mapping.read(db, profile)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (ValueMatch("КРАПИВА", "12"),),
        (ValueMatch("Крапива", "-1", "Крапивный лист"), ValueMatch("Лён", omit=True)),
        (ValueMatch("лён", "999"),),
    ],
)
def test_it_is_what_the_builder_sends(db: Database, rows: tuple[ValueMatch, ...]) -> None:
    profile = value_mapping.with_rows(PROFILE, MATERIAL, rows)
    profiles.save(db, profile, 1, 0)
    group = next(group for group in read(db, profile).groups if group.place == MATERIAL)
    mapped = value_mapping.mapped_at(profile, MATERIAL)
    assert mapped is not None
    lines = value_mapping.judged(group, mapped)
    recipe = load_context(db, "shoes").resolver.recipe("11")
    seen = 0
    for category, body in product_bodies.of_members(db, membership(profile, 1)):
        if category != "11":
            continue
        product = msgspec.json.decode(body, type=Product)
        built = build("content", product, recipe)
        line = lines[product.params[1].value]
        codes = {problem.code for problem in built.problems if problem.args.get("id") == "10"}
        assert bool(line.open) == bool(codes & {"attribute.unmatched", "attribute.value_unknown"})
        if isinstance(built.want, Content):
            sent = [(one.value_id, one.value) for one in built.want.attributes if one.name_id == "10"]
            match = line.match
            assert match is not None
            assert sent == ([] if match.how == "omitted" else [(match.id, match.name)])
        seen += 1
    assert seen == 10


def test_a_change_of_values_counts_nothing_anew(db: Database) -> None:
    """Seen by counts that somebody else has put there."""
    first = read(db)
    (kept,) = db.rows("SELECT stamp, body FROM value_count")
    with db.write() as tx:
        tx.run("UPDATE value_count SET body = replace(body, 'khaki', 'kaki')")
    again = read(db, value_mapping.with_rows(PROFILE, COLOUR, (ValueMatch("khaki", "4"),)))
    assert "kaki" in texts_of(again)
    other = read(db, msgspec.structs.replace(PROFILE, exclude=("K0",)))
    assert texts_of(other) == texts_of(first)
    assert db.value("SELECT stamp FROM value_count") != kept[0]
    with db.write() as tx:
        tx.run("INSERT INTO import (source, began_at, state) VALUES (1, 1, 'done')")
    assert other.is_older(db)
    value_mapping.read(db, PROFILE, keep=False)
    assert db.value("SELECT count(*) FROM value_count WHERE stamp = ?", (str(kept[0]),)) == 0


def texts_of(sheet: Sheet) -> set[str]:
    group = next(group for group in sheet.groups if group.place == COLOUR)
    return {text for spot in group.spots for text in spot.texts}


def test_choices_of_other_profiles_are_proposed(db: Database) -> None:
    axis = msgspec.structs.replace(PROFILE.axes[0], values=(ValueMatch("мокрый асфальт", "3"),))
    profiles.add(db, msgspec.structs.replace(PROFILE, code="other", name="Другой", axes=(axis,)), 0)
    sheet = read(db)
    group = next(group for group in sheet.groups if group.place == COLOUR)
    found = value_mapping.proposals(group, ["Мокрый асфальт", "Красная", "крапива"], sheet)
    assert {text: (one.id, one.reason) for text, one in found.items()} == {
        "Мокрый асфальт": ("3", "chosen"),
        "Красная": ("2", "stem"),
    }


def test_brands_are_judged_too(db: Database) -> None:
    profile = msgspec.structs.replace(PROFILE, brand=BrandRule(values=(ValueMatch("Ёлка", omit=True),)))
    group = next(group for group in read(db, profile).groups if group.place.kind == "brand")
    (line,) = value_mapping.judged(group, profile.brand).values()
    assert (line.text, line.products, line.open) == ("Ёлка", 10, 0)
    assert line.match is not None
    assert line.match.how == "omitted"
    assert not group.takes_own

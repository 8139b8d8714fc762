"""What was seen at the addresses against the marketplace's limits, and what the images lane makes of it."""

import msgspec
import pytest

from aliexport_tui.listing.build import build
from aliexport_tui.listing.checks.pictures import check_sight, is_mendable
from aliexport_tui.listing.profile_check import check_profile
from aliexport_tui.model.picture import PictureLimits, Shown, Sight
from aliexport_tui.model.problem import errors
from aliexport_tui.model.profile import Pictures
from aliexport_tui.model.wants import LANES, Content, Images
from tests.listing.shop import PRODUCT, PROFILE, recipe_of

replace = msgspec.structs.replace
LIMITS = PictureLimits()
GOOD = Sight("picture", "jpeg", 100_000, 900, 900, 206)
URL = "https://img.example.ru/1.jpg"


@pytest.mark.parametrize(
    ("sight", "code", "args", "mendable"),
    [
        (GOOD, "", {}, False),
        (Sight("picture", "png"), "", {}, False),  # what nobody knows is within the limits
        (replace(GOOD, width=800, height=800), "", {}, False),
        (replace(GOOD, width=750, height=1000), "", {}, False),
        (replace(GOOD, width=799, height=800), "images.small", {"width": "799", "height": "800"}, False),
        (replace(GOOD, width=1000, height=750), "images.small", {"least": "800×800, 750×1000"}, False),
        (replace(GOOD, width=5000, height=5000, bytes=5 * 1024 * 1024), "", {}, False),
        (replace(GOOD, width=5001), "images.large", {"width": "5001", "limit": "5000"}, True),
        (replace(GOOD, bytes=5 * 1024 * 1024 + 1), "images.heavy", {"size": "5.1", "limit": "5"}, True),
        (replace(GOOD, type="webp"), "images.type", {"type": "webp", "allowed": "jpeg, png"}, True),
        (replace(GOOD, type="webp", width=50), "images.small", {"width": "50"}, False),
        (replace(GOOD, type="svg", width=0, height=0), "images.type", {"type": "svg"}, False),
        (Sight("other", "html", status=200), "images.no_picture", {"type": "html"}, False),
        (Sight("refused", status=404), "images.refused", {"status": "404"}, False),
        (Sight("redirect"), "images.redirect", {}, False),
    ],
)
def test_a_sight_is_judged(sight: Sight, code: str, args: dict[str, str], mendable: bool) -> None:
    found = check_sight(URL, "main_image_urls_list", sight, LIMITS, assumed="error")
    assert (found.code if found else "") == code
    if found is not None:
        assert found.args["url"] == URL
        assert found.args.items() >= args.items()
        assert found.severity == "error"
    assert is_mendable(sight, LIMITS) == mendable


@pytest.mark.parametrize("verdict", ["silent", "slow", "trouble"])
@pytest.mark.parametrize(("fails", "severity"), [(1, "warning"), (2, "error")])
def test_a_passing_trouble_counts_when_found_twice(verdict: str, fails: int, severity: str) -> None:
    sight = msgspec.convert({"verdict": verdict, "fails": fails}, Sight)
    found = check_sight(URL, "", sight, LIMITS, assumed="error")
    assert found is not None
    assert (found.code, found.severity) == (f"images.{verdict}", severity)


def test_limits_that_are_assumed_may_only_be_warned_of() -> None:
    small, gone = replace(GOOD, width=90), Sight("refused", status=404)
    severities = [check_sight(URL, "", sight, LIMITS, assumed="warning") for sight in (small, gone)]
    assert [found.severity for found in severities if found is not None] == ["warning", "error"]


def built(rule: Pictures, pictures: tuple[str, ...], known: dict[str, Shown]) -> tuple[Images | None, list[tuple[str, str]]]:
    product = replace(PRODUCT, pictures=pictures)
    made = build("images", product, recipe_of(replace(PROFILE, pictures=rule)), known)
    assert made.want is None or isinstance(made.want, Images)
    return made.want, [(problem.code, problem.severity) for problem in made.problems]


A, B, C = (f"https://img.example.ru/{name}.jpg" for name in "abc")
FIT = Pictures(resize=True, folder="/srv/fit", address="https://shop.example/fit/")


@pytest.mark.parametrize(
    ("rule", "known", "urls", "problems"),
    [
        (Pictures(), {}, (A, B, C), []),
        (Pictures(), {A: Shown(GOOD)}, (A, B, C), []),
        (Pictures(), {A: Shown(Sight("refused", status=404))}, (B, C), [("images.refused", "warning")]),
        (Pictures(), {A: Shown(Sight("slow", fails=1))}, (A, B, C), [("images.slow", "warning")]),
        (
            Pictures(),
            {one: Shown(replace(GOOD, width=9)) for one in (A, B, C)},
            None,
            [("images.small", "error")] * 3,
        ),
        (Pictures("warn"), {A: Shown(replace(GOOD, width=9))}, (A, B, C), [("images.small", "warning")]),
        (FIT, {A: Shown(replace(GOOD, type="webp"), "x.jpg")}, ("https://shop.example/fit/x.jpg", B, C), []),
        (FIT, {A: Shown(GOOD, "x.jpg")}, (A, B, C), []),  # it fits by now
        (FIT, {A: Shown(replace(GOOD, type="webp"))}, (B, C), [("images.type", "warning")]),
        (FIT, {A: Shown(Sight("refused", status=404), "x.jpg")}, (B, C), [("images.refused", "warning")]),
        (Pictures(), {A: Shown(replace(GOOD, type="webp"), "x.jpg")}, (B, C), [("images.type", "warning")]),
    ],
)
def test_the_images_lane(
    rule: Pictures, known: dict[str, Shown], urls: tuple[str, ...] | None, problems: list[tuple[str, str]]
) -> None:
    want, found = built(rule, (A, B, C), known)
    assert (want.urls if want else None) == urls
    assert found == problems


def test_addresses_are_known_as_they_stand_in_the_product() -> None:
    want, found = built(
        Pictures(), ("//img.example.ru/a b.jpg", B), {"//img.example.ru/a b.jpg": Shown(replace(GOOD, width=9))}
    )
    assert want == Images((B,))
    assert found == [("images.small", "warning")]


def test_a_seventh_picture_takes_the_place_of_one_that_is_left_out() -> None:
    many = tuple(f"https://img.example.ru/{number}.jpg" for number in range(8))
    want, found = built(Pictures(), many, {many[0]: Shown(Sight("refused", status=410))})
    assert want == Images(many[1:7])
    assert [code for code, _ in found] == ["images.refused", "images.limited"]


def test_other_lanes_look_at_no_picture() -> None:
    known = {one: Shown(Sight("refused", status=404)) for one in PRODUCT.pictures}
    for lane in LANES:
        seen = build(lane, PRODUCT, recipe_of(), known)
        assert bool(errors(seen.problems)) == (lane == "images")


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (Pictures(), ()),
        (Pictures(folder="x", address="y"), ()),  # off, they mean nothing
        (FIT, ()),
        (Pictures(resize=True), ("profile.pictures_folder", "profile.pictures_address")),
        (replace(FIT, folder="fit"), ("profile.pictures_folder",)),
        (replace(FIT, address="ftp://shop.example"), ("profile.pictures_address",)),
        (replace(FIT, address="/fit"), ("profile.pictures_address",)),
    ],
)
def test_where_copies_go_is_checked_with_the_profile(rule: Pictures, codes: tuple[str, ...]) -> None:
    assert tuple(problem.code for problem in check_profile(replace(PROFILE, pictures=rule))) == codes


def test_a_variation_shows_no_picture_that_is_not_there() -> None:
    """Of what size it is nobody asks: that is on a page which could not be read."""
    axes = tuple(replace(axis, picture=axis.id == "14") for axis in PROFILE.axes)
    sku = replace(PRODUCT.skus[0], pictures=(A, B, C))
    product = replace(PRODUCT, skus=(sku, *PRODUCT.skus[1:]))
    recipe = recipe_of(replace(PROFILE, axes=axes))
    gone, page, small = Sight("refused", status=404), Sight("other", "html", status=200), replace(GOOD, width=9)
    for known, shown, codes in (
        ({}, A, []),
        ({A: Shown(gone)}, B, ["images.refused"]),
        ({A: Shown(gone), B: Shown(page), C: Shown(small)}, C, ["images.refused", "images.no_picture"]),
        ({A: Shown(Sight("slow", fails=1))}, A, ["images.slow"]),
        ({one: Shown(gone) for one in (A, B, C)}, "", ["images.refused"] * 3),
    ):
        made = build("content", product, recipe, known)
        assert isinstance(made.want, Content)
        own = next(one for one in made.want.skus if one.sku_code == sku.code)
        assert {part.image_url for part in own.attributes if part.name_id == "14"} == {shown}
        assert [problem.code for problem in made.problems if problem.code.startswith("images.")] == codes
        assert {problem.severity for problem in made.problems} <= {"warning"}

"""What is known of a source's pictures, each judged as the validator would."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from aliexport_tui.listing.checks.pictures import check_sight
from aliexport_tui.model.picture import PictureLimits, Sight
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import pictures
from aliexport_tui.store.database import Database


class Judged(msgspec.Struct, frozen=True):
    """`state` doubtful: a trouble that may pass. `products` that show it; `checked_at` in UTC ms, 0 = never."""

    address: str
    state: Literal["fit", "doubtful", "unfit", "unchecked"]
    sight: Sight | None
    problem: Problem | None
    checked_at: int
    products: int


def judged(db: Database, source: int, limits: PictureLimits = PictureLimits()) -> Iterator[Judged]:  # noqa: B008 (frozen)
    """Every address of the source's products."""
    pictures.gather(db, source)
    for one in pictures.known(db):
        if one.sight is None:
            yield Judged(one.address, "unchecked", None, None, 0, one.products)
            continue
        found = check_sight(one.address, "main_image_urls_list", one.sight, limits, assumed="error")
        state: Literal["fit", "doubtful", "unfit"] = "fit"
        if found is not None:
            state = "unfit" if found.severity == "error" else "doubtful"
        yield Judged(one.address, state, one.sight, found, one.checked_at, one.products)

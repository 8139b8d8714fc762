"""What a person reads in place of the marketplace's own names."""

import pytest

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.tui.words import short_key


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", ""),
        ("freight_template_id", "shipping template"),
        ("sku_info_list[0].price", "SKU 1 › price"),
        ("sku[441.1-A].inventory", "SKU 441.1-A › stock"),
        ("attributes[2].value_id", "attribute 2 › value"),
        ("urls[1]", "picture 2"),
        ("price.steps[0].value", "price › step 1 › text"),
        ("something_new[3].x", "something_new[3] › x"),
    ],
)
def test_a_field_has_a_name(path: str, words: str) -> None:
    assert field_word(path) == words


def test_the_mark_of_a_group_is_not_shown() -> None:
    assert short_key("group:701989") == "701989"
    assert short_key("441-1125") == "441-1125"

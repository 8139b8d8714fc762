"""A relative picture's address and the base that people give for it."""

import pytest

from aliexport_tui.sources.text import picture_url


@pytest.mark.parametrize(
    ("base", "plain"),
    [
        ("https://s.example", "https://s.example/img/1.jpg"),
        ("https://s.example/", "https://s.example/img/1.jpg"),
        ("https://s.example/upload", "https://s.example/upload/img/1.jpg"),
        ("https://s.example/upload/", "https://s.example/upload/img/1.jpg"),
        ("https://s.example/export/feed.xml", "https://s.example/export/img/1.jpg"),
        ("http://localhost", "http://localhost/img/1.jpg"),
        ("upload", ""),
    ],
)
def test_a_base_is_a_folder_with_or_without_its_last_slash(base: str, plain: str) -> None:
    assert picture_url("img/1.jpg", base) == plain
    assert picture_url(" img/1.jpg\n", base) == plain
    from_root = f"{plain.split('//')[0]}//{plain.split('/')[2]}/img/1.jpg" if plain else ""
    assert picture_url("/img/1.jpg", base) == from_root

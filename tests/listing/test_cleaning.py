"""Foreign text: descriptions and titles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.cleaning import TAGS, clean_html, cut, plain_text, unescaped
from aliexport_tui.listing.urls import clean_url, is_web_url


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>&nbsp;</p><br>", ""),
        ("plain", "plain"),
        ("one\ntwo", "one<br>two"),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ('<p style="color:red" onclick="x()">a</p>', "<p>a</p>"),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<script>alert(1)</script><b>a</b>", "<b>a</b>"),
        ("<style>p{}</style>a", "a"),
        ("<h1>a</h1>", "<h3>a</h3>"),
        ('<a href="http://x.ru">shop</a>', "shop"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>a<br/>b</p>", "<p>a<br>b</p>"),
        ('<img src="x" onerror="y">text', "text"),
    ],
)
def test_html(markup: str, expected: str) -> None:
    assert clean_html(markup) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("&lt;p&gt;a&lt;/p&gt;", "<p>a</p>"),
        ("a&amp;nbsp;b", "a&nbsp;b"),
        ("a\x00\x1b[31mb\x9f", "a[31mb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\ud800b", "ab"),
    ],
)
def test_second_unescape(text: str, expected: str) -> None:
    assert unescaped(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two   words ", "two words"),
        ("<b>Bold</b> move", "Bold move"),
        ("5 &lt; 6", "5 6"),
        ("Tom &amp;amp; Co", "Tom & Co"),
        ("a\u00a0b", "a b"),
        ("1 < 2 > 0", "1 2 0"),
        ("мяг\u00adкий", "мягкий"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@given(st.text(alphabet=st.sampled_from("<>/&;abp divscript\"'=\n\x00 &lt;"), max_size=80))
def test_only_known_tags_without_attributes_remain(text: str) -> None:
    for tag in re.findall(r"<[^>]*>", clean_html(unescaped(text))):
        assert re.fullmatch(r"</?([a-z0-9]+)>", tag), tag
        assert tag.strip("</>") in TAGS
    assert not set("<>") & set(plain_text(text))


@given(st.text(max_size=300), st.integers(1, 100))
def test_cut(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    assert text.startswith(cut(text, limit))


def test_cut_ends_with_a_word() -> None:
    assert cut("Платье летнее красное", 15) == "Платье летнее"
    assert cut("Платьелетнеекрасное", 10) == "Платьелетн"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.ru/1", "https://a.ru/1"),
        ("//a.ru/1", "https://a.ru/1"),
        ("HTTP://A.ru/1 2.JPG", "http://A.ru/1%202.JPG"),
        ("http://[::1/1", ""),
        ("http:///1", ""),
        ("ftp://a.ru/1", ""),
        ("a.ru/1", ""),
        ("", ""),
    ],
)
def test_addresses(text: str, expected: str) -> None:
    assert clean_url(text) == expected
    assert bool(expected) == (expected != "" and is_web_url(expected))

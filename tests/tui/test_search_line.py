"""The search line: what becomes words, what conditions, and what is told of what is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.store.product_terms import Term
from aliexport_tui.tui.search_line import Search, names, parse

NOW = 1_700_000_000_000
HOUR = 3_600_000


@pytest.mark.parametrize(
    ("line", "words", "terms"),
    [
        ("", "", ()),
        ("джинсы nike", "джинсы nike", ()),
        ('"джинсы синие"', "джинсы синие", ()),
        ("price>1000", "", (Term("price", "gt", (100_000,)),)),
        ("цена>=1000,50", "", (Term("price", "ge", (100_050,)),)),
        ("цена:500..900", "", (Term("price", "between", (50_000, 90_000)),)),
        ("остаток=0 джинсы", "джинсы", (Term("stock", "is", (0,)),)),
        ("stock!=0", "", (Term("stock", "is", (0,), negated=True),)),
        ("!остаток", "", (Term("stock", "empty"),)),
        ("остаток:*", "", (Term("stock", "empty", negated=True),)),
        ("состояние:отклонено", "", (Term("state", "has", ("rejected",)),)),
        ("state:rejected,blo", "", (Term("state", "has", ("rejected", "blocked")),)),
        ("!state:live", "", (Term("state", "has", ("live",), negated=True),)),
        ('бренд:"New Balance"', "", (Term("brand", "has", ("New Balance",)),)),
        ("brand=Nike", "", (Term("brand", "is", ("Nike",)),)),
        ("!brand", "", (Term("brand", "empty"),)),
        ("категория:Джинсы,Дом", "", (Term("category", "has", ("Джинсы", "Дом")),)),
        ("!проблемы", "", (Term("problems", "empty"),)),
        ("проблемы>0", "", (Term("problems", "gt", (0,)),)),
        ("проблема:price", "", (Term("problem", "has", ("price",)),)),
        ("ключ:K7", "", (Term("key", "has", ("K7",)),)),
        ("changed<2h", "", (Term("changed", "gt", (NOW - 2 * HOUR,)),)),
        ("изменено>3д", "", (Term("changed", "lt", (NOW - 72 * HOUR,)),)),
        ("pending:price", "", (Term("pending", "has", ("price",)),)),
        ("ждёт:да", "", (Term("pending", "has", ()),)),
        ("!pending", "", (Term("pending", "empty"),)),
        ("!nike", "", (Term("text", "has", ("nike",), negated=True),)),
        ("ЦЕНА<5 A", "A", (Term("price", "lt", (500,)),)),
        ("!", "!", ()),
        ("13:45", "13:45", ()),
    ],
)
def test_a_line_is_read(line: str, words: str, terms: tuple[Term, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aliexport_tui.tui.search_line.outcome_name", lambda code: {"rejected": "отклонено"}.get(code, code))
    assert parse(line, NOW) == Search(words, terms)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("прайс>5", "There is no condition “прайс”."),
        ("brend:nike", "Did you mean brand?"),
        ("цна>5", "Did you mean цена"),
        ("price>", "price> needs a value"),
        ("price>many", "“many” is no number"),
        ("price>1.005", "too many digits"),
        ("price>9e99", "is no number"),
        ("brand>5", "brand is no number: use : or ="),
        ("state:rejcted", "Did you mean rejected?"),
        ("pending:colour", "Nothing called “colour” is sent."),
        ("changed<soon", "is no age"),
    ],
)
def test_what_is_not_understood_is_told_in_words(line: str, told: str) -> None:
    assert told in parse(line, NOW).trouble


def test_what_is_understood_beside_it_is_kept() -> None:
    found = parse("джинсы brend:nike price>5", NOW)
    assert found.trouble
    assert (found.words, found.terms) == ("джинсы", (Term("price", "gt", (500,)),))


def test_every_condition_has_a_name_in_both_languages() -> None:
    assert ("price", "цена") in set(names())
    assert all(english.isascii() and not russian.isascii() for english, russian in names())


@given(st.text(max_size=40))
def test_any_line_is_read_or_told(line: str) -> None:
    found = parse(line, NOW)
    assert isinstance(found.trouble, str)

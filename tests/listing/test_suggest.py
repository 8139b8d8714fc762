"""Where a shop category may belong: by names and by earlier choices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.listing.alike import Path
from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.stems import head, likeness, stem
from aliexport_tui.listing.suggest import Choice, Suggester, Suggestion

MARKET = {
    "jeans_w": "Женская одежда / Джинсы",
    "jeans_m": "Мужская одежда / Джинсы и брюки / Джинсы",
    "jeans_k": "Детская одежда / Джинсы",
    "dress": "Женская одежда / Платья / Повседневные платья",
    "dress_e": "Женская одежда / Платья / Вечерние платья",
    "sneakers": "Обувь / Кроссовки",
    "towels": "Домашний текстиль / Полотенца",
    "hair_towels": "Красота / Уход за волосами / Полотенца для волос",
    "dryers": "Красота / Уход за волосами / Фены",
    "phones": "Электроника / Телефоны / Мобильные телефоны",
    "cases": "Электроника / Телефоны / Аксессуары / Чехлы для телефонов",
    "laptop_bags": "Электроника / Компьютеры / Сумки для ноутбуков",
    "laptops": "Электроника / Компьютеры / Ноутбуки",
    "pans": "Дом / Посуда / Сковороды / Классические сковороды",
    "pans_wok": "Дом / Посуда / Сковороды / Сковороды вок",
    "kettles": "Дом / Кухонная техника / Электрические чайники",
    "dog_collars": "Зоотовары / Товары для собак / Ошейники",
    "cat_food": "Зоотовары / Товары для кошек / Корм для кошек",
    "tyres": "Авто / Колёса / Шины для автомобилей",
    "shampoo": "Красота / Уход за волосами / Шампуни",
    "car_shampoo": "Авто / Уход / Автошампуни",
    "buckets": "Дом / Уборка / Вёдра",
}


def path(text: str) -> Path:
    return tuple(name.strip() for name in text.split("/"))


def suggester(*choices: Choice) -> Suggester:
    return Suggester({key: path(text) for key, text in MARKET.items()}, choices)


def first(text: str, *here: Choice) -> Suggestion:
    return suggester().suggest(path(text), here)[0]


@pytest.mark.parametrize(
    ("shop", "expected"),
    [
        ("Кроссовки", "sneakers"),
        ("Женщинам / Обувь / Кроссовки женские", "sneakers"),
        ("Одежда / Мужчинам / Джинсы", "jeans_m"),
        ("Женщинам / Джинсы", "jeans_w"),
        ("Одежда для детей / Джинсы", "jeans_k"),
        ("Джинсы Levi's мужские", "jeans_m"),
        ("Платье", "dress"),
        ("Вечернее платье", "dress_e"),
        ("Полотенца", "towels"),
        ("Махровое полотенце", "towels"),
        ("Ноутбук", "laptops"),
        ("Ноутбуки и нетбуки", "laptops"),
        ("Сумка для ноутбука", "laptop_bags"),
        ("Сотовые и мобильные телефоны", "phones"),
        ("Телефоны / Чехлы", "cases"),
        ("Посуда / Сковорода", "pans"),
        ("Сковородки-вок", "pans_wok"),
        ("Чайники электрические", "kettles"),
        ("Для собак / Ошейники", "dog_collars"),
        ("Корма для кошек", "cat_food"),
        ("Автомобильные шины", "tyres"),
        ("Косметика / Шампунь для волос", "shampoo"),
        ("Ведра", "buckets"),
        ("ПОЛОТЕНЦА", "towels"),
    ],
)
def test_names_of_real_shops(shop: str, expected: str) -> None:
    assert first(shop).target == expected


@pytest.mark.parametrize("shop", ["", "///", "Подарочные карты", "!!!", "5000"])
def test_what_is_like_nothing_gets_nothing(shop: str) -> None:
    assert suggester().suggest(path(shop)) == ()


def test_the_reason_says_what_was_alike() -> None:
    best = first("Чайники электрические")
    assert [reason.code for reason in best.reasons] == ["words"]
    assert best.reasons[0].args["words"] == "электрические, чайники"
    assert [reason.code for reason in first("Кроссовки").reasons] == ["same"]
    assert [reason.code for reason in first("Женщинам / Джинсы").reasons] == ["same_of_many"]
    assert [reason.code for reason in first("Посуда / Сковороды").reasons] == ["kind"]


def test_a_brand_is_looked_for_by_the_name_above_it() -> None:
    best = first("Обувь / Кроссовки / Abibas")
    assert (best.target, best.reasons[0].code) == ("sneakers", "above")
    assert best.reasons[0].args["words"] == "кроссовки"
    assert best.score < first("Обувь / Кроссовки").score


def test_an_earlier_choice_for_the_same_path_is_certain() -> None:
    made = suggester(Choice(path("Дом / Тазы"), "buckets", "old"))
    best = made.suggest(path("дом / тазы"))[0]
    assert (best.target, best.score) == ("buckets", 100)
    assert (best.reasons[0].code, best.reasons[0].args["profile"]) == ("earlier", "old")


def test_an_earlier_choice_goes_before_the_same_name() -> None:
    made = suggester(Choice(path("Обувь / Кроссовки"), "jeans_w", "old"))
    assert [one.target for one in made.suggest(path("Обувь / Кроссовки"))[:2]] == ["jeans_w", "sneakers"]


def test_choices_that_differ_are_not_certain() -> None:
    made = suggester(Choice(("Тазы",), "buckets", "a"), Choice(("Тазы",), "pans", "b"))
    assert {(one.target, one.score) for one in made.suggest(("Тазы",))} == {("buckets", 90), ("pans", 90)}


def test_a_similar_name_in_another_profile_counts_less() -> None:
    made = suggester(Choice(path("Хозяйство / Тазы"), "buckets", "old"))
    best = made.suggest(path("Дача / Таз"))[0]
    assert (best.target, best.reasons[0].code) == ("buckets", "earlier_like")
    assert best.score < 90


def test_choices_for_categories_that_are_gone_are_forgotten() -> None:
    assert suggester(Choice(("Тазы",), "9999", "old")).suggest(("Тазы",)) == ()


def test_neighbours_show_the_way() -> None:
    beside = Choice(path("Летнее / Сарафаны"), "dress")
    alone, led = first("Летнее / Платья"), first("Летнее / Платья", beside)
    assert led.target == alone.target
    assert led.score > alone.score
    assert led.reasons[-1].code == "beside"
    unknown = suggester().suggest(path("Летнее / Парео"), (beside,))
    assert [(one.target, one.reasons[0].code) for one in unknown] == [("dress", "beside")]


def test_the_same_name_elsewhere_in_this_profile() -> None:
    made = suggester().suggest(path("Распродажа / Тазы"), (Choice(path("Дом / Тазы"), "buckets"),))
    assert [(one.target, one.reasons[0].code) for one in made] == [("buckets", "here_like")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("полотенце", "полотенца"),
        ("электрический", "электрические"),
        ("шины", "шина"),
        ("мужская", "мужчинам"),
        ("bags", "bag"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_figures_are_never_alike() -> None:
    assert likeness("v2050", "v2051") == 0
    assert likeness(stem("игрушка"), stem("игрушек")) > 0.5


def test_the_head_is_what_stands_before_for() -> None:
    assert head("чехлы для телефонов") == (stem("чехлы"),)
    assert head("для дома") == (stem("дома"),)


NAMES = st.lists(
    st.sampled_from(("Товары", "Дом", "Куртки", "Для дачи", "Ножи", "Чай", "Лампы", "x1", "Прочее", "?"))
    | st.text(max_size=8),
    min_size=1,
    max_size=3,
).map(tuple)


@given(st.dictionaries(st.text("123", min_size=1, max_size=3), NAMES, min_size=1, max_size=8), st.data())
def test_the_same_name_is_certain_and_the_order_is_always_the_same(tree: dict[str, Path], data: st.DataObject) -> None:
    """A name that stands once in the whole tree; and whatever was asked before makes no difference."""
    key = data.draw(st.sampled_from(sorted(tree)))
    everywhere = [fold(name) for names in tree.values() for name in names]
    found = Suggester(tree).suggest(tree[key])
    if everywhere.count(fold(tree[key][-1])) == 1:
        assert (found[0].target, found[0].score) == (key, 100)
    assert all(0 <= one.score <= 100 for one in found)
    assert len({one.target for one in found}) == len(found)
    again = Suggester(dict(reversed(tree.items())))
    for names in tree.values():
        again.suggest(names)
    assert again.suggest(tree[key]) == found

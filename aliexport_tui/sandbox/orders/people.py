"""Buyers, made up: no name, number or place here is anybody's."""

from __future__ import annotations

from random import Random

from aliexport_tui.sandbox.orders.records import Buyer

_WOMEN = ("Анна", "Вера", "Дарья", "Елена", "Зоя", "Ирина", "Ксения", "Мария", "Ольга", "Юлия")
_MEN = ("Антон", "Борис", "Виктор", "Глеб", "Денис", "Илья", "Кирилл", "Максим", "Олег", "Степан")
_FAMILIES = (
    "Пробников", "Учебнов", "Образцов", "Примеров", "Тестовицын", "Макетов", "Вымышлов", "Черновиков", "Заглушкин",
    "Набросков", "Эскизов", "Условнов",
)  # fmt: skip
_REGIONS = ("Учебная область", "Примерный край", "Тестовая область", "Образцовая область")
_CITIES = ("Пример", "Учебск", "Тестоград", "Образцово", "Макетный", "Черновск")
_STREETS = ("ул. Тестовая", "ул. Примерная", "пр-т Учебный", "пер. Образцовый", "наб. Вымышленная")
_WISHES = ("Позвоните за час до доставки", "Проверьте, пожалуйста, размер", "Это подарок, без чека", "Домофон не работает")


def make_buyer(random: Random) -> Buyer:
    """Somebody; the number begins with 7000, which is nobody's."""
    woman = random.random() < 0.5
    family = random.choice(_FAMILIES) + ("а" if woman else "")
    return Buyer(
        name=f"{random.choice(_WOMEN if woman else _MEN)} {family}",
        phone=f"+7000{random.randrange(10_000_000):07}",
        country="Россия",
        region=random.choice(_REGIONS),
        city=random.choice(_CITIES),
        street=f"{random.choice(_STREETS)} {random.randint(1, 99)}",
        flat=str(random.randint(1, 300)),
        index=f"000{random.randrange(1000):03}",
    )


def make_wish(random: Random) -> str:
    """What a buyer writes beside a line."""
    return random.choice(_WISHES)

"""Descriptions of the demo shop's products: most are simple HTML, some plain text."""

from __future__ import annotations

from aliexport_tui.demo.dice import Dice

_OPENINGS = (
    "станет любимой вещью на каждый день",
    "из новой коллекции нашего магазина",
    "продумана до мелочей",
    "подойдёт и для дома, и в подарок",
    "сделана небольшой мастерской и проверена вручную",
)
_PRAISE = (
    "Материал приятен на ощупь и долго сохраняет вид.",
    "Легко ухаживать: следуйте указаниям на ярлыке.",
    "Цвет не тускнеет со временем.",
    "Швы обработаны, края ровные.",
    "Фактический цвет может немного отличаться от цвета на экране.",
    "Упаковываем в плотный пакет, чтобы ничего не помялось в дороге.",
)
_POINTS = (
    "проверка качества перед отправкой",
    "бережная упаковка",
    "обмен размера в течение 14 дней",
    "собственный склад в Твери",
    "доставка по всей России",
)


def description(title: str, dice: Dice) -> str:
    """One product's text: HTML in four cases of five."""
    opening = f"{title}: {dice.pick(_OPENINGS)}."
    praise = " ".join(dice.some(_PRAISE, dice.between(1, 3)))
    if dice.chance(20):
        return f"{opening} {praise}"
    points = "".join(f"<li>{point}</li>" for point in dice.some(_POINTS, dice.between(2, 3)))
    return f"<p>{opening}</p><p>{praise}</p><ul>{points}</ul>"

"""What a look at a source has found, line by line."""

from aliexport_tui.engine.looking import Look
from aliexport_tui.engine.sources import option_of
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.place_words import place_words
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.messages.source_words import asked, found_words
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.money import to_decimal
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Param, Product, Sku, SkuUpdate
from aliexport_tui.sources.questions import Question

_SKUS = 4
_PICTURES = 2


def found_lines(look: Look) -> list[str]:
    """Of the file, its columns, three products, their problems; the open questions come by `open_lines`."""
    found = look.detected
    words = found_words(
        found.kind, found.format, found.encoding, found.declared, found.delimiter, found.sheet, found.header_line
    )
    lines = [neutral(look.location), f"  {words[0]}", *([f"  {', '.join(words[1:])}"] if words[1:] else [])]
    if found.kind == "csv":
        columns = [f"{field} = {header}" for field, header in found.settings.csv.columns.items()]
        columns += [_("picture = {header}").format(header=header) for header in found.settings.csv.pictures]
        lines.append("  " + _("columns: {columns}").format(columns=neutral(", ".join(columns)) or "-"))
    for product in look.products:
        lines += product_lines(product)
    for update in look.updates:
        lines.append(f"  {_update(update)}")
    lines += _problems(look)
    return lines


def open_lines(questions: tuple[Question, ...]) -> list[str]:
    """What the file can't tell, and by which option it is told."""
    lines = []
    for question in questions:
        label, help_ = asked(question.setting)
        needed = _("needed") if question.needed else _("may stay open")
        option = option_of(question.setting).replace("HEADER", _("HEADER"))
        lines.append(f"  ? {label} ({needed}): {option} — {help_}")
        choices = ", ".join(choice for choice in question.choices if choice)
        if choices:
            lines.append("      " + _("one of: {choices}").format(choices=neutral(choices)))
        if question.example and not choices.startswith(question.example):
            lines.append("      " + _("for example “{text}”").format(text=neutral(question.example)))
    return lines


def _problems(look: Look) -> list[str]:
    """By kind, with the place of the first; those that an open question would answer are its example already."""
    answered = {"feed.picture_address"} if any(one.setting == "base_url" for one in look.questions) else set()
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in look.problems:
        if problem.code not in answered:
            groups.setdefault((problem.code, problem.severity), []).append(problem)
    lines = []
    for (_code, severity), found in groups.items():
        text, _advice = render_problem(found[0])
        place = place_words(found[0].place, look.location)
        sign = "✗" if severity == "error" else "!"
        lines.append(f"  {sign} {len(found)} × {neutral(text)}" + (f" ({place})" if place else ""))
    return ["", *lines] if lines else []


def product_lines(product: Product) -> list[str]:
    """One product as it would be read."""
    about = (product.category, product.brand, ", ".join(map(_param, product.params[:4])))
    lines = ["", f"  {neutral(product.name)} [{neutral(product.key)}]"]
    if told := " · ".join(neutral(part) for part in about if part):
        lines.append(f"    {told}")
    lines += [f"    {_sku(sku, product.currency)}" for sku in product.skus[:_SKUS]]
    if len(product.skus) > _SKUS:
        lines.append("    " + _("… and {count} more variants").format(count=len(product.skus) - _SKUS))
    pictures = product.pictures or tuple(url for sku in product.skus for url in sku.pictures)
    lines += [f"    {neutral(url)}" for url in pictures[:_PICTURES]]
    if len(pictures) > _PICTURES:
        lines.append("    " + _("… and {count} more pictures").format(count=len(pictures) - _PICTURES))
    if not pictures:
        lines.append("    " + _("no picture"))
    return lines


def _param(param: Param) -> str:
    return f"{param.name}: {param.value} {param.unit}".rstrip()


def _sku(sku: Sku, currency: str) -> str:
    price = f"{to_decimal(sku.price)} {currency}".rstrip() if sku.price is not None else _("no price")
    if sku.old_price is not None:
        price += " " + _("(was {price})").format(price=to_decimal(sku.old_price))
    parts = [sku.code, price, _stock(sku), ", ".join(map(_param, sku.params))]
    return neutral(" · ".join(part for part in parts if part))


def _stock(sku: Sku) -> str:
    if sku.stock is not None:
        return _("stock {count}").format(count=sku.stock)
    return _("available") if sku.available else _("not available")


def _update(update: SkuUpdate) -> str:
    price = "" if update.price is None else _("price {price}").format(price=to_decimal(update.price))
    stock = "" if update.stock is None else _("stock {count}").format(count=update.stock)
    return neutral(" · ".join(part for part in (update.code, price, stock) if part))

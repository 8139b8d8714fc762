"""What cells of OpenCart's exports hold beside plain values (`sources.md` §1.6): ways of categories, attributes, pictures,
special prices; texts that are escaped, once or twice, as the shop stores them."""

import re

from aliexport_tui.model.product import Param
from aliexport_tui.sources.text import one_line, rich_text

_OTHER_ATTRIBUTES = re.compile(r"\s*[^|=\n:]+:[^|=\n]+=")
_BETWEEN_PICTURES = re.compile(r"\s*(?:[|\n]|,(?=\s*(?:https?:|/|catalog/|data/|[\w-]+/)))\s*")
_UNSET = ("", "0000-00-00", "0000-00-00 00:00:00")


def plain(text: str) -> str:
    """One line, unescaped as often as it was escaped."""
    for _ in range(3):
        before, text = text, one_line(text)
        if text == before:
            break
    return text


def markup(text: str) -> str:
    """A description, unescaped until its tags show."""
    for _ in range(3):
        before, text = text, rich_text(text)
        if text == before:
            break
    return text


def category_levels(cell: str) -> tuple[str, ...]:
    """The product's main category: of `A|B` on lines the last line, which the module makes the main one; of `A > B|C > D`
    the first."""
    if ">" in (text := plain_lines(cell)):
        way = next((way for way in re.split(r"[|\n]", text) if way.strip()), "")
        return tuple(filter(None, map(plain, way.split(">"))))
    line = next((line for line in reversed(text.split("\n")) if line.strip()), "")
    return tuple(filter(None, map(plain, line.split("|"))))


def attributes(cell: str) -> tuple[Param, ...]:
    """Lines `group|name|value`, or `Group:Name=Value|Group:Name=Value`."""
    found: list[Param] = []
    if _OTHER_ATTRIBUTES.match(cell):
        for pair in re.split(r"[|\n]", cell):
            name, _, value = pair.partition("=")
            found.append(Param(plain(name.partition(":")[2] or name), plain(value)))
    else:
        for line in cell.split("\n"):
            parts = line.split("|", 2)
            if len(parts) > 1:
                found.append(Param(plain(parts[-2]), plain(parts[-1])))
    return tuple(param for param in found if param.name and param.value)


def pictures(cell: str) -> str:
    """Addresses on lines of their own."""
    return _BETWEEN_PICTURES.sub("\n", cell.strip())


def special(cell: str) -> tuple[str, str]:
    """-> (price, until) of a special price: the price alone, or `group,priority,price,from,until`; until "" for one without
    an end."""
    line = next((line for line in cell.split("\n") if line.strip()), "")
    parts = [part.strip() for part in re.split(r"[,|;]", line)]
    if len(parts) < 3:
        return line.strip(), ""
    return parts[2], next((date for date in reversed(parts[3:5]) if date not in _UNSET), "")


def plain_lines(cell: str) -> str:
    """Unescaped, line by line: `A &amp;gt; B` is a way too."""
    return "\n".join(map(plain, cell.split("\n")))

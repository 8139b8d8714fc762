"""Changes in the structure of a text: tags and attributes, cells and rows, members of JSON."""

import csv
import io
import json
import random
import re
from collections.abc import MutableMapping, MutableSequence
from xml.sax.saxutils import escape

from tests.fuzzing.nasty import NASTY

_TAG = re.compile(r"<[^<>]{1,2000}>")
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')""")
_MOST = 1_000_000
_DEPTHS = (3, 70, 300, 5_000, 100_000)
_ENCODINGS = ("windows-1251", "UTF-16", "UTF-32", "ASCII", "EBCDIC-CP-US", "nonsense", "utf-7", "koi8-r")
_BOMB = '<!DOCTYPE {root} [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">{more}]>'
_OUTSIDE = '<!DOCTYPE {root} [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>'
_KINDS_OF_CHANGE = (0, 1, 2, 3, *(4,) * 9, *(6,) * 7, *(8,) * 5, *(9,) * 5, 10, 10, 11, 12, 13)
"""By the cases of `_changed`: those that keep a text well-formed more often than those that don't."""
_OF_ELEMENTS = (4, 6, 8, 9, 10)
_INSIDE = (
    "&a;", "&b;", "&nosuch;", "&nbsp;", "&#0;", "&#xFFFF;", "&#x110000;", "<![CDATA[ <a> & ]]>", "<![CDATA[", "<!-- -- -->",
    "<!--", "<?php echo 1 ?>", "<?x", "&", "<", "]]>", "<x/>", "<x>", "</x>", "<x:y z:a='1'/>", "<1/>", "<a a='1' a='2'/>",
)  # fmt: skip


def change_xml(data: bytes, chance: random.Random) -> bytes:
    """Of a text that need not be well-formed: tags are found by their brackets."""
    text, coding = _decoded(data)
    tags = list(_TAG.finditer(text))
    if not tags:
        return data
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = _changed(text, chance)
    if chance.random() < 0.04:
        coding = chance.choice(("utf-8", "cp1251", "utf-16", "utf-16-be", "utf-8-sig", "utf-32"))
    if chance.random() < 0.04:
        text = re.sub(r'encoding="[^"]*"', f'encoding="{chance.choice(_ENCODINGS)}"', text, count=1)
    return text.encode(coding, "replace")


def _changed(text: str, chance: random.Random) -> str:
    tags = list(_TAG.finditer(text))
    if not tags:
        return text
    what = chance.choice(_KINDS_OF_CHANGE)
    opening = [one for one in tags if re.match(r"<[\w:]", one.group())] if what in _OF_ELEMENTS else []
    tag = chance.choice(opening or tags)
    start, end = tag.span()
    name = re.match(r"</?([\w:.-]*)", tag.group())
    called = name.group(1) if name else "x"
    match what:
        case 0:
            return text[:start] + text[end:]
        case 1:
            return text[:end] + tag.group() + text[end:]
        case 2:
            other = chance.choice(tags)
            return text[:start] + other.group() + text[end:]
        case 3:
            return text[:end] + chance.choice(_INSIDE) + text[end:]
        case 4:
            return text[:end] + escape(chance.choice(NASTY)) + text[min(_next(text, end), len(text)) :]
        case 6:
            return text[:start] + _with_attribute(tag.group(), called, chance) + text[end:]
        case 8:
            closing = text.find(f"</{called}>", end)
            closing = closing + len(called) + 3 if closing >= 0 else end
            return text[:closing] + text[start:closing] * chance.choice((1, 2, 50)) + text[closing:]
        case 9:
            closing = text.find(f"</{called}>", end)
            return text[:start] + (text[closing + len(called) + 3 :] if closing >= 0 else "")
        case 10 if chance.random() < 0.3:
            depth = chance.choice(_DEPTHS)
            inner = chance.choice((called or "x", "x"))
            return text[:end] + f"<{inner}>" * depth + (f"</{inner}>" * depth if chance.random() < 0.7 else "") + text[end:]
        case 11:
            return f"{text[:start]}<{chance.choice((called.upper(), 'x', 'a:' + called, ''))}>{text[end:]}"
        case 12 if chance.random() < 0.3:
            first = next((one for one in tags if re.match(r"<[\w:]", one.group())), tag)
            root = re.match(r"<([\w:.-]+)", first.group())
            document = chance.choice((_BOMB, _OUTSIDE)).replace(
                "{more}", "".join(f'<!ENTITY e{at} "&b;">' for at in range(9))
            )
            document = document.replace("{root}", root.group(1) if root else "x")
            return text[: first.start()] + document + text[first.start() : end] + "&b;&a;" + text[end:]
    return text[:end] + "".join(chance.choice(_INSIDE) for _ in range(chance.randint(1, 5))) + text[end:]


def _with_attribute(tag: str, name: str, chance: random.Random) -> str:
    value = escape(chance.choice(NASTY), {'"': "&quot;"})
    found = list(_ATTRIBUTE.finditer(tag))
    if found and chance.random() < 0.8:
        one = chance.choice(found)
        match chance.randrange(4):
            case 0:
                return tag[: one.start()] + tag[one.end() :]
            case 1:
                return tag[: one.end()] + " " + one.group() + tag[one.end() :]
        return f'{tag[: one.start()]}{one.group(1)}="{value}"{tag[one.end() :]}'
    return f'<{name} {chance.choice(("id", "type", "x", "xmlns", "colspan", "rowspan", "r", "Статус"))}="{value}">'


def _next(text: str, at: int) -> int:
    found = text.find("<", at)
    return found if found >= 0 else len(text)


def change_table(data: bytes, chance: random.Random) -> bytes:
    """Of delimited text: cells, rows, headers, quotes, delimiters."""
    text, coding = _decoded(data)
    delimiter = max(";,\t|", key=text[:3_000].count)
    csv.field_size_limit(1 << 30)
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter))
    except csv.Error:
        rows = []
    if not rows:
        return data
    for _ in range(chance.choice((1, 2, 4, 8))):
        _change_rows(rows, chance)
    out = io.StringIO()
    written = chance.choice(";,\t|") if chance.random() < 0.03 else delimiter
    end = chance.choice(("\n", "\r\n", "\r")) if chance.random() < 0.1 else "\r\n"
    csv.writer(out, delimiter=written, lineterminator=end).writerows(rows)
    text = out.getvalue()
    if chance.random() < 0.1:
        at = text.find('"', chance.randrange(len(text) + 1))
        text = text[:at] + text[at + 1 :] if at >= 0 else text + '"'
    if chance.random() < 0.04:
        coding = chance.choice(("utf-8", "cp1251", "utf-16", "utf-16-be", "utf-8-sig"))
    return text.encode(coding, "replace")


def _change_rows(rows: list[list[str]], chance: random.Random) -> None:
    if not rows:
        return
    at = chance.randrange(len(rows))
    row = rows[at]
    column = chance.randrange(len(row)) if row else 0
    match chance.randrange(12):
        case 0 | 1 | 2 | 3 if row:
            row[column] = chance.choice(NASTY)
        case 4 if row:
            other_row = chance.choice(rows)
            row[column] = other_row[column] if column < len(other_row) else ""
        case 5 if row:
            other = chance.randrange(len(row))
            row[column], row[other] = row[other], row[column]
        case 6:
            rows.insert(chance.randrange(len(rows) + 1), list(row))
        case 7 if at:
            del rows[at]
        case 8:
            del row[column:]
        case 9:
            value, count = chance.choice(NASTY), chance.choice((1, 3, 200))
            row += [value] * min(count, 1 + _MOST // (len(value) + 1))
        case 10 if rows[0]:
            head = rows[0]
            column = chance.randrange(len(head))
            head[column] = chance.choice((head[chance.randrange(len(head))], "", head[column].upper(), chance.choice(NASTY)))
        case 11 if chance.random() < 0.1:
            count = min(chance.choice((20, 2_000)), _MOST // (sum(map(len, row)) + 1))
            rows += [list(row) for _ in range(count)]


def change_json(data: bytes, chance: random.Random) -> bytes:
    """Of JSON lines: values of another type, members that are missing, lines in another order."""
    lines = data.decode("utf-8", "replace").splitlines()
    if not lines:
        return data
    for _ in range(chance.choice((1, 2, 4, 8))):
        at = chance.randrange(len(lines))
        match chance.randrange(10):
            case 0:
                lines.insert(chance.randrange(len(lines)), lines[at])
            case 1 if len(lines) > 1:
                del lines[at]
            case 2 if chance.random() < 0.3:
                lines[at] = chance.choice(("", "{}", "[]", "null", '{"product": null}', '{"a": 1, "b": 2}', "[" * 2_000))
            case 3 if chance.random() < 0.3:
                depth = chance.choice(_DEPTHS)
                lines[at] = '{"product": ' + '{"product":' * depth + "1" + "}" * depth + "}"
            case _:
                lines[at] = _changed_line(lines[at], chance)
    return "\n".join(lines).encode("utf-8", "replace")


def _changed_line(line: str, chance: random.Random) -> str:
    try:
        said: object = json.loads(line)
    except (ValueError, RecursionError):
        return line
    node = said
    for _ in range(chance.randint(1, 7)):
        if not isinstance(node, MutableMapping | MutableSequence) or not node:
            break
        spot = chance.choice(list(node)) if isinstance(node, MutableMapping) else chance.randrange(len(node))
        inner = node[spot]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.75:
            node = inner
            continue
        if chance.random() < 0.15:
            del node[spot]
        else:
            node[spot] = _value(chance)
        break
    return json.dumps(said, ensure_ascii=chance.random() < 0.5)


def _value(chance: random.Random) -> object:
    return chance.choice(
        (
            chance.choice(NASTY), chance.choice(NASTY), None, True, False, [], {}, [[]], {"a": {}}, [None, 1, "x"], -1, 0,
            10**30,
            1e308, 0.1, 10**400, {"0": "a", "2": "b"}, [chance.choice(NASTY)], {chance.choice(NASTY): 1}, "\ud800",
        )
    )  # fmt: skip


def _decoded(data: bytes) -> tuple[str, str]:
    """Text, and the encoding that gives it back."""
    for coding in ("utf-8", "cp1251"):
        try:
            return data.decode(coding), coding
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"

"""A setting as one line of text, and back: `10`, `field: weight | 0.5`, `param: Цвет`, `template: {name} {brand}`."""

import re

from aliexport_tui.model.profile import Pick, Setting, ValueMatch

SOURCES = ("field", "param", "const", "template")
_PICK = re.compile(r"^(field|param|const|template)\s*:\s*(.*)$", re.DOTALL)
_ID = re.compile(r"^(-1|[0-9]+)(?:\s+(.*))?$")


def setting_text(setting: Setting | None) -> str:
    """None -> ""."""
    if setting is None:
        return ""
    if isinstance(setting, bool):
        return "true" if setting else "false"
    if not isinstance(setting, Pick):
        return str(setting)
    kind = next((kind for kind in SOURCES if getattr(setting, kind)), "const")
    value = str(getattr(setting, kind))
    return f"{kind}: {_escaped(value)}" + (f" | {setting.default}" if setting.default else "")


def is_simple(setting: Setting | None) -> bool:
    """Whether the line says all there is to say (a Pick with two sources set can be written in TOML only)."""
    return parse_setting(setting_text(setting), setting) == setting


def parse_setting(text: str, old: Setting | None = None) -> Setting | None:
    """ "" -> None. A text that says the same as `old` gives `old`, so that 10 does not become "10" by itself."""
    text = text.strip()
    if not text:
        return None
    if old is not None and setting_text(old) == text:
        return old
    found = _PICK.match(text)
    if found is None:
        return text
    value, default = _split(found[2])
    match found[1]:
        case "field":
            return Pick(field=value, default=default)
        case "param":
            return Pick(param=value, default=default)
        case "template":
            return Pick(template=value, default=default)
        case _:
            return Pick(const=value, default=default)


def values_text(values: tuple[ValueMatch, ...]) -> str:
    """One a line: `shop's text = id name`."""
    return "\n".join(f"{match.shop} = {match.id} {match.name}".rstrip() for match in values)


def parse_values(text: str) -> tuple[tuple[ValueMatch, ...], str]:
    """The matches, and the first line that is not understood ("" when all are)."""
    matches = []
    for line in text.splitlines():
        if not line.strip():
            continue
        shop, equals, target = line.rpartition("=")
        found = _ID.match(target.strip())
        if not equals or not shop.strip() or found is None:
            return (), line.strip()
        matches.append(ValueMatch(shop=shop.strip(), id=found[1], name=found[2] or ""))
    return tuple(matches), ""


def _split(text: str) -> tuple[str, str]:
    """The value and its default: the last " | " outside braces parts them ({a|b} is a template's own)."""
    depth = 0
    for place in range(len(text) - 1, 0, -1):
        depth += (text[place] == "}") - (text[place] == "{")
        if depth == 0 and text[place] == "|" and text[place - 1] == " " and text[place - 2 : place - 1] != "\\":
            return _plain(text[:place].strip()), text[place + 1 :].strip()
    return _plain(text.strip()), ""


def _escaped(value: str) -> str:
    return value.replace(" |", "\\ |")


def _plain(value: str) -> str:
    return value.replace("\\ |", " |")

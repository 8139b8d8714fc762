"""A setting as one line of text, and back: `10`, `field: weight | 0.5`, `param: Цвет`, `template: {name} {brand}`."""

import re

from aliexport_tui.model.profile import Pick, Setting, ValueMatch

SOURCES = ("field", "param", "const", "template")
_PICK = re.compile(r"^(field|param|const|template)\s*:\s*(.*)$", re.DOTALL)
_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_BAR_IN_VALUE = re.compile(r"(?<!\S)\|")
_ESCAPED_BAR = re.compile(r"(?<!\S)\\\|")
_ID = re.compile(r"^(-1|-|[0-9]+)(?:\s+(.*))?$")


def setting_text(setting: Setting | None) -> str:
    """None -> ""."""
    if setting is None:
        return ""
    if isinstance(setting, bool):
        return "true" if setting else "false"
    if not isinstance(setting, Pick):
        return str(setting)
    kind = next((kind for kind in SOURCES if getattr(setting, kind)), "const")
    value = _BAR_IN_VALUE.sub(r"\\|", str(getattr(setting, kind)))
    return f"{kind}: {value}" + (f" | {setting.default}" if setting.default else "")


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
    """One a line: `shop's text = id name`; `shop's text = -` for what is left out."""
    return "\n".join(f"{match.shop} = {'-' if match.omit else match.id} {match.name}".rstrip() for match in values)


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
        omit = found[1] == "-"
        id = "" if omit else found[1]
        matches.append(ValueMatch(shop=shop.strip(), id=id, name=found[2] or "", omit=omit))
    return tuple(matches), ""


def _split(text: str) -> tuple[str, str]:
    """The value and its default; a bar inside the value is written with a backslash."""
    value, *default = _BAR.split(text, maxsplit=1)
    return _ESCAPED_BAR.sub("|", value.strip()), default[0].strip() if default else ""

"""Key bindings that work with a Russian keyboard layout too: the letter in the same place does the same.

Every binding goes by the name of its action (`binding_id`), by which a person gives it other keys in `console.toml`."""

from collections.abc import Mapping

from textual.binding import Binding

from aliexport_tui.messages.i18n import _

_LATIN = "qwertyuiop[]asdfghjklzxcvbnm/?"
_RUSSIAN = "йцукенгшщзхъфывапролдячсмить.,"
_TWINS = dict(zip(_LATIN, _RUSSIAN, strict=True)) | {
    latin.upper(): russian.upper() for latin, russian in zip(_LATIN, _RUSSIAN, strict=True) if latin.isalpha()
}
_LATIN_OF = {russian: latin for latin, russian in _TWINS.items()}
_NAMES = {
    "/": "slash",
    "?": "question_mark",
    ".": "full_stop",
    ",": "comma",
    "*": "asterisk",
    "-": "minus",
    "+": "plus",
    "=": "equals_sign",
    "!": "exclamation_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    ":": "colon",
    "<": "less_than_sign",
    ">": "greater_than_sign",
}

_SIGNS = {
    "enter": "⏎",
    "space": "␣",
    "escape": "esc",
    "tab": "⇥",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "⇞",
    "pagedown": "⇟",
    "home": "⇱",
    "end": "⇲",
    "delete": "⌦",
    "backspace": "⌫",
}
_HELD = {"ctrl": "^", "shift": "⇧"}

_own: dict[str, tuple[str, ...]] = {}
_WRITES = _("Changes the shop's file or the marketplace.")


def use_keys(keys: Mapping[str, str]) -> None:
    """The person's own keys, before any screen is imported: name of an action -> its keys, separated by spaces."""
    _own.clear()
    _own.update({name: tuple(value.split()) for name, value in keys.items() if value.split()})


def key(
    name: str, action: str, description: str = "", *, show: bool = True, priority: bool = False, writes: bool = False
) -> list[Binding]:
    """The binding and its twin. `name`: one character, or Textual's name of a key; the person's own keys take its place.
    `writes`: the action changes the shop's file or the marketplace, so a console that only reads refuses it."""
    id = binding_id(action)
    bindings = []
    for chosen in _own.get(id, (name,)):
        shown = _display(chosen)
        for way in (chosen, _TWINS.get(chosen)):
            if way:
                code = _NAMES.get(way, way)
                bindings.append(Binding(code, action, description, show, shown, priority, _WRITES if writes else "", id))
    return bindings


def latin(letter: str) -> str:
    """The Latin letter on the key that types this one in the Russian layout; any other stays as it is."""
    return _LATIN_OF.get(letter, letter)


def binding_id(action: str) -> str:
    """ "act('export')" -> "act.export", "app.help" -> "help"."""
    name, _paren, rest = action.removeprefix("app.").partition("(")
    parameters = [part.strip(" '\")") for part in rest.split(",")]
    return ".".join([name, *filter(None, parameters)])


def writes(binding: Binding) -> bool:
    """Does its action change the shop's file or the marketplace?"""
    return binding.tooltip == _WRITES


def is_ours(binding: Binding) -> bool:
    """Textual's own bindings have no display of their own; their names are English only."""
    return bool(binding.description and binding.key_display)


def _display(name: str) -> str:
    *held, last = name.split("+") if len(name) > 1 else [name]
    shown = _SIGNS.get(last, last.upper() if last[:1] == "f" and last[1:].isdigit() else last)
    return "".join(_HELD.get(one, f"{one}-") for one in held) + shown

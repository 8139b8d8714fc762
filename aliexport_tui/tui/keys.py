"""Key bindings that work with a Russian keyboard layout too: the letter in the same place does the same."""

from textual.binding import Binding

_LATIN = "qwertyuiop[]asdfghjklzxcvbnm/?"
_RUSSIAN = "йцукенгшщзхъфывапролдячсмить.,"
_TWINS = dict(zip(_LATIN, _RUSSIAN, strict=True)) | {
    latin.upper(): russian.upper() for latin, russian in zip(_LATIN, _RUSSIAN, strict=True) if latin.isalpha()
}
_NAMES = {
    "/": "slash",
    "?": "question_mark",
    ".": "full_stop",
    ",": "comma",
    "*": "asterisk",
    "-": "minus",
    "!": "exclamation_mark",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
}


def key(name: str, action: str, description: str = "", *, show: bool = True, priority: bool = False) -> list[Binding]:
    """The binding and its twin. `name`: one character, or Textual's name of a key."""
    bindings = [
        Binding(_NAMES.get(name, name), action, description, show=show, priority=priority, key_display=_display(name))
    ]
    twin = _TWINS.get(name)
    if twin:
        bindings.append(Binding(_NAMES.get(twin, twin), action, description, show=show, priority=priority, key_display=name))
    return bindings


def is_ours(binding: Binding) -> bool:
    """Textual's own bindings have no display of their own; their names are English only."""
    return bool(binding.description and binding.key_display)


def _display(name: str) -> str:
    return {"enter": "⏎", "space": "␣", "escape": "esc"}.get(
        name, name.upper() if name[:1] == "f" and name[1:].isdigit() else name
    )

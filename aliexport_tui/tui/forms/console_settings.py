"""The settings of the console as a form."""

from collections.abc import Mapping

import msgspec
from textual.theme import BUILTIN_THEMES

from aliexport_tui.engine.preferences import Language, Preferences
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.words import _

LOG_LINES = range(1, 41)
_PLAIN = {"ansi-dark": _("16 colours, dark"), "ansi-light": _("16 colours, light")}
_LANGUAGES: Mapping[str, Language] = {"ru": "ru", "en": "en"}

FIELDS = (
    Field(
        "language",
        _("Language"),
        "choice",
        _("Also of the commands and of the marketplace's own texts"),
        (Choice("", _("as the terminal says")), Choice("ru", "Русский"), Choice("en", "English")),
    ),
    Field(
        "theme",
        _("Colours"),
        "choice",
        _("The plain ones use the terminal's own 16 colours"),
        (
            Choice("", _("as the terminal can")),
            *(Choice(name, title) for name, title in _PLAIN.items()),
            *(Choice(name, name) for name in BUILTIN_THEMES if name not in _PLAIN),
        ),
    ),
    Field(
        "read_only",
        _("Only read"),
        "choice",
        _("Nothing in the shop's file or on the marketplace can be changed from here"),
        (Choice("", _("no")), Choice("yes", _("yes"))),
    ),
    Field("log_lines", _("Lines of the log"), hint=_("Height of the log below each screen; l hides it, L shows it whole")),
)


def values_of(chosen: Preferences) -> dict[str, str]:
    """As the form shows them."""
    return {
        "language": chosen.language,
        "theme": chosen.theme,
        "read_only": "yes" if chosen.read_only else "",
        "log_lines": str(chosen.log_lines),
    }


def preferences_of(values: Values, before: Preferences) -> tuple[Preferences, dict[str, str]]:
    """What the form says, and the faults by field; the fields that it does not show stay as before."""
    lines = values["log_lines"].strip()
    if not lines.isdecimal() or int(lines) not in LOG_LINES:
        fault = _("A number from {least} to {most}.").format(least=LOG_LINES[0], most=LOG_LINES[-1])
        return before, {"log_lines": fault}
    return (
        msgspec.structs.replace(
            before,
            language=_LANGUAGES.get(values["language"], ""),
            theme=values["theme"],
            read_only=values["read_only"] == "yes",
            log_lines=int(lines),
        ),
        {},
    )

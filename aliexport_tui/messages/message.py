"""One entry of the registry, and how its text is filled."""

import re
from collections.abc import Mapping

import msgspec

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_LONGEST = 1_000
"""Characters of one value that are shown: some of them are whole cells."""

_NAME = re.compile(r"\{(\w+)\}")


class Message(msgspec.Struct, frozen=True):
    """`text` and `hint` are English templates with {args}; a part in [[…]] is left out when one of its args is missing
    or empty, and a part with a single arg also when that is "0". `screen`: the console's screen that mends it."""

    text: str
    hint: str = ""
    screen: str = ""

    def filled(self, args: Mapping[str, str]) -> str:
        return fill(_(self.text), args)

    def filled_hint(self, args: Mapping[str, str]) -> str:
        return fill(_(self.hint), args)

    def needs(self) -> set[str]:
        """The args that the text can't do without."""
        return set(_NAME.findall(_OPTIONAL.sub("", self.text)))

    def beginning(self) -> str:
        """The text up to its first figure, or all of it: for where nobody has kept the figures."""
        return _(self.text).partition("{")[0].rstrip(" :([,“«") or self.filled({})


def fill(template: str, args: Mapping[str, str]) -> str:
    """Not str.format: braces in a value stay as they are, a missing arg shows as "?"."""

    def optional(match: re.Match[str]) -> str:
        names = _NAME.findall(match[1])
        nothing = ("", "0") if len(names) == 1 else ("",)
        return match[1] if all(args.get(name, "") not in nothing for name in names) else ""

    def value(match: re.Match[str]) -> str:
        found = args.get(match[1], "?")
        return neutral(found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…")

    return _NAME.sub(value, _OPTIONAL.sub(optional, template))

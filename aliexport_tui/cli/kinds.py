"""Kinds of values on the command line."""

import re

import click

from aliexport_tui.messages.i18n import _

_FORM = re.compile(r"(\d{1,7})\s*(s|m|h|d|)")
_SECONDS = {"s": 1, "": 1, "m": 60, "h": 3600, "d": 86_400}


class Duration(click.ParamType[int]):
    """90s, 60m, 1h, 1d; a bare number is seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = _FORM.fullmatch(str(value).strip().lower())
        if found is None:
            self.fail(_("{value} is no duration: write 90s, 60m or 1h").format(value=repr(value)), param, ctx)
        return int(found[1]) * _SECONDS[found[2]]

"""What a form is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Values = Mapping[str, str]
"""Field name -> text as it stands in the form."""


@dataclass(frozen=True)
class Choice:
    """`value` is kept, `text` is shown."""

    value: str
    text: str


@dataclass(frozen=True)
class Field:
    """`kind` text: a line (with `choices`, F6 offers them); secret: a hidden line; choice: one of `choices`; page: several
    lines, `height` of them in sight; fixed: shown only. `hint` stands under the field while it has the focus.
    `offer`: what F6 lists, where that hangs on the other fields; what is taken is put in at a page's cursor."""

    name: str
    label: str
    kind: Literal["text", "secret", "choice", "page", "fixed"] = "text"
    hint: str = ""
    choices: Sequence[Choice] = ()
    height: int = 4
    offer: Callable[[Values], Sequence[Choice]] | None = None

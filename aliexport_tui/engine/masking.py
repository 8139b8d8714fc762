"""What must not be written down: the shop's own secrets wherever they stand, and what has the looks of one."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from aliexport_tui.engine.activity import Plain
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import secrets_beside
from aliexport_tui.marketplace.tokens import Mask
from aliexport_tui.model.errors import AliexportError

_TOKEN_SHAPED = re.compile(r"eyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_=-]+)*")
_IN_ADDRESS = re.compile(r"(?<=://)[^/@\s:\"']*:[^/@\s\"']+(?=@)")
_TELLING = re.compile(
    r"(?:^|[._-])(?:token|secret|password|passwd|signature|authorization|api_?key|consumer_?key)(?:$|[._-])", re.I
)
HIDDEN = "…"


class SecretMask:
    """Hides the secrets that it was given, and whatever looks like a token or stands in an address as a password."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first: one may be a part of another.
        self._masks = [Mask(secret) for secret in sorted(filter(None, secrets), key=len, reverse=True)]

    def text(self, text: str) -> str:
        for mask in self._masks:
            text = mask.text(text)
        return _IN_ADDRESS.sub(HIDDEN, _TOKEN_SHAPED.sub(HIDDEN, text))

    def value(self, value: Plain, name: str = "") -> Plain:
        """The same shape, texts masked; what stands under a telling name is hidden whole."""
        if isinstance(value, dict):
            return {key: self.value(one, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self.value(one, name) for one in value]
        if isinstance(value, str):
            return HIDDEN if value and _TELLING.search(name) else self.text(value)
        return value

    def args(self, args: Mapping[str, str]) -> dict[str, str]:
        return {name: HIDDEN if one and _TELLING.search(name) else self.text(one) for name, one in args.items()}


def secret_mask(file: Path) -> SecretMask:
    """With all secrets of the shop whose database this is; those that can't be read can't be hidden by name."""
    try:
        secrets = Secrets(secrets_beside(file)).tokens()
    except (AliexportError, OSError):
        secrets = ()
    return SecretMask(secrets)

"""For what leaves the shop: no secret, and nothing that tells who a buyer is."""

import re

from aliexport_tui.engine.activity import Plain
from aliexport_tui.engine.masking import HIDDEN, SecretMask
from aliexport_tui.marketplace.local.personal import Concealment

_PHONE = re.compile(r"\+\d[\d\s()\-]{7,}\d")
_MAIL = re.compile(r"[^\s@<>\"'/:]+@[^\s@<>\"']+\.\w+")
_OF_ORDERS = ("order", "logistic", "handover", "hand-over", "label", "buyer", "dispute")


class Veil:
    """Secrets by a mask of the shop's own, e-mail addresses and telephone numbers by their looks; bodies of requests about
    orders member by member, as they were concealed when they were recorded."""

    def __init__(self, mask: SecretMask) -> None:
        self._mask = mask

    def text(self, text: str) -> str:
        return _MAIL.sub(HIDDEN, _PHONE.sub(HIDDEN, self._mask.text(text)))

    def value(self, value: Plain) -> Plain:
        return self._personal(self._mask.value(value))

    def bodies(self, path: str, request: bytes, response: bytes) -> tuple[str, str]:
        if any(word in path for word in _OF_ORDERS):
            hidden = Concealment()
            request, response = hidden.body(request), hidden.body(response)
        return self.text(request.decode(errors="replace")), self.text(response.decode(errors="replace"))

    def _personal(self, value: Plain) -> Plain:
        if isinstance(value, dict):
            return {name: self._personal(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._personal(one) for one in value]
        return self.text(value) if isinstance(value, str) else value

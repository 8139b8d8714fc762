"""An address of the shop's own as target: a signed POST of the document. The key of the delivery is the same in every try:
whoever has taken it answers 409, or 2xx once more, and does nothing."""

import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from aliexport_tui.handoff.document import FORMAT, as_json
from aliexport_tui.handoff.http import Answer, Caller
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Remember, Taken
from aliexport_tui.model.clock import Clock
from aliexport_tui.web.signing import Request

_TAKEN_BEFORE = 409
_REFERENCES = ("reference", "number", "order_id", "id")
_LONGEST_REFERENCE = 100


class Webhook:
    """`secret`: known to both sides; signs time and body, so that neither can be another's."""

    def __init__(self, url: str, seconds: int, secret: str, clock: Clock) -> None:
        """Raises HandOffTrouble `handoff.address`, `handoff.plain_http`, `handoff.keys_missing`."""
        if not secret:
            raise HandOffTrouble("handoff.keys_missing", {"names": "secret"}, fate="as_before", wide=True)
        self._url = url
        self._secret = secret
        self._clock = clock
        self._caller = Caller(url, seconds, clock, [secret])

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        answer = self._post(as_json(parcel), parcel.delivery, parcel.kind)
        if answer.status == _TAKEN_BEFORE:
            return Taken(_reference(answer))
        refusal = self._caller.refusal(answer)
        if refusal is not None:
            raise refusal
        return Taken(_reference(answer))

    def forget(self, delivery: str) -> None:
        """Nothing is kept."""

    def check(self) -> None:
        """Says `kind: test`: whoever takes orders there ignores it, and answers as to any other."""
        body = msgspec.json.encode({"format": FORMAT, "kind": "test"})
        refusal = self._caller.refusal(self._post(body, f"test-{self._clock.now_ms()}", "test"))
        if refusal is not None:
            raise refusal

    def close(self) -> None:
        self._caller.close()

    def _post(self, body: bytes, delivery: str, kind: str) -> Answer:
        moment = str(self._clock.now_ms() // 1000)
        headers = {
            "Idempotency-Key": delivery,
            "X-Aliexport-Kind": kind,
            "X-Aliexport-Timestamp": moment,
            "X-Aliexport-Signature": signature(self._secret, moment, body),
        }
        return self._caller.ask(Request("POST", self._url, headers=headers, body=body))


def signature(secret: str, moment: str, body: bytes) -> str:
    """`sha256=` and the HMAC in hex over the time, a point and the body."""
    return "sha256=" + hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def _reference(answer: Answer) -> str:
    told = answer.json
    found = next((told.text(name) for name in _REFERENCES if told.text(name)), "")
    return found[:_LONGEST_REFERENCE]

"""What an answer means when it is not the answer that was wanted (local-products.md §1.4; DESIGN, invariant 1)."""

import re

from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.pacing import LONGEST_WAIT_S
from aliexport_tui.marketplace.port import (
    AuthError,
    Fate,
    InvalidRequest,
    MarketplaceError,
    ProtocolTrouble,
    QuotaError,
    RateError,
    ServerTrouble,
)
from aliexport_tui.web.dates import asked_wait

LONGEST_QUOTA_WAIT_S = 4 * 3600.0
LONGEST_RATE_WAIT_S = LONGEST_WAIT_S
_SAID = 2000
_GROUP_ID = re.compile(rb'"group_id"\s*:\s*(?:"(\d+)"|(\d+)(?=[\s,}]))')


def group_id_in(body: bytes) -> str:
    """The group id of a whole or cut-off answer, "" when it has none. A number cut in the middle is none."""
    found = _GROUP_ID.search(body)
    digits = (found[1] or found[2]).decode() if found else ""
    return "" if digits.strip("0") == "" else digits


def fault_of(status: int, body: bytes, retry_after: str, now_ms: int) -> MarketplaceError | None:
    """The error an answer stands for; None when it is a success with a JSON object.

    `retry_after`: the header as it came, seconds or a date; "" when it did not."""
    node = Node.parse(body)
    answer = node or Node(None)
    group_id = group_id_in(body)
    code, said = _complaint(answer)
    if 200 <= status < 300:
        if node is None:
            return ProtocolTrouble("marketplace.unreadable", Fate.UNKNOWN, status=status, said=_raw(body), group_id=group_id)
        if not code and not said:
            return None
    fault, fate, name = _kind(status, code, said, answer)
    longest = LONGEST_QUOTA_WAIT_S if fault is QuotaError else LONGEST_RATE_WAIT_S
    return fault(
        name,
        fate,
        status=status,
        said=(said or _raw(body))[:_SAID],
        group_id=group_id if fate is Fate.UNKNOWN else "",
        retry_after=asked_wait(retry_after, now_ms, longest),
        server_code=code,
    )


def _kind(status: int, code: str, said: str, answer: Node) -> tuple[type[MarketplaceError], Fate, str]:
    inside_success = 200 <= status < 300
    # A token that is gone is told by words, and maybe not by 401 (§1.3).
    if status in (401, 403) or code == "401" or "gettoken" in said.lower():
        return AuthError, Fate.REFUSED, "marketplace.auth"
    if status == 429 or (inside_success and code == "429"):
        if answer.get("error").id("code") == "429":
            return QuotaError, Fate.REFUSED, "marketplace.quota"
        return RateError, Fate.REFUSED, "marketplace.rate"
    if 400 <= status < 500 or (inside_success and re.fullmatch("4[0-9][0-9]", code)):
        return InvalidRequest, Fate.REFUSED, "marketplace.invalid"
    if 300 <= status < 400:
        return ProtocolTrouble, Fate.UNKNOWN, "marketplace.redirected"
    return ServerTrouble, Fate.UNKNOWN, "marketplace.server"


def _complaint(answer: Node) -> tuple[str, str]:
    """Code and words of both error shapes; two empty texts when nothing is wrong. Zero values are no error."""
    error = answer.get("error")
    code, said = error.id("code"), error.plain() or error.text("message")
    if not code and not said:
        code, said = answer.id("code"), answer.get("errors").loose_text()
        if code or said:
            said = answer.text("message") or said
    return code, said or (f"[{code}]" if code else "")


def _raw(body: bytes) -> str:
    return body[:_SAID].decode(errors="replace").strip()

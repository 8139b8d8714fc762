"""Personal data is taken out of what passes before anybody keeps it: bodies of the order side, and a server's words.

What may be shown is named here, member by member, from local-orders.md; whatever else a body has, a new member too, is
masked. Lengths and kinds of values don't show either."""

import re

import msgspec

MASK = "…"
_PARTS = {
    "§3.1, what is asked for": "page page_size date_start date_end update_at_from update_at_to updated_at_to"
    " shipping_day_from shipping_day_to order_statuses payment_statuses delivery_statuses antifraud_statuses order_ids"
    " tracking_numbers sorting_order sorting_field trade_order_info total_count",
    "§3.1, an order": "id created_at updated_at paid_at status payment_status delivery_status antifraud_status"
    " order_display_status total_amount finish_reason fully_prepared cut_off_date shipping_deadline next_cut_off_date"
    " shift_number platform_fee affiliate_fee estimate_revenue",
    "§3.1, its lines, postings, shipments": "item_id sku_id sku_code img_url item_price quantity properties height width"
    " length weight issue_status currency product_source_id hs_code logistic_name logistic_storage_type line_fee"
    " ae_promotion_id ae_activity_id code promotion_type discount original_discount discount_currency"
    " original_discount_currency promotion_target budget_sponsor delivery_fee first_mile_type logistics_type logistic_method"
    " order_line_id trade_order_id track_number handover_list_id handover_list_status shipped_at actual_ship_at",
    "§3.2 to §3.6": "tracking_number provider_name tracking_url markings external_provider total_length total_width"
    " total_height total_weight sku_index codes undeliverable_option danger_type logistic_order_ids filter_status"
    " logistic_order_info logistic_order_id platform_tracking_code state_status_name order_id",
    "§3.8": "arrival_date page_number statuses handover_list_ids gmt_create_from gmt_create_to arrival_date_sort"
    " gmt_create_sort big_bag_count shipment_type gmt_create current total",
}
_SHOWN = frozenset(name for part in _PARTS.values() for name in part.split())
_GOODS = frozenset(("order_lines", "posting_lines", "lines", "items"))
"""Where a `name` is that of goods."""
_KNOWN = _GOODS | {
    "data", "error", "errors", "orders", "promotions", "order_line_fees", "cut_off_date_histories", "pre_split_postings",
    "logistic_orders", "creation_error", "commission", "created_orders", "data_source", "page_info", "PageInfo",
    "jewelry_codes",
}  # fmt: skip
"""Members that hold others of those above."""
_FREE = "properties_map"
"""Its members are named by the marketplace's properties."""
_WORDS = frozenset(("message", "description", "details", "error"))
"""What a server says in words: it may repeat what it was told."""
_LEAST = 4
"""Shorter values are not looked for in a server's words: they would blot out innocent text."""
_PHONE = re.compile(r"\+\d[\d\s()\-]{7,}\d")
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.\w+")
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*(?:"|\\?$))(\s*:)?|-?\d[\d.eE+-]*|[{}]', re.DOTALL)
_encoder = msgspec.json.Encoder()


class Concealment:
    """Of one exchange: the request first, since an answer may repeat what it was told."""

    def __init__(self) -> None:
        self._hidden: set[str] = set()
        self._wordy = False

    def body(self, body: bytes) -> bytes:
        """As JSON with masks; what is no JSON (cut off, a page of HTML) is told as far as it is harmless."""
        if not body:
            return body
        try:
            content: object = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._broken(body.decode(errors="replace")).encode()
        content = self._masked(content, "", "", shown=True)
        if self._wordy:
            self._wordy = False
            content = self._cleared(content, "")
        return _encoder.encode(content)

    def text(self, text: str) -> str:
        """A server's words, without what was hidden in this exchange, and without telephone numbers and e-mail addresses.
        A piece of an answer's JSON is masked as a body is."""
        if text.lstrip()[:1] in ("{", "["):
            return self._broken(text)
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, MASK)
        return _MAIL.sub(MASK, _PHONE.sub(MASK, text))

    def _masked(self, value: object, key: str, inside: str, *, shown: bool) -> object:
        """`inside`: the member that holds this record. What is hidden is remembered; a server's words wait for `_cleared`,
        since they may repeat what stands behind them."""
        if isinstance(value, dict):
            shown = shown and _is_known(key)
            holder = key or inside
            return {name: self._masked(part, name, holder, shown=shown) for name, part in value.items()}
        if isinstance(value, list):
            return [self._masked(part, key, inside, shown=shown) for part in value]
        if (shown and key in _SHOWN) or not self._is_secret(value, key, inside, shown=shown):
            return value
        if shown and key in _WORDS and isinstance(value, str):
            self._wordy = True
            return value
        if len(text := str(value).strip()) >= _LEAST:
            self._hidden.add(text)
        return MASK

    def _cleared(self, value: object, key: str) -> object:
        if isinstance(value, dict):
            return {name: self._cleared(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [self._cleared(part, key) for part in value]
        return self.text(value) if key in _WORDS and isinstance(value, str) else value

    @staticmethod
    def _is_secret(value: object, key: str, inside: str, *, shown: bool) -> bool:
        if value is None or value == "" or isinstance(value, bool):
            return False
        return not (shown and (key in _SHOWN or inside == _FREE or (key == "name" and inside in _GOODS)))

    def _broken(self, text: str) -> str:
        if text.lstrip()[:1] not in ("{", "["):
            return self.text(text)
        key, inside, shown = "", "", True
        above: list[tuple[str, str, bool]] = []

        def seen(match: re.Match[str]) -> str:
            nonlocal key, inside, shown
            token, word, colon = match[0], match[1], match[2]
            if token == "{":
                above.append((key, inside, shown))
                key, inside, shown = "", key or inside, shown and _is_known(key)
            elif token == "}":
                key, inside, shown = above.pop() if above else ("", "", False)
            elif word is not None and colon is not None:
                key = word.strip('"')
            elif self._is_secret(token, key, inside, shown=shown):
                return f'"{MASK}"'
            return token

        return _TOKEN.sub(seen, text)


def _is_known(key: str) -> bool:
    """May what this member holds be looked at, member by member? The outermost record has no name."""
    return key == "" or key in _KNOWN or key == _FREE

"""A card as it was read, in the words of what was sent: where it shows the same thing put otherwise by the marketplace
itself (a machine translation, a picture on another host, a lead time of 30 days), what was sent stands."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from aliexport_tui.engine.sending.sight_in_full import with_detail
from aliexport_tui.marketplace.port import CardDetail, CardSku, CardStatus, CardSummary
from aliexport_tui.model.wants import (
    Content,
    Images,
    Lane,
    Prices,
    SkuContent,
    SkuPrice,
    SkuStock,
    Stocks,
    Text,
    Visibility,
    Want,
)


def as_wants(
    card: CardSummary, status: CardStatus, sent: Mapping[Lane, Want], locale: str, detail: CardDetail | None = None
) -> dict[Lane, Want]:
    """What the card shows, lane by lane; lanes that it does not tell about are left out. `sent`: what it is known or
    believed to hold (content only shows against it, since no read gives all of it back); `locale`: the language the
    card's row was asked in (local-products.md §3.9); `detail`: the same card in full (§3.10)."""
    skus = _in_order(card.skus or (detail.skus if detail else ()), sent)
    found: dict[Lane, Want] = {"visibility": Visibility(online=status == "ONLINE")}
    prices = tuple(SkuPrice(sku.code, sku.price, sku.discount or None) for sku in skus if sku.price is not None)
    stocks = tuple(SkuStock(sku.code, sku.stock) for sku in skus if sku.stock is not None)
    if prices:
        found["price"] = Prices(prices)
    if stocks:
        found["stock"] = Stocks(stocks)
    if card.image_urls:
        found["images"] = _images(card.image_urls, sent.get("images"))
    content = sent.get("content")
    if isinstance(content, Content):
        told = _content(card, skus, content, locale)
        found["content"] = with_detail(told, content, detail) if detail else told
    return found


def _in_order(skus: tuple[CardSku, ...], sent: Mapping[Lane, Want]) -> tuple[CardSku, ...]:
    """In the order of what was sent, the others behind; a card may name a code twice, we never do."""
    places: dict[str, int] = {}
    for want in sent.values():
        if isinstance(want, Content | Prices | Stocks):
            for sku in want.skus:
                places.setdefault(sku.sku_code, len(places))
    by_code = {sku.code: sku for sku in skus if sku.code}
    return tuple(sorted(by_code.values(), key=lambda sku: places.get(sku.code, len(places))))


def _images(urls: tuple[str, ...], sent: Want | None) -> Images:
    """As many pictures, some of them on a host that we never named: the marketplace keeps copies of its own."""
    if isinstance(sent, Images) and urls == sent.urls:
        return sent
    if isinstance(sent, Images) and len(urls) == len(sent.urls):
        hosts = {urlsplit(url).netloc for url in sent.urls}
        if any(urlsplit(url).netloc not in hosts for url in urls):
            return sent
    return Images(urls)


def _content(card: CardSummary, skus: tuple[CardSku, ...], sent: Content, locale: str) -> Content:
    """Title, category and the set of SKUs: what a short row tells."""
    language = locale.split("_")[0].lower()
    texts = tuple(_titled(text, card.title) if text.language[:2] == language else text for text in sent.texts)
    category_id = card.category_id or sent.category_id
    known = {sku.sku_code: sku for sku in sent.skus}
    variations = tuple(known.get(sku.code) or SkuContent(sku.code) for sku in skus) or sent.skus
    if (texts, category_id, variations) == (sent.texts, sent.category_id, sent.skus):
        return sent  # as most cards do: the same record compares at once
    return msgspec.structs.replace(sent, texts=texts, category_id=category_id, skus=variations)


def _titled(text: Text, title: str) -> Text:
    same = title in ("", text.subject) or not text.subject or " ".join(title.split()) == " ".join(text.subject.split())
    return text if same else msgspec.structs.replace(text, subject=title)

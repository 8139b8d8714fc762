"""What a card shows against what it was sent, lane by lane, tolerant of what the marketplace alters by itself."""

from urllib.parse import urlsplit

from aliexport_tui.marketplace.port import CardSummary
from aliexport_tui.model.wants import Content, Images, Lane, Prices, Stocks, Want


def differences(card: CardSummary, known: dict[Lane, Want], locale: str) -> dict[Lane, bool]:
    """lane -> does the card show something else than `known`? Lanes that a short row can't tell about are left out.

    Tolerated: machine translations (a title in a language that we did not send), pictures on another host, a stock
    lowered by sales (PRODUCT, rows 2 and 20; local-products.md §3.9)."""
    found: dict[Lane, bool] = {}
    for lane, want in known.items():
        match want:
            case Content():
                found[lane] = _content_differs(card, want, locale)
            case Images():
                found[lane] = _images_differ(card, want)
            case Prices():
                found[lane] = _prices_differ(card, want)
            case Stocks():
                found[lane] = _stocks_differ(card, want)
            case _:
                continue
    return found


def _content_differs(card: CardSummary, content: Content, locale: str) -> bool:
    language = locale.split("_")[0].lower()
    titles = {text.language.split("_")[0]: text.subject for text in content.texts}
    title = titles.get(language)
    if title is not None and card.title and card.title.strip() != title.strip():
        return True
    if card.skus and {sku.code for sku in card.skus} != {sku.sku_code for sku in content.skus}:
        return True
    return bool(card.category_id) and card.category_id != content.category_id


def _images_differ(card: CardSummary, images: Images) -> bool:
    if not card.image_urls:
        return False
    if len(card.image_urls) != len(images.urls):
        return True
    hosts = {urlsplit(url).netloc for url in images.urls}
    rehosted = any(urlsplit(url).netloc not in hosts for url in card.image_urls)
    return not rehosted and tuple(card.image_urls) != images.urls


def _prices_differ(card: CardSummary, prices: Prices) -> bool:
    seen = {sku.code: sku for sku in card.skus if sku.price is not None}
    for price in prices.skus:
        sku = seen.get(price.sku_code)
        if sku is not None and (sku.price != price.price or (sku.discount or None) != price.discount):
            return True
    return False


def _stocks_differ(card: CardSummary, stocks: Stocks) -> bool:
    seen = {sku.code: sku.stock for sku in card.skus}
    for stock in stocks.skus:
        amount = seen.get(stock.sku_code)
        if amount is not None and amount > stock.inventory:
            return True
    return False

"""What the marketplace says, in Russian and English; Turkish falls back to English."""

from __future__ import annotations

from collections.abc import Mapping

Words = str | tuple[str, str] | list[str]
"""An argument: one text, or a Russian and an English one (a list after a trip through the state file)."""

LOCALES = {"ru_RU": "ru", "en_US": "en", "tr_TR": "tr", "ru": "ru", "en": "en", "tr": "tr"}

TEXTS: dict[str, tuple[str, str]] = {
    # shape of a value
    "required": ("обязательное поле", "this field is required"),
    "not_text": ("ожидается строка", "a string is expected"),
    "not_whole": ("ожидается целое число", "a whole number is expected"),
    "not_decimal": ("ожидается десятичное число в виде строки", "a decimal number in a string is expected"),
    "not_boolean": ("ожидается true или false", "true or false is expected"),
    "not_object": ("ожидается объект", "an object is expected"),
    "not_array": ("ожидается массив", "an array is expected"),
    "not_id": ("ожидается идентификатор", "an id is expected"),
    "not_url": ("ожидается прямая ссылка http(s)", "a direct http(s) link is expected"),
    "range": ("допустимо от {low} до {high}", "allowed from {low} to {high}"),
    "count": ("допустимо элементов: от {low} до {high}", "allowed number of items: {low} to {high}"),
    "too_long": ("не более {high} символов", "at most {high} characters"),
    "decimals": ("не более {high} знаков после точки", "at most {high} digits after the point"),
    "not_one_of": ("допустимые значения: {allowed}", "allowed values: {allowed}"),
    "pair": ("обязательно, если заполнено {other}", "required when {other} is given"),
    "lot_num": ("обязательно при продаже лотами", "required when sold by lots"),
    "extension": ("допустимые форматы: {allowed}", "allowed formats: {allowed}"),
    "repeated_language": ("язык {language} указан дважды", "language {language} is given twice"),
    # category and attributes
    "category_unknown": ("категория {id} не найдена", "category {id} does not exist"),
    "category_not_leaf": (
        "категория {id} не нижнего уровня: создавать товары в ней нельзя",
        "category {id} is not of the lowest level: it takes no products",
    ),
    "attributes_required": (
        "в категории есть обязательные характеристики: {names}",
        "the category has required attributes: {names}",
    ),
    "attribute_unknown": ("характеристики {id} нет в категории", "attribute {id} is not in the category"),
    "attribute_own": (
        "для своей характеристики нужны attribute_name и attribute_value",
        "an own attribute needs attribute_name and attribute_value",
    ),
    "attribute_own_value": (
        'у своей характеристики attribute_value_id должен быть "-1"',
        'an own attribute takes attribute_value_id "-1" only',
    ),
    "attribute_repeated": ("характеристика указана дважды", "the attribute is given twice"),
    "value_unknown": ("значения {id} нет в справочнике", "value {id} is not in the dictionary"),
    "value_required": ("выберите значение из справочника", "choose a value of the dictionary"),
    "unit_unknown": ("единицы измерения «{unit}» нет у характеристики", "the attribute has no unit {unit!r}"),
    "brand_unknown": ("бренда {id} нет в вашем магазине", "brand {id} is not in your shop"),
    # shop
    "template_unknown": ("шаблон доставки {id} не найден", "shipping template {id} does not exist"),
    "size_chart_unknown": (
        "таблицы размеров {id} нет в этой категории",
        "size chart {id} is not in this category",
    ),
    # SKUs
    "code_ascii": ("в артикуле допустимы только символы ASCII", "a SKU code takes ASCII characters only"),
    "code_repeated": ("артикул «{code}» повторяется в товаре", "SKU code {code!r} is repeated in the product"),
    "code_taken": ("артикул «{code}» уже есть в магазине", "SKU code {code!r} is already used in the shop"),
    "discount_not_lower": (
        "цена со скидкой должна быть ниже основной цены",
        "the discount price must be below the price",
    ),
    "sku_property_unknown": (
        "характеристики вариации {id} нет в категории",
        "SKU property {id} is not in the category",
    ),
    "sku_property_repeated": ("характеристика вариации указана дважды", "the SKU property is given twice"),
    "sku_properties_required": (
        "обязательные характеристики вариации: {names}",
        "required SKU properties: {names}",
    ),
    "combination_repeated": (
        "у вариаций {first} и {second} одинаковые характеристики",
        "SKUs {first} and {second} have equal attributes",
    ),
    "no_own_name": ("своё название здесь недопустимо", "an own name is not allowed here"),
    "no_own_picture": ("изображение здесь недопустимо", "a picture is not allowed here"),
    "gtin": ("GTIN состоит из 8, 12, 13 или 14 цифр", "a GTIN has 8, 12, 13 or 14 digits"),
    # writes on cards
    "immutable": ("поле нельзя изменить", "the field cannot be changed"),
    "pending": ("предыдущее задание ещё не выполнено", "an earlier task is still open"),
    "too_many": ("не более {high} в запросе", "at most {high} per request"),
    "not_subjects": (
        "ожидается строка или JSON-массив объектов language, subject",
        "a string or a JSON array of objects with language and subject is expected",
    ),
    "refused_at_random": ("временно не принято, повторите позже", "not accepted for now, try again later"),
    # late
    "image_unreachable": ("не удалось загрузить изображение {url}", "the image {url} could not be fetched"),
    "image_small": ("изображение {url} меньше {low} px", "the image {url} is smaller than {low} px"),
    "brand_not_approved": (
        "бренд «{name}» не подтверждён: статус {status}",
        "brand {name!r} is not approved: its status is {status}",
    ),
    "attribute_missing": (
        "не заполнены обязательные характеристики: {names}",
        "required attributes are missing: {names}",
    ),
    "foreign_product": ("товар {id} не найден в вашем магазине", "product {id} is not in your shop"),
    "unknown_sku": ("артикула «{code}» нет в товаре {id}", "SKU code {code!r} is not in product {id}"),
    "not_offline": ("сначала снимите товар с продажи", "take the product off sale first"),
    "internal": ("системная ошибка, повторите позже", "system error, try again later"),
    # warnings
    "warning_brand_value": (
        "attribute_value бренда не используется",
        "attribute_value of the brand is not used",
    ),
    "warning_sample": ("карточка может быть дополнена", "the card could be completed"),
    # whole requests
    "token_missing": ("не передан токен x-auth-token", "the token x-auth-token is missing"),
    "token_unknown": ("неверный токен", "the token is not valid"),
    "token_deleted": (
        "rpc error: cannot GetToken: GetTokenByID: not found",
        "rpc error: cannot GetToken: GetTokenByID: not found",
    ),
    "token_refused": ("rpc error: cannot GetToken: not found", "rpc error: cannot GetToken: not found"),
    "locale_unknown": ("язык {locale} не поддерживается", "locale {locale} is not supported"),
    "malformed": ("тело запроса не является JSON", "the request body is not JSON"),
    "not_found": ("Not Found", "Not Found"),
    "method": ("Method Not Allowed", "Method Not Allowed"),
    "rate": ("слишком много запросов", "too many requests"),
    "quota": (
        "превышена квота: не более {limit} товаров за {hours} ч",
        "quota exceeded: at most {limit} products in {hours} h",
    ),
    "empty": ("поле {field} пустое или отсутствует", "{field} is empty or missing"),
    "limit": ("в поле {field} допустимо не более {high}", "{field} takes at most {high}"),
    "bad_field": ("поле {field} заполнено неверно", "{field} is not valid"),
    "unknown_group": ("группа {id} не найдена", "group {id} does not exist"),
    "unknown_category": ("категория {id} не найдена", "category {id} does not exist"),
    "unknown_product": ("товар {id} не найден", "product {id} does not exist"),
    "groups_off": ("метод не реализован", "not implemented"),
    # orders and logistics
    "order_unknown": ("заказ {id} не найден", "order {id} does not exist"),
    "order_foreign": ("заказ {id} другого продавца", "order {id} is another seller's"),
    "order_state": ("в этом состоянии заказа {id} это невозможно", "order {id} is not in a state for this"),
    "order_model": ("заказ {id} доставляется иначе", "order {id} is delivered in another way"),
    "order_again": ("заказ {id} уже отправлен", "order {id} has been sent already"),
    "order_first": ("сначала передайте заказ {id} в доставку", "order {id} has to be in transit first"),
    "parcel_unknown": ("отправление {id} не найдено", "shipment {id} does not exist"),
    "parcel_foreign": ("отправление {id} другого продавца", "shipment {id} is another seller's"),
    "parcel_state": ("в этом состоянии отправления {id} это невозможно", "shipment {id} is not in a state for this"),
    "parcel_listed": ("отправление {id} уже в листе передачи {list}", "shipment {id} is in handover list {list} already"),
    "parcel_unlisted": ("отправления {id} нет в листе передачи", "shipment {id} is not in the handover list"),
    "parcel_units": (
        "в отправлении больше единиц, чем осталось в одной из частей заказа {id}",
        "the shipment holds more units than are left in a posting of order {id}",
    ),
    "list_unknown": ("лист передачи {id} не найден", "handover list {id} does not exist"),
    "list_state": ("лист передачи {id} уже нельзя изменить", "handover list {id} cannot be changed any more"),
    "label_refused": ("для отправления {id} этикетки нет", "there is no label for shipment {id}"),
    "label_early": ("у отправления {id} ещё нет трек-номера", "shipment {id} has no track number yet"),
    "span": ("период не больше {high} дн.", "the period is at most {high} days"),
    "fault": ("внутренняя ошибка сервера", "internal server error"),
}

TASK_CODES: dict[str, tuple[int, str]] = {
    "image_unreachable": (1001, "F00-00-10011-004"),
    "image_small": (1002, "F00-00-10011-005"),
    "brand_not_approved": (1003, "F00-00-10009-002"),
    "attribute_missing": (1004, "040003"),
    "foreign_product": (1005, "F00-00-10020-004"),
    "unknown_sku": (1006, "F00-00-10007-009"),
    "not_offline": (1007, "F00-00-10021-001"),
    "internal": (1099, "GPF.SYSTEM_ERROR"),
}


def text(key: str, locale: str, arguments: Mapping[str, Words] | None = None) -> str:
    """The sentence of `key` in `locale` (`ru`, `en` or `tr`)."""
    side = 0 if locale == "ru" else 1
    chosen = {name: words if isinstance(words, str) else words[side] for name, words in (arguments or {}).items()}
    return TEXTS[key][side].format(**chosen)

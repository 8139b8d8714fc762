"""The elements of CommerceML that are read, of all its versions together (`sources.md` §1.5)."""

from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.nodes import Node

ROOT = "КоммерческаяИнформация"


def tree() -> Node:
    """What is around the root element."""
    root = _of(
        Node(),
        Классификатор=_classifier(),
        Каталог=_marked(slots.CATALOGUE, Товары=_of(Node(), Товар=_good())),
        ПакетПредложений=_package(slots.PACKAGE),
        ИзмененияПакетаПредложений=_package(slots.CHANGES),
    )
    return _of(Node(), **{ROOT: root})


def _classifier() -> Node:
    group = Node(opened=slots.OPENED, closed=slots.CLOSED)
    _of(group, Ид=slots.ID, Наименование=slots.NAME, Группы=_of(Node(), Группа=group))
    value = _of(Node(), ИдЗначения=slots.VALUE_ID, Ид=slots.VALUE_ID, Значение=slots.VALUE)
    property = _of(
        Node(record=slots.PROPERTY_RECORD),
        Ид=slots.ID,
        Наименование=slots.NAME,
        ВариантыЗначений=_of(Node(), Справочник=value, ВариантЗначения=value),
    )
    unit = _of(
        Node(record=slots.UNIT_RECORD),
        Код=slots.ID,
        НаименованиеКраткое=slots.SHORT_NAME,
        НаименованиеПолное=slots.NAME,
    )
    return _marked(
        slots.CLASSIFIER,
        Группы=_of(Node(record=slots.GROUPS_RECORD), Группа=group),
        Категории=_of(Node(record=slots.GROUPS_RECORD), Категория=group),
        Свойства=_of(Node(), Свойство=property, СвойствоНоменклатуры=property),
        ЕдиницыИзмерения=_of(Node(), ЕдиницаИзмерения=unit),
        **_kinds(),
    )


def _good() -> Node:
    good = _of(
        Node(record=slots.GOOD_RECORD),
        **_both(),
        ПолноеНаименование=slots.FULL_NAME,
        БазоваяЕдиница=_unit(),
        Группы=_of(Node(), Ид=slots.GROUP),
        Категория=slots.CATEGORY,
        Описание=slots.DESCRIPTION,
        Картинка=slots.PICTURE,
        Страна=slots.COUNTRY,
        ТорговаяМарка=slots.BRAND,
        Изготовитель=_of(Node(), Наименование=slots.MAKER),
        ЗначенияСвойств=_of(Node(), ЗначенияСвойства=_of(Node(), Ид=slots.PROPERTY_ID, Значение=slots.PROPERTY_VALUE)),
        ЗначенияРеквизитов=_of(
            Node(), ЗначениеРеквизита=_of(Node(), Наименование=slots.DETAIL_NAME, Значение=slots.DETAIL_VALUE)
        ),
        Вес=slots.WEIGHT,
        Длина=slots.LENGTH,
        Ширина=slots.WIDTH,
        Высота=slots.HEIGHT,
    )
    good.attributes = {"Статус": slots.STATUS}
    return good


def _package(mark: int) -> Node:
    warehouse = Node(closed=slots.WAREHOUSE_END)
    warehouse.attributes = {"ИдСклада": slots.WAREHOUSE, "КоличествоНаСкладе": slots.AT_WAREHOUSE}
    at_warehouse = _of(
        Node(closed=slots.WAREHOUSE_END), Ид=slots.WAREHOUSE, ИдСклада=slots.WAREHOUSE, Количество=slots.AT_WAREHOUSE,
        КоличествоНаСкладе=slots.AT_WAREHOUSE,
    )  # fmt: skip
    price = _of(Node(closed=slots.PRICE_END), ИдТипаЦены=slots.PRICE_TYPE, ЦенаЗаЕдиницу=slots.PRICE, Валюта=slots.CURRENCY)
    offer = _of(
        Node(record=slots.OFFER_RECORD),
        **_both(),
        Цены=_of(Node(), Цена=price),
        Количество=slots.QUANTITY,
        Склад=warehouse,
        Склады=_of(Node(), Склад=warehouse),
        КоличествоНаСкладах=_of(Node(), КоличествоНаСкладе=at_warehouse),
        Остатки=_of(Node(), Остаток=_of(Node(), Количество=slots.REST, Склад=at_warehouse)),
    )
    offer.attributes = {"Статус": slots.STATUS}
    return _marked(mark, Предложения=_of(Node(), Предложение=offer), **_kinds())


def _both() -> dict[str, Node | int]:
    """What goods and offers have in common."""
    trait = _of(Node(), Наименование=slots.TRAIT_NAME, Значение=slots.TRAIT_VALUE)
    return {
        "Ид": slots.ID,
        "Наименование": slots.NAME,
        "Артикул": slots.ARTICLE,
        "Штрихкод": slots.BARCODE,
        "ПометкаУдаления": slots.MARKED,
        "Статус": slots.STATUS,
        "ХарактеристикиТовара": _of(Node(), ХарактеристикаТовара=trait),
    }


def _unit() -> Node:
    unit = Node(slots.UNIT)
    unit.attributes = {"Код": slots.UNIT_CODE, "НаименованиеПолное": slots.UNIT_NAME}
    unit["Пересчет"] = Node()
    return unit


def _kinds() -> dict[str, Node]:
    """Kinds of prices and warehouses: 2.0x declares them in the package, 3.x in the classifier."""
    price = _of(Node(record=slots.PRICE_TYPE_RECORD), Ид=slots.ID, Наименование=slots.NAME, Валюта=slots.CURRENCY)
    warehouse = _of(Node(record=slots.WAREHOUSE_RECORD), Ид=slots.ID, Наименование=slots.NAME)
    return {"ТипыЦен": _of(Node(), ТипЦены=price), "Склады": _of(Node(), Склад=warehouse)}


def _marked(mark: int, **children: Node | int) -> Node:
    node = _of(Node(opened=mark), **children)
    node.attributes = {"СодержитТолькоИзменения": slots.PARTIAL}
    return node


def _of(node: Node, **children: Node | int) -> Node:
    """The node with its children; a number: an element whose text is kept in that slot."""
    node.update((name, child if isinstance(child, Node) else Node(child)) for name, child in children.items())
    return node

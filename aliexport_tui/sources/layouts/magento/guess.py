"""Children of configurable products that name none: by the SKUs and names that Magento gives to the variants it makes."""

from aliexport_tui.sources.layouts.magento.catalogue import NOT_ALONE, Catalogue
from aliexport_tui.sources.layouts.magento.kinds import is_parent

_LONGEST_SKU = 255


def guess_children(catalogue: Catalogue) -> None:
    """To "Azur" with the SKU 3 belongs "Azur-White" with the SKU 3-White, unless the shop shows it by itself."""
    childless = {
        row.sku: (number, row.name.strip())
        for number, row in catalogue.parents()
        if is_parent(row.kind) and not row.variations
    }
    if not childless:
        return
    for number, row in catalogue.rows():
        if row.visibility.strip() not in NOT_ALONE or is_parent(row.kind) or len(row.sku) > _LONGEST_SKU:
            continue
        beginning = row.sku
        while beginning := beginning.rpartition("-")[0]:
            if beginning in childless:
                parent, name = childless[beginning]
                if name and row.name.strip().startswith(f"{name}-"):
                    catalogue.give(parent, number)
                break

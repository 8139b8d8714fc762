"""Which reader reads which kind of source, and by which headers a table tells what wrote it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from aliexport_tui.sources.commerceml.reading import read_commerceml
from aliexport_tui.sources.joining.by_rule import joined_by_rule
from aliexport_tui.sources.layouts.insales import read_insales
from aliexport_tui.sources.layouts.insales import recognises as is_insales
from aliexport_tui.sources.layouts.magento import magento1, magento2
from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.layouts.opencart.export import read_opencart
from aliexport_tui.sources.layouts.opencart.headers import recognises as is_opencart
from aliexport_tui.sources.layouts.prom.export import read_prom
from aliexport_tui.sources.layouts.prom.headers import recognises as is_prom
from aliexport_tui.sources.layouts.woocommerce.export import read_woocommerce
from aliexport_tui.sources.layouts.woocommerce.headers import recognises as is_woocommerce
from aliexport_tui.sources.reading import Item, Reader
from aliexport_tui.sources.rest.fetching import Fetcher
from aliexport_tui.sources.rest.magento import read_magento_rest
from aliexport_tui.sources.rest.magento_fetch import fetch_magento
from aliexport_tui.sources.rest.woo import read_woo_rest
from aliexport_tui.sources.rest.woo_fetch import fetch_woo
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.sources.yml.feed import read_yml

READERS: dict[Kind, Reader] = {
    "yml": read_yml,
    "csv": read_mapped,
    "woocommerce": read_woocommerce,
    "magento2": magento2.read_magento2,
    "magento1": magento1.read_magento1,
    "prom": read_prom,
    "insales": read_insales,
    "opencart": read_opencart,
    "magento_rest": read_magento_rest,
    "woo_rest": read_woo_rest,
    "commerceml": read_commerceml,
}

RECOGNISERS: dict[Kind, Callable[[tuple[str, ...]], bool]] = {
    "woocommerce": is_woocommerce,
    "magento2": magento2.recognises,
    "magento1": magento1.recognises,
    "prom": is_prom,
    "insales": is_insales,
    "opencart": is_opencart,
}
"""Each layout's own `recognises(headers)`; a table that none of them knows is read by a mapping of its columns."""

FETCHERS: dict[Kind, Fetcher] = {"magento_rest": fetch_magento, "woo_rest": fetch_woo}
"""Kinds that are asked over an API; all others are fetched as one file (`sources.fetch`)."""


def read_source(path: Path, settings: SourceSettings, origin: str = "") -> Iterator[Item]:
    """See reading.Reader: by the kind's reader, joined by the source's rule."""
    return joined_by_rule(READERS[settings.kind](path, settings, origin), settings)

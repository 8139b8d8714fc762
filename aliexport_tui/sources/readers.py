"""Which reader reads which kind of source."""

from aliexport_tui.sources.layouts.mapped import read_mapped
from aliexport_tui.sources.reading import Reader
from aliexport_tui.sources.settings import Kind
from aliexport_tui.sources.yml import read_yml

READERS: dict[Kind, Reader] = {"yml": read_yml, "csv": read_mapped}

"""Which reader reads which kind of source."""

from aliexport_tui.sources.delimited import read_csv
from aliexport_tui.sources.reading import Reader
from aliexport_tui.sources.settings import Kind
from aliexport_tui.sources.yml import read_yml

READERS: dict[Kind, Reader] = {"yml": read_yml, "csv": read_csv}

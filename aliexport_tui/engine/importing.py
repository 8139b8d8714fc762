"""An import: the shop's feed into the catalogue, whole or not at all."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import msgspec

from aliexport_tui.engine.completing import Completion
from aliexport_tui.engine.garbage import seldom_sought
from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.runs import launching
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.source_settings import settings_of
from aliexport_tui.engine.updating import Overlay, hashes_of, lay_over_catalogue, updated_source
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError, FileTrouble, SourceError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import ShopCategory, SkuUpdate
from aliexport_tui.sources.commerceml.finding import files_of
from aliexport_tui.sources.contacts import contacts_problem
from aliexport_tui.sources.fetch import Fetched, FetchLimits, Seen, fetch, has_user, shown, with_password
from aliexport_tui.sources.readers import FETCHERS, read_source
from aliexport_tui.sources.reading import Gone, Item, OnlyChanges, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.updates import problems_of_updates, updates_of
from aliexport_tui.store import catalogue, events, sku_updates, sources
from aliexport_tui.store.catalogue import Counts, ProblemCount
from aliexport_tui.store.database import Database, Transaction
from aliexport_tui.store.sources import Source
from aliexport_tui.store.spill import Spill

READERS_VERSION = 2
"""Grows when a reader reads the same file to other records, so that unchanged files are read again."""

_PROGRESS_EVERY = 500
_OWN_VERSION = "bytes:"

Progress = Callable[[int], None]
"""Told the number of products read so far."""


class ImportReport(msgspec.Struct, frozen=True):
    """`state` unchanged: the content is that of the last import and was not read. `import_id` names the record."""

    source: str
    import_id: int
    state: Literal["done", "unchanged"]
    counts: Counts
    problems: tuple[ProblemCount, ...] = ()
    milliseconds: int = 0


def import_source(
    workspace: Workspace,
    db: Database,
    code: str,
    *,
    again: bool = False,
    limits: FetchLimits = FetchLimits(),  # noqa: B008 (frozen)
    progress: Progress = lambda count: None,
) -> ImportReport:
    """Fetch, read into a temporary file, take over what differs. `again`: read also what seems unchanged. Where the source's
    settings say so, a process of its own looks at the pictures then.

    Raises ConfigError `source.unknown`, BusyError `import.busy`, and what fetching, reading and the file raise; the
    catalogue is as before then, and the failed import is on record."""
    source = find_source(db, code)
    with _alone(workspace, code):
        began = workspace.clock.now_ms()
        number = sources.begin_import(db, source.id, began)
        try:
            with seldom_sought():
                report = _imported(workspace, db, source, number, again, limits, progress)
        except BaseException as error:  # why: whatever ended it, the import is on record as failed
            _record_failure(workspace, db, source, number, error)
            raise
    if settings_of(source).pictures.check:
        launching.start_pictures(workspace, code)
    return msgspec.structs.replace(report, milliseconds=workspace.clock.now_ms() - began)


def find_source(db: Database, code: str) -> Source:
    """Raises ConfigError `source.unknown`, with the nearest code there is."""
    source = sources.find(db, code)
    if source is None:
        import difflib

        near = difflib.get_close_matches(code, [one.code for one in sources.every(db)], 1)
        raise ConfigError("source.unknown", source=code, near=near[0] if near else "")
    return source


@contextmanager
def _alone(workspace: Workspace, code: str) -> Iterator[None]:
    """Two imports of one source at once would take over each other's half."""
    lock = Lock(workspace.lock(f"import-{code}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        holder = lock.holder()
        raise BusyError("import.busy", source=code, who=holder.get("who", ""), pid=holder.get("pid", ""))
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _neighbour_alone(workspace: Workspace, source: Source, goal: Source) -> Iterator[None]:
    """Who changes another source's products keeps that one's import away."""
    with _alone(workspace, goal.code) if goal.id != source.id else nullcontext():
        yield


@contextmanager
def _folder(workspace: Workspace, code: str) -> Iterator[Path]:
    """For what was fetched and read, beside the shop's file. The caller holds the source's lock, so what a killed import
    left there is nobody's."""
    folder = workspace.file.with_name(f"{workspace.file.name}.import-{code}")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _imported(
    workspace: Workspace,
    db: Database,
    source: Source,
    number: int,
    again: bool,
    limits: FetchLimits,
    progress: Progress,
) -> ImportReport:
    settings = settings_of(source)
    with _neighbour_alone(workspace, source, goal := updated_source(db, source)), _folder(workspace, source.code) as folder:
        fetched = _fetched(workspace, source, settings, folder, Seen() if again else _seen(source), limits)
        if fetched.path is None:
            return _unchanged(workspace, db, source, number)
        with Spill(folder / "import.sqlite") as spill:
            place = Place(file=shown(source.location))
            items = read_source(fetched.path, settings, place.file)
            if settings.updates:
                _fill_updates(spill, items, progress)
            else:
                _fill(spill, items, Completion(db, source.id), Overlay(db, source), progress)
            _refuse_emptiness(db, spill, goal, place)
            if spill.updates:
                lay_over_catalogue(db, spill, goal, source)
            spill.commit()
            whole = not (settings.updates or spill.only_changes)
            with db.attached(spill.path, "fresh"):
                with db.write() as tx:
                    now = workspace.clock.now_ms()
                    counts = catalogue.merge(tx, goal.id, spill, now, source.id, whole=whole)
                    if settings.updates:
                        sku_updates.replace(tx, source.id, spill.only_changes)
                    problems = catalogue.problem_counts(tx)
                    _record_success(tx, source, number, "done", counts, problems, now)
                    sources.remember_version(tx, source.id, _stored_etag(fetched.seen), fetched.seen.last_modified)
                catalogue.refresh_places(db, goal.id)
    return ImportReport(source.code, number, "done", counts, problems)


def _fetched(
    workspace: Workspace, source: Source, settings: SourceSettings, folder: Path, seen: Seen, limits: FetchLimits
) -> Fetched:
    """Asked over the shop's API, or one file with a version; no path where the file is the one that was `seen`."""
    secrets = Secrets(workspace.secrets)
    if (fetcher := FETCHERS.get(settings.kind)) is not None:
        keys = secrets.keys(source.code)
        return fetcher(source.location, folder, workspace.clock, settings, keys, seen, limits)
    address = source.location
    if has_user(address):
        address = with_password(address, secrets.password(source.code))
    asked = Seen() if seen.etag.startswith(_OWN_VERSION) else seen
    fetched = _versioned(fetch(address, folder, workspace.clock, asked, limits))
    return Fetched(None, seen) if fetched.seen.etag and fetched.seen == seen else fetched


def _refuse_emptiness(db: Database, spill: Spill, goal: Source, place: Place) -> None:
    """A feed that lost all its products is broken, not empty (DESIGN, "an empty source")."""
    if not (spill.products or spill.updates or spill.only_changes) and (before := catalogue.held(db, goal.id)):
        raise SourceError("source.no_products", place, held=str(before))


def _fill(spill: Spill, items: Iterator[Item], completion: Completion, overlay: Overlay, progress: Progress) -> None:
    for item in items:
        match item:
            case ReadProduct():
                _add(spill, overlay.over(completion.of(item)))
                if spill.products % _PROGRESS_EVERY == 0:
                    progress(spill.products)
            case ShopCategory():
                spill.add_category(item)
            case Problem():
                spill.add_problem(item)
            case SkuUpdate():
                spill.add_update(item)
            case OnlyChanges():
                spill.only_changes = True
            case Gone():
                spill.add_gone(item.key)
    progress(spill.products)


def _fill_updates(spill: Spill, items: Iterator[Item], progress: Progress) -> None:
    """Of a source that updates another one's SKUs: prices and stocks alone."""
    for item in items:
        match item:
            case ReadProduct():
                for update in updates_of(item.product):
                    _add_update(spill, update)
                for problem in problems_of_updates(item.problems):
                    spill.add_problem(problem)
            case SkuUpdate():
                _add_update(spill, item)
            case Problem():
                spill.add_problem(item)
            case OnlyChanges():
                spill.only_changes = True
        if spill.updates % _PROGRESS_EVERY == 0:
            progress(spill.updates)
    progress(spill.updates)


def _add(spill: Spill, read: ReadProduct) -> None:
    product = read.product
    found = read.problems
    if (told := contacts_problem(product)) is not None:
        found = (*found, told)
    spill.add_product(product, hashes_of(product), found, _repeated)


def _add_update(spill: Spill, update: SkuUpdate) -> None:
    if not spill.add_update(update):
        spill.add_problem(_repeated(update.code, update.place))


def _repeated(id: str, place: Place) -> Problem:
    return Problem("feed.id_conflict", "id", {"id": id, "line": str(place.line or ""), "first": ""}, place)


def _unchanged(workspace: Workspace, db: Database, source: Source, number: int) -> ImportReport:
    products = catalogue.held(db, source.id)
    counts = Counts(products=products, unchanged=products)
    with db.write() as tx:
        _record_success(tx, source, number, "unchanged", counts, (), workspace.clock.now_ms())
    return ImportReport(source.code, number, "unchanged", counts)


def _record_success(
    tx: Transaction,
    source: Source,
    number: int,
    state: Literal["done", "unchanged"],
    counts: Counts,
    problems: tuple[ProblemCount, ...],
    now: int,
) -> None:
    figures = {name: getattr(counts, name) for name in Counts.__struct_fields__}
    sources.end_import(tx, number, state, figures, now)
    texts = {name: str(figure) for name, figure in figures.items()}
    lines = [Event(now, f"import.{state}", {"source": source.code, **texts})]
    for problem in problems:
        level: Level = "error" if problem.severity == "error" else "warning"
        args = {
            **problem.example.args,  # the text speaks of the example
            "source": source.code,
            "problem": problem.code,
            "count": str(problem.count),
            "place": str(problem.example.place),
        }
        lines.append(Event(now, "import.problems", args, level))
    events.add(tx, lines)


def _record_failure(workspace: Workspace, db: Database, source: Source, number: int, error: BaseException) -> None:
    """Into the import's record and the log; where the file itself can't be written, the error alone tells."""
    known = error if isinstance(error, AliexportError) else AliexportError("import.interrupted")
    now = workspace.clock.now_ms()
    with suppress(FileTrouble), db.write() as tx:
        sources.fail_import(tx, number, known, now)
        args = {**known.args_by_name, "source": source.code, "problem": known.code, "place": str(known.place)}
        events.add(tx, [Event(now, "import.failed", args, "error")])


def _seen(source: Source) -> Seen:
    """The version of the content in the catalogue, as the server named it; none when another reader read it."""
    version, _, etag = source.etag.partition(" ")
    return Seen(etag, source.last_modified) if version == str(READERS_VERSION) else Seen()


def _stored_etag(seen: Seen) -> str:
    return f"{READERS_VERSION} {seen.etag}"


def _versioned(fetched: Fetched) -> Fetched:
    """A content that came without a version gets the digest of its bytes as one, a folder that of all its files."""
    if fetched.path is None or fetched.seen != Seen():
        return fetched
    digest = blake2b(digest_size=16)
    try:
        for path in files_of(fetched.path) if fetched.path.is_dir() else (fetched.path,):
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
    except OSError as error:
        raise SourceError("source.unreadable", Place(file=str(fetched.path)), reason=error.strerror or "") from error
    return Fetched(fetched.path, Seen(f"{_OWN_VERSION}{digest.hexdigest()}"))

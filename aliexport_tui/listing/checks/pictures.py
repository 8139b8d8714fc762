"""What was seen at a picture's address against what the marketplace takes (local-products.md §4).

That an address must answer is official; type, bytes and pixels are a working assumption, which a profile may only be warned
of. What may be another thing in an hour is a doubt until it was found twice."""

from aliexport_tui.model.picture import PictureLimits, PictureVerdict, Sight
from aliexport_tui.model.problem import Problem, Severity

_MEGABYTE = 1024 * 1024
_UNREACHABLE: dict[PictureVerdict, str] = {
    "refused": "images.refused",
    "redirect": "images.redirect",
    "trouble": "images.trouble",
    "slow": "images.slow",
    "silent": "images.silent",
}


def check_sight(url: str, field: str, sight: Sight, limits: PictureLimits, *, assumed: Severity) -> Problem | None:
    """The first thing that is wrong with a picture. `assumed`: how grave it is to be beyond the assumed limits. A figure
    that nobody knows is within them."""
    missing = check_presence(url, field, sight)
    if missing is not None:
        return missing
    found = _beyond(sight, limits)
    return Problem(found[0], field, {"url": url, **found[1]}, severity=assumed) if found else None


def check_presence(url: str, field: str, sight: Sight) -> Problem | None:
    """Whether there is a picture at all, of whatever size."""
    code = _UNREACHABLE.get(sight.verdict)
    if code is not None:
        args = {"url": url, "status": str(sight.status)} if sight.status else {"url": url}
        return Problem(code, field, args, severity="error" if sight.is_firm else "warning")
    return Problem("images.no_picture", field, {"url": url, "type": sight.type}) if sight.verdict == "other" else None


def is_mendable(sight: Sight, limits: PictureLimits) -> bool:
    """Whether the picture is off the limits in a way that a copy of it need not be."""
    if sight.verdict != "picture" or sight.type == "svg":
        return False
    found = _beyond(sight, limits)
    return found is not None and found[0] != "images.small" and not _too_small(sight, limits)


def _beyond(sight: Sight, limits: PictureLimits) -> tuple[str, dict[str, str]] | None:
    size = {"width": str(sight.width), "height": str(sight.height)}
    if _too_small(sight, limits):
        least = ", ".join(f"{width}×{height}" for width, height in limits.smallest)
        return "images.small", {**size, "least": least}
    if sight.type not in limits.types:
        return "images.type", {"type": sight.type, "allowed": ", ".join(limits.types)}
    if sight.bytes > limits.max_bytes:
        return "images.heavy", {"size": _megabytes(sight.bytes), "limit": _megabytes(limits.max_bytes)}
    if max(sight.width, sight.height) > limits.max_side:
        return "images.large", {**size, "limit": str(limits.max_side)}
    return None


def _too_small(sight: Sight, limits: PictureLimits) -> bool:
    known = sight.width > 0 and sight.height > 0
    return known and not any(sight.width >= width and sight.height >= height for width, height in limits.smallest)


def _megabytes(count: int) -> str:
    """One digit after the point, cut off upwards: 5.1 is more than 5."""
    tenths = -(-count * 10 // _MEGABYTE)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)

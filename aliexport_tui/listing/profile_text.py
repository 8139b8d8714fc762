"""A profile as TOML, in and out. It never holds a secret; unknown keys are refused with "did you mean"."""

from aliexport_tui.model import toml_text
from aliexport_tui.model.profile import Profile

_SUBJECT = "profile"


def profile_to_toml(profile: Profile) -> str:
    """Only what differs from the defaults, in the order of the profile's fields."""
    return toml_text.to_toml(profile)


def profile_from_toml(text: str) -> Profile:
    """Raises ConfigError: `profile.not_toml` (line, reason), `profile.unknown_key` (key, where, suggestion),
    `profile.bad_value` (where, reason). Ids and amounts may be written as numbers."""
    return toml_text.from_toml(text, Profile, _SUBJECT)


def refuse_bad_values(profile: Profile) -> None:
    """A profile made by a form may hold what its types forbid (a chunk of 5000), and could not be read again once it is
    stored. Raises ConfigError `profile.bad_value`."""
    toml_text.refuse_bad_values(profile, _SUBJECT)

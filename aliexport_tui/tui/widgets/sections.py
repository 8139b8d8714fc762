"""A section of a profile that is plain fields."""

from collections.abc import Mapping

from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.forms.profile_fields import Faults, Offers, Section
from aliexport_tui.tui.widgets.form import Form


class FieldsPane(Form):
    """`apply`: the profile with what stands in the pane; messages by field, empty when all is well."""

    def __init__(self, section: Section, profile: Profile, offers: Offers) -> None:
        super().__init__(section.fields(offers), section.read(profile))
        self._section = section

    def begin(self) -> None:
        self.focus_first()

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        faults = Faults()
        changed = self._section.write(profile, self.values(), faults)
        self.show_errors(faults.by_field)
        return changed, faults.by_field

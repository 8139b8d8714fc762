"""The section of a profile's form that says what becomes of pictures that the marketplace would not take."""

from collections.abc import Sequence

import msgspec

from aliexport_tui.model.profile import Pictures, Profile
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.forms.profile_fields import Faults, Offers, Section
from aliexport_tui.tui.words import _


def _fields(_offers: Offers) -> Sequence[Field]:
    return (
        Field("image_limit", _("Pictures per product"), hint=_("1 to 6")),
        Field(
            "limits",
            _("Beyond the limits"),
            "choice",
            _("the marketplace's limits of type, bytes and pixels are assumed; known of pictures that were looked at"),
            choices=(Choice("refuse", _("leave them out")), Choice("warn", _("send with a warning"))),
        ),
        Field(
            "resize",
            _("Resize"),
            "choice",
            _("pictures that can be made fit are written into the folder and sent from its address"),
            choices=(Choice("no", _("no")), Choice("yes", _("yes"))),
        ),
        Field("folder", _("Folder"), hint=_("full path; the shop's web server publishes it")),
        Field("address", _("Its address"), hint="https://shop.example/fit"),
    )


def _read(profile: Profile) -> dict[str, str]:
    pictures = profile.pictures
    return {
        "image_limit": str(profile.image_limit),
        "limits": pictures.limits,
        "resize": "yes" if pictures.resize else "no",
        "folder": pictures.folder,
        "address": pictures.address,
    }


def _write(profile: Profile, values: Values, faults: Faults) -> Profile:
    pictures = Pictures(
        limits="warn" if values["limits"] == "warn" else "refuse",
        resize=values["resize"] == "yes",
        folder=values["folder"].strip(),
        address=values["address"].strip(),
    )
    if pictures.resize and not pictures.folder.startswith("/"):
        faults.text("folder", _("A full path, from / on."))
    if pictures.resize and not pictures.address.startswith(("http://", "https://")):
        faults.text("address", _("A full http(s) address."))
    limit = faults.whole(values, "image_limit", 1, 6)
    return msgspec.structs.replace(profile, pictures=pictures, image_limit=limit)


PICTURES = Section("pictures", _("Pictures"), _fields, _read, _write)

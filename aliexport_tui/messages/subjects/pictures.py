"""Looking at pictures, and copies of them (engine/pictures)."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "pictures.busy": Message(
        N_("The pictures of “{source}” are being looked at already: process {pid}[[, {who}]]"), N_("Wait for it.")
    ),
    "pictures.folder": Message(
        N_("Resized pictures can't be written into {path}"),
        N_("Make the folder, or let this user write into it; the web server must publish it."),
        "profile",
    ),
    "profile.pictures_folder": Message(
        N_("Resizing is on, but “{value}” is no full path of a folder"),
        N_("Name the folder that the shop's web server publishes, from / on."),
        "profile",
    ),
    "profile.pictures_address": Message(
        N_("Resizing is on, but “{value}” is no address under which its folder is published"),
        N_("A full http(s) address, such as https://shop.example/fit."),
        "profile",
    ),
}

"""Why a category is suggested, in words."""

from aliexport_tui.listing.suggest import Reason
from aliexport_tui.tui.words import _, neutral


def reason_words(reason: Reason) -> str:
    words, profile, name = (neutral(reason.args.get(key, "")) for key in ("words", "profile", "name"))
    match reason.code:
        case "same":
            return _("the same name")
        case "same_of_many":
            return _("the same name, one of several")
        case "kind":
            return _("a kind of it")
        case "words":
            return _("words in common: {words}").format(words=words)
        case "spelling":
            return _("spelt alike: {words}").format(words=words)
        case "above":
            return _("by the name above: {words}").format(words=words)
        case "earlier":
            return _("profile {profile} has it there").format(profile=profile)
        case "earlier_like":
            return _("profile {profile} has “{name}” there").format(profile=profile, name=name)
        case "here_like":
            return _("like “{name}” here").format(name=name)
        case "beside":
            return _("its neighbours go there")
        case "beside_like":
            return _("its neighbours go nearby")
    return reason.code

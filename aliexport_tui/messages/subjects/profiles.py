"""What is wrong with a profile, its TOML or its filter."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "profile.unknown_key": Message(
        N_("The profile has a key that nobody knows: “{key}” in {where}.[[ Did you mean “{suggestion}”?]]"),
        N_("Mend or remove the key; nothing was imported."),
    ),
    "profile.bad_value": Message(
        N_("[[{where}: ]]the value does not fit: {reason}"), N_("Mend the value; nothing was saved.")
    ),
    "profile.not_toml": Message(
        N_("Line {line}: this is no TOML ({reason})"), N_("Look at the line; texts need quotes. Nothing was imported.")
    ),
    "profile.unknown": Message(
        N_("There is no profile “{profile}”.[[ Did you mean “{suggestion}”?]][[ Known: {known}.]]"),
        N_("aliexport-tui profile list"),
    ),
    "profile.inactive": Message(
        N_("The profile “{profile}” is inactive"), N_("aliexport-tui profile activate {profile}"), "profile"
    ),
    "profile.no_account": Message(
        N_("The profile “{profile}” names no account"), N_("Choose one in the profile's form."), "profile"
    ),
    "profile.no_source": Message(
        N_("The profile “{profile}” names no source"), N_("Choose one in the profile's form."), "profile"
    ),
    "profile.bad_code": Message(
        N_("“{profile}” can't be a profile's code"),
        N_("Lower-case letters a–z, digits and _, beginning with a letter."),
        "profile",
    ),
    "profile.exists": Message(
        N_("There is a profile with the code “{profile}” already"), N_("Choose another code."), "profile"
    ),
    "profile.name_taken": Message(
        N_("There is a profile with the name “{name}” already"), N_("Choose another name."), "profile"
    ),
    "profile.name_missing": Message(N_("A profile needs a name of at most 200 characters"), N_("Give it one."), "profile"),
    "profile.changed_meanwhile": Message(
        N_("The profile “{profile}” was changed by somebody else meanwhile; nothing was saved"),
        N_("Open it again and repeat your change."),
        "profile",
    ),
    "profile.invalid": Message(N_("{where}: {reason}"), N_("Mend the setting; nothing was saved."), "profile"),
    "profile.file_unreadable": Message(N_("{path} can't be read ({reason})"), N_("Check the path and its permissions.")),
    "profile.file_unwritable": Message(N_("{path} can't be written ({reason})"), N_("Check the path and its permissions.")),
    "profile.account_unknown": Message(
        N_("There is no account “{account}” here[[ (did you mean “{near}”?)]]"),
        N_("Add it, or choose another one in the profile."),
        "profile",
    ),
    "profile.source_unknown": Message(
        N_("There is no source “{source}” here[[ (did you mean “{near}”?)]]"),
        N_("Add it, or choose another one in the profile."),
        "profile",
    ),
    "profile.busy": Message(
        N_("The profile “{profile}” is being run ({action}[[, process {pid}]][[, {who}]])"),
        N_("Wait for the run's end."),
        "profile",
    ),
    # ---- check_profile
    "profile.step_bad": Message(
        N_("“{value}” is no amount that the step {op} can use"), N_("A number of 0 or more."), "price"
    ),
    "profile.guard_amount": Message(
        N_("“{value}” is no amount of money"), N_("A number of 0 or more, or nothing."), "profile"
    ),
    "profile.guard_limits": Message(
        N_("The lowest price {floor} is above the highest {ceiling}"), N_("Every price would be held."), "profile"
    ),
    "profile.canary_live": Message(
        N_("Of {first} that go first, {live} can't be live"), N_("At most as many as go first."), "profile"
    ),
    "profile.template_bad": Message(
        N_("A brace in the template has no partner: {template}"), N_("Write {{ for a brace that is meant."), "texts"
    ),
    "profile.pick_empty": Message(
        N_("A mapping that takes its value from nowhere"),
        N_("Set a field, a param, a constant or a template."),
        "attributes",
    ),
    "profile.sku_code_source": Message(
        N_("A variation's code must be made of {allowed}, with the variation's own code or barcode among it"), "", "profile"
    ),
    "profile.category_twice": Message(
        N_("The shop category {shop} is mapped twice"), N_("Remove one of the two."), "categories"
    ),
    "profile.mapping_twice": Message(
        N_("The id {id} is mapped twice on one level"), N_("Remove one of the two."), "attributes"
    ),
    "profile.own_name_missing": Message(N_("An attribute of your own needs a name"), N_("Give it one."), "attributes"),
    "profile.id_missing": Message(
        N_("A mapping without a marketplace attribute"), N_("Choose the attribute."), "attributes"
    ),
    "profile.condition_empty": Message(
        N_("The filter's condition {field} {op} has no value"), N_("Set a value, or remove the condition."), "profile"
    ),
    "profile.condition_number": Message(N_("“{value}” is no number ({field} {op})"), N_("Type a number."), "profile"),
    "profile.condition_op": Message(N_("The filter can't ask “{op}” of {field}"), N_("Choose another operator."), "profile"),
    "filter.bad_condition": Message(N_("The filter can't ask “{op}” of {field}"), N_("Choose another operator."), "profile"),
    "filter.not_a_number": Message(N_("“{value}” is no number (filter on {field})"), N_("Type a number."), "profile"),
    "filter.sql_invalid": Message(
        N_("SQLite does not understand the filter's SQL: {reason}"),
        N_("A condition over p, such as: p.stock > 2 AND p.price < 500000 (in kopecks)"),
        "profile",
    ),
    "filter.sql_slow": Message(N_("The filter's SQL gives no answer within {seconds} s"), N_("Ask less of it."), "profile"),
    "profile.open_tasks": Message(
        N_("The end of {count} sent products of “{profile}” is not known yet"), N_("Wait until it is: aliexport-tui resume.")
    ),
    "profile.condition_flag": Message(N_("“{value}” is neither yes nor no ({field} {op})"), N_("Write yes or no.")),
    "profile.value_kind": Message(N_("a value of the kind {wanted} is needed, not {found}")),
    "profile.value_form": Message(
        N_("the value has another form than is needed (an id is digits; a code is a–z, 0–9 and _)")
    ),
    "profile.value_length": Message(N_("the text is too short or too long (length {bound})")),
    "profile.value_bound": Message(N_("the number must be {bound}")),
    "profile.value_word": Message(N_("“{value}” is not one of the words that are known here")),
    "profile.value_missing": Message(N_("{key} is missing")),
}

"""What somebody is told without looking, and what channels are amiss in. `problem`: the cause."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "alert.new_orders": Message(N_("New orders of account {subject}: {count}")),
    "alert.hand_off_failed": Message(
        N_("Account {subject}: an order could not be handed to {target}[[ ({order})]][[: {problem}]]")
    ),
    "alert.order_action_failed": Message(
        N_("Account {subject}: what was done about an order was not taken[[ ({order})]][[: {problem}]]")
    ),
    "alert.run_failed": Message(N_("Profile {subject}, {action}: the run failed[[: {problem}]]")),
    "alert.held": Message(N_("Profile {subject}: held[[, {held} × {action}]][[, such as {name}]][[: {problem}]]")),
    "alert.token_refused": Message(
        N_("Account {subject}: the marketplace refuses the token[[: {said}]]"),
        N_("Nothing goes out until there is a new one: aliexport-tui account set {subject} --token"),
    ),
    "alert.quota_low": Message(N_("Account {subject}: {used} of {limit} products of the quota's window are used up")),
    "alert.schema_broken": Message(
        N_("Profile {subject}: the marketplace has changed its categories, products are blocked now[[: {problem}]]")
    ),
    "alert.job_failed": Message(N_("The job {job} failed[[ ({subject})]][[: {problem}]]")),
    "alert.test": Message(N_("{who} has asked for this message, to see whether it arrives over {subject}")),
    "alert.died": Message(N_("its process died")),
    "alert.channel_unknown": Message(
        N_("There is no channel “{channel}”.[[ Did you mean “{suggestion}”?]]"), N_("aliexport-tui alerts list")
    ),
    "alert.channel_malformed": Message(
        N_("“{channel}” is no name of a channel: lower-case letters a-z, digits and underscores, a letter first")
    ),
    "alert.channel_exists": Message(
        N_("There is a channel “{channel}” already"), N_("To change it: aliexport-tui alerts set {channel}")
    ),
    "alert.channel_kind": Message(
        N_("{option} is no matter of the channel “{channel}”"),
    ),
    "alert.bad_value": Message(N_("The settings of alerts can't be so: {reason}")),
    "alert.secret_missing": Message(
        N_("The password or address[[ of “{channel}”]] is missing"),
        N_("It is asked for on a terminal, or comes by --secret-file or ALIEXPORT_ALERT_SECRET"),
    ),
    "alert.mail_plain": Message(
        N_("Mail to {host} would leave this machine unencrypted"), N_("Choose --security starttls or tls")
    ),
    "alert.mail_address": Message(N_("“{address}” is no address of mail")),
    "alert.mail_unreachable": Message(N_("The mail server {host}:{port} can't be reached: {reason}")),
    "alert.mail_certificate": Message(
        N_("The certificate of the mail server {host}:{port} is not to be trusted: {reason}"),
        N_("Nothing was sent. Name the server as its certificate does"),
    ),
    "alert.mail_no_tls": Message(
        N_("The mail server {host}:{port} offers no encryption"), N_("Nothing was sent. Try --security tls with port 465")
    ),
    "alert.mail_login": Message(
        N_("The mail server {host}:{port} refuses the password of {user}"),
        N_("A new one: aliexport-tui alerts set NAME --secret"),
    ),
    "alert.mail_recipients": Message(N_("The mail server {host}:{port} refuses to deliver to {addresses}")),
    "alert.mail_refused": Message(N_("The mail server {host}:{port} did not take the message: {said}")),
    "alert.chat_address": Message(
        N_("This is no address of a service that is known[[ ({scheme})]]"),
        N_("How addresses are written: https://github.com/caronc/apprise/wiki"),
    ),
    "alert.chat_plain": Message(
        N_("{service} would be called without encryption, or without looking at its certificate"),
        N_("Most services have a second form of address for it, such as jsons:// beside json://"),
    ),
    "alert.chat_failed": Message(N_("{service} did not take the message[[: {said}]]")),
    "alert.command_missing": Message(N_("The command {command} can't be started: {reason}")),
    "alert.command_failed": Message(N_("The command {command} ended with code {exit_code}[[: {said}]]")),
    "alert.command_late": Message(N_("The command {command} did not end within {seconds} s and was stopped")),
    "schema.category_gone": Message(N_("the category {category} is no longer there"), screen="categories"),
    "schema.category_split": Message(
        N_("the category {category} has categories below it now, products go only into those"), screen="categories"
    ),
    "schema.required": Message(
        N_("the category {category} wants “{property}”, which is mapped nowhere"), screen="attributes"
    ),
    "schema.value_gone": Message(
        N_("the value {value} of “{property}” is no longer there (category {category})"), screen="values"
    ),
    "schema.template_gone": Message(
        N_("the shipping template {template} is no longer there (category {category})"), screen="profile"
    ),
    "setting.damaged": Message(
        N_("The setting “{key}” of the shop's file can't be read: {reason}"),
        N_("A newer version of the program may have written it"),
    ),
}

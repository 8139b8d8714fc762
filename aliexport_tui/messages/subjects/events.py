"""The lines of the log."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "run.started": Message(N_("{action} started by {who}")),
    "run.rehearsed": Message(N_("{action} planned by {who}, a dry run: nothing is sent")),
    "run.failed": Message(N_("The run ended early: {reason}")),
    "run.overtaken": Message(
        N_(
            "Products where a lost request may still bring back an older value: {count}, for another {minutes} min at most;"
            " the next run after that sends today's again"
        )
    ),
    "run.ended": Message(
        N_(
            "The run ended with code {exit_code}[[ · live {live}]][[ · different {different}]][[ · rejected {rejected}]]"
            "[[ · blocked {blocked}]][[ · held {held}]][[ · waiting {waiting}]][[ · unknown {unknown}]]"
            "[[ · offline {offline}]][[ · deleted {deleted}]]"
        )
    ),
    "run.died": Message(
        N_(
            "{action} broke off: its process died[[ ({pid}, {who})]][[, last seen {since}]][[; {unsent} changes were not"
            " sent, they wait for the next run]]"
        )
    ),
    "run.stop_asked": Message(N_("{who} asked the run to stop ({action})")),
    "run.stopped": Message(N_("{action} was stopped[[; {unsent} changes were not sent, they wait for the next run]]")),
    "run.forecast": Message(
        N_("{count} changes are still to be sent; the last of them should leave in about {minutes} min")
    ),
    "run.unsent": Message(
        N_(
            "{count} changes could not be sent in time; they wait for the next run"
            "[[, the last of them could leave in about {minutes} min]]"
        )
    ),
    "plan.made": Message(
        N_(
            "Plan[[ · create {create}]][[ · update {update}]][[ · images {images}]][[ · price {price}]]"
            "[[ · stock {stock}]][[ · online {online}]][[ · offline {offline}]][[ · delete {delete}]]"
            "[[ · unchanged {unchanged}]][[ · blocked {blocked}]][[ · held {held}]][[ · taken out {dropped}]]"
        )
    ),
    "plan.foreign": Message(N_("{count} products belong to another profile of this account and were left alone")),
    "plan.rows_out": Message(N_("{who} took changes out of plan {plan}, it does not send them: {count}")),
    "plan.rows_back": Message(N_("{who} brought changes back into plan {plan}: {count}")),
    "plan.held": Message(N_("Held: {held} × {action}, such as {name}: {reason}")),
    "source.emptied": Message(
        N_("The source {source} has no products any more: none of its {of} cards was changed for that")
    ),
    "source.shrunken": Message(
        N_(
            "{count} of {of} products have left the source {source} or the filter at once: nothing is done about their cards"
            " until a person says yes"
        )
    ),
    "canary.sent": Message(N_("{first} creates and edits go first; {others} wait until those are live")),
    "canary.passed": Message(N_("{live} of the first {first} are live: the other {others} follow")),
    "canary.failed": Message(
        N_("Only {live} of the first {first} are live, {limit} were needed: the other {others} are held")
    ),
    "plan.released": Message(N_("{count} products have left the profile; nothing more is planned for them")),
    "scan.done": Message(N_("The marketplace has {cards} cards of this account")),
    "scan.doubted": Message(
        N_(
            "{missing} cards of ours are not among the {cards} that the marketplace shows: too many to be believed."
            " If they were really deleted: aliexport-tui drift CODE --believe"
        )
    ),
    "card.gone": Message(N_("Card {card} was deleted by somebody: {name}; it is created again only on your order")),
    "file.restored": Message(
        N_(
            "The file {path} was brought back from a backup or moved: sends that it does not know may be on their way."
            " All cards are read anew; nothing is created until what may still be in the queue has come out"
        )
    ),
    "file.caught_up": Message(N_("Prices, stocks and cards are known again as they are on the marketplace")),
    "creates.wait": Message(
        N_("Nothing is created for another {minutes} min: after a restore, lost uploads may still be in the queue")
    ),
    "listing.drifted": Message(N_("Changed on the marketplace: {name} ({lanes})[[: {what} {sent} → {seen}]]")),
    "listing.taken_off": Message(
        N_("Taken off sale, not by us but on the marketplace: {name} (card {card})[[; changed there, too: {lanes}]]")
    ),
    "listing.put_on": Message(
        N_("Put on sale, not by us but on the marketplace: {name} (card {card})[[; changed there, too: {lanes}]]")
    ),
    "drift.checked": Message(
        N_("Drift check: {cards} cards compared[[ · different {different}]][[ · deleted by somebody {gone}]]")
    ),
    "card.shares_codes": Message(N_("{name}: its SKU codes are on several cards: {cards}; none was touched")),
    "card.adopted": Message(N_("{who} adopted card {card}: {name}")),
    "card.linked": Message(N_("{who} linked card {card}: {name}")),
    "card.unlinked": Message(N_("{who} broke the link of {name}[[ to card {card}]]")),
    "batch.create": Message(N_("Create: {accepted} accepted into the queue, {refused} refused")),
    "batch.update": Message(N_("Update: {accepted} accepted into the queue, {refused} refused")),
    "batch.images": Message(N_("Pictures: {accepted} accepted into the queue, {refused} refused")),
    "batch.price": Message(N_("Prices: {accepted} accepted into the queue, {refused} refused")),
    "batch.stock": Message(N_("Stocks: {accepted} accepted into the queue, {refused} refused")),
    "batch.online": Message(N_("On sale: {accepted} accepted into the queue, {refused} refused")),
    "batch.offline": Message(N_("Off sale: {accepted} accepted into the queue, {refused} refused")),
    "batch.delete": Message(N_("Delete: {accepted} accepted into the queue, {refused} refused")),
    "batch.failed": Message(N_("A request with {count} products failed: {reason}")),
    "batch.recovered": Message(N_("An earlier {method} request was cut off; its products are being looked for")),
    "hold.approved": Message(N_("{who} approved: {name}, {action}[[. It was held: {reason}]]")),
    "hold.dropped": Message(N_("{who} dropped: {name}, {action}[[. It was held: {reason}]]")),
    "holds.approved": Message(N_("{who} approved {count} held changes[[ of {profile}]]")),
    "holds.dropped": Message(N_("{who} dropped {count} held changes[[ of {profile}]]")),
    "change.stale": Message(N_("{name}: changed since it was planned, not sent[[ ({reason})]]")),
    "change.blocked": Message(N_("{name}: not sent ({reason})")),
    "item.rejected": Message(N_("Rejected: {name} [{key}]: {text}")),
    "task.warning": Message(N_("{name}: the marketplace warns: {text}")),
    "listing.live": Message(N_("Live: {name} (card {card})")),
    "listing.off_sale": Message(N_("Off sale: {name} (card {card})")),
    "listing.different": Message(N_("Live, but different: {name} ({lanes})[[: {what} {sent} → {seen}]]")),
    "listing.deleted": Message(N_("Deleted: {name}")),
    "listing.unverified": Message(N_("Not verified in time: {name} [{key}]")),
    "create.found": Message(N_("Found again: {name} (card {card})")),
    "create.absent": Message(N_("{name}: the marketplace never got it; it goes again")),
    "create.parked": Message(N_("{name}: parked after repeated failures")),
    "listing.parked": Message(
        N_(
            "{name}: parked until a person approves it[[; failed {fails} times in the same way: {reason}]]"
            "[[; {deaths} runs broke off while they had it in hand]]"
        )
    ),
    "look.missed": Message(N_("A look at the marketplace failed and is tried again: {reason}[[: {said}]]")),
    "card.unclear": Message(N_("{name}: may be one of the cards {cards}, of which the marketplace shows no SKUs")),
    "import.done": Message(
        N_(
            "Import of {source}: {products} products[[ · new {new}]][[ · changed {changed}]][[ · unchanged {unchanged}]]"
            "[[ · vanished {vanished}]][[ · left out {skipped}]][[ · updates {updates}]][[ · problems {problems}]]"
        )
    ),
    "import.unchanged": Message(N_("Import of {source}: the feed has not changed, {products} products")),
    "import.problems": Message(N_("Import of {source}: {count} × {problem}[[, such as {place}]]")),
    "import.failed": Message(N_("Import of {source} failed: {problem}[[ ({place})]]; the catalogue is as it was")),
    "import.passed_over": Message(N_("Import of {source} failed: {problem}; the run goes on with the catalogue as it is")),
    "schema.synced": Message(
        N_("Schema of {account} read[[ · new {new}]][[ · changed {changed}]][[ · same {same}]][[ · dropped {dropped}]]")
    ),
    "schema.failed": Message(N_("Reading the schema of {account} failed: {problem}")),
    "pictures.checked": Message(N_("Pictures of {source}: {addresses} addresses, {asked} looked at, {altered} changed")),
    "pictures.no_network": Message(
        N_("Pictures of {source}: no server could be reached ({asked} tried), so nothing is believed of them")
    ),
    "pictures.given_up": Message(N_("Pictures of {source}: {count} servers gave no answer: {hosts}")),
    "pictures.copied": Message(N_("Pictures of {source}: {made} made fit in {folder}[[, {failed} can't be]]")),
    "pictures.unpublished": Message(N_("Pictures of {source}: the web server does not give the copy {url}")),
    "pictures.failed": Message(N_("Looking at the pictures of {source} failed: {problem}")),
    "rehearsal.failed": Message(N_("The rehearsal of {profile} could not be prepared: {problem}")),
    "rehearsal.ready": Message(N_("{profile} can be rehearsed: {stage} exports to a simulated marketplace")),
    "rehearsal.dropped": Message(N_("{who} removed the rehearsal of {profile}")),
    "card.duplicate": Message(N_("{name}: several cards fit one upload: {cards}; none was touched")),
    "cards.adopted": Message(N_("{who} adopted {count} cards for the profile {profile}")),
    "run.undo_planned": Message(N_("{who} planned to take run {run} back: plan {plan} of {profile}")),
    "logging.changed": Message(N_("{who} changed where the log goes")),
    "order.asked": Message(N_("{who} asked the marketplace for {count} × {deeds}")),
    "order.dropped": Message(N_("{who} gave up {count} actions about orders")),
    "order.asked_again": Message(N_("{who} let {count} actions about orders leave once more")),
    "retention.changed": Message(N_("{who} changed how long the log {log} is kept")),
    "log.truncated": Message(N_("{who} emptied the log {log}: {count} lines")),
    "logs.cut": Message(N_("{count} lines of logs were older or more than is kept, and went")),
    "debug.on": Message(N_("{who} switched debug mode on until {since}: exchanges are kept in full")),
    "debug.off": Message(N_("{who} switched debug mode off")),
    "file.backed_up": Message(N_("Backed up and verified: {path}")),
    "file.brought_back": Message(N_("{who} brought the file back from the backup {path}")),
    "account.added": Message(N_("{who} added the account {account}[[, token {ends}]]")),
    "account.changed": Message(N_("{who} changed the account {account}")),
    "account.token_replaced": Message(N_("{who} replaced the token of the account {account}: {ends}")),
    "source.added": Message(N_("{who} added the source {source}")),
    "source.changed": Message(N_("{who} changed the source {source}[[, with new keys: {keys}]]")),
    "console.settings_changed": Message(N_("{who} changed the settings of their console")),
    "profile.created": Message(N_("{who} made the profile {profile}")),
    "profile.saved": Message(N_("{who} changed the profile {profile}")),
    "profile.renamed": Message(N_("{who} renamed the profile {old}: {profile} “{name}”")),
    "orders.work_failed": Message(N_("Work on the orders of {account} ended early: {problem}")),
    "profile.activated": Message(N_("{who} activated the profile {profile}")),
    "profile.deactivated": Message(N_("{who} deactivated the profile {profile}")),
    "profile.deleted": Message(N_("{who} deleted the profile {profile}[[; {orphans} listings stay without one]]")),
    "alerts.sent": Message(N_("{count} alerts were told over {channel}")),
    "alerts.failed": Message(N_("{count} alerts could not be told over {channel}: {problem}")),
    "alerts.channel_added": Message(N_("{who} added the channel {channel} for alerts")),
    "alerts.channel_changed": Message(N_("{who} changed the channel {channel} for alerts")),
    "alerts.channel_removed": Message(N_("{who} removed the channel {channel} for alerts")),
    "alerts.settings_changed": Message(N_("{who} changed what is alerted of and when")),
    "schedule.installed": Message(N_("{who} installed the schedule[[ in {place}]]")),
    "schedule.removed": Message(N_("{who} removed the schedule")),
    "schedule.changed": Message(N_("{who} changed when {job} runs[[ for {subject}]]")),
}

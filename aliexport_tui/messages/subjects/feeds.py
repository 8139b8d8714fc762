"""Sources, feeds and imports."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

MESSAGES: dict[str, Message] = {
    "source.not_found": Message(
        N_("There is nothing at the source's address: {reason}[[ (HTTP {status})]]"),
        N_("Check the path or the address of the source; open it by hand."),
    ),
    "source.unreadable": Message(
        N_("The feed can't be opened: {reason}"), N_("Give the user that runs this the right to read the file.")
    ),
    "source.folder": Message(
        N_("This is a folder, but a source of this kind is one file"),
        N_("Name the file in it. Folders are read as exchanges of 1C: say so by --kind commerceml."),
    ),
    "source.no_file": Message(
        N_("This is a pipe or a device, not a file"), N_("Let the shop write the feed to a file, or give its address.")
    ),
    "source.http_status": Message(
        N_("The shop's server answered {status} {reason}"),
        N_("Open the address in a browser; ask the shop's administrator."),
    ),
    "source.redirect": Message(
        N_("The shop's server sends from one address to the next without end, or to one that is not http(s)"),
        N_("Enter the final address of the feed."),
    ),
    "source.unreachable": Message(
        N_("The shop's server can't be reached: {reason}"),
        N_("Check the network and the address; the next import tries again."),
    ),
    "source.timeout": Message(
        N_("The shop's server took longer than {seconds} s"),
        N_("Try again later; a feed written to a file beforehand is faster."),
    ),
    "source.too_large": Message(
        N_("The feed is larger than {limit} bytes"), N_("Check that this is the right file; split the feed.")
    ),
    "source.keys_missing": Message(
        N_("The shop's API asks for keys that the source “{source}” does not have: {names}"),
        N_("Give them when asked, or by --keys-file; they are kept in a private file beside the shop's."),
    ),
    "source.keys_refused": Message(
        N_("The shop's API refuses the keys: {reason} (HTTP {status})"),
        N_("Make new ones in the shop's administration, with the right to read products and settings."),
    ),
    "source.answer_unreadable": Message(
        N_("The shop's API answered with something that is no JSON"),
        N_("Look whether a plug-in of the shop prints warnings into its answers."),
    ),
    "source.gzip_broken": Message(N_("The packed feed is damaged or cut off"), N_("Let the shop write it again.")),
    "source.disk": Message(
        N_("The feed can't be stored on this disk: {reason}"), N_("Free some space in the folder for temporary files.")
    ),
    "source.password_shown": Message(
        N_("A password in an argument is seen by every user of this machine"),
        N_("Leave it out of the address: it is asked for, or comes by --password-file or in {variable}."),
    ),
    "source.password_without_user": Message(
        N_("There is a password, but the address names no user"), N_("Write it as https://USER@shop.example/feed.yml.")
    ),
    "source.address": Message(N_("Addresses of the kind {scheme} are not read"), N_("Use a path or an http(s) address.")),
    "source.empty": Message(
        N_("The file is empty"), N_("Let the shop write the feed again. The catalogue stays as it was.")
    ),
    "source.html": Message(
        N_("This is a web page, not a feed"), N_("Often an error page or a sign-in page: open the address in a browser.")
    ),
    "source.format_not_read": Message(
        N_("Files of the kind {format} are not read yet"), N_("Export the products as YML or as a delimited file (CSV).")
    ),
    "source.other_kind": Message(
        N_("The source is set to {wanted}, the file is {found}"), N_("Change the source's kind, or its address.")
    ),
    "source.not_a_feed": Message(
        N_("This is no product feed (found: {found})"), N_("Check the address; YML begins with <yml_catalog>.")
    ),
    "source.broken": Message(
        N_("The file is damaged: {reason}"),
        N_("Let the shop write it again; look at the line and the offer named. The catalogue stays as it was."),
    ),
    "source.changed": Message(
        N_("The file changed while it was read: {reason}"), N_("Import again when the shop has finished writing.")
    ),
    "source.limit": Message(
        N_("The file goes beyond a safety limit: {what} over {limit}"),
        N_("Look at the place named; a correct feed does not reach this limit."),
    ),
    "source.entity": Message(
        N_("The file declares entities of its own, which are refused for safety"), N_("Remove the <!ENTITY …> lines.")
    ),
    "source.header_missing": Message(
        N_("No row looks like a header[[; sheet {sheet}]][[; the first rows: {rows}]]"),
        N_("Say which row holds the names of the columns: --header-row NUMBER; in a list without them, put such a row in."),
    ),
    "source.sheet_missing": Message(
        N_("There is no sheet {sheet}[[ (nearest: {near})]]; the workbook has: {sheets}"), N_("Mend the source's sheet.")
    ),
    "source.protected": Message(N_("The workbook is locked by a password"), N_("Save it without a password, or as CSV.")),
    "source.column_missing": Message(
        N_("The column {header} for {field} is not in the file[[ (nearest: {near})]]"),
        N_("Mend the source's column mapping."),
    ),
    "source.column_unmapped": Message(
        N_("No column is mapped to {field}; the file has: {headers}"), N_("Add --map {field}=HEADER.")
    ),
    "source.field_unknown": Message(
        N_("There is no field {field} to map a column to[[ (nearest: {near})]]"),
        N_("See the list of fields in the help of “source add”."),
    ),
    "feed.encoding_differs": Message(
        N_("The file says that it is {declared}, its bytes are {actual}"),
        N_("Nothing is lost; mend the declaration in the export."),
    ),
    "feed.bytes_unreadable": Message(
        N_("{lost} characters can't be read"), N_("Often texts cut in the middle of a letter: look for � in the names.")
    ),
    "feed.repaired": Message(
        N_(
            "The file was not well-formed and was repaired: {ampersands} bare &, {less_thans} bare <, {controls} control "
            "characters"
        ),
        N_("Mend the export: & must be written &amp;."),
    ),
    "feed.trailing_text": Message(
        N_("Text behind the end of the feed was ignored"), N_("Often a warning of PHP: look at the end of the file.")
    ),
    "feed.no_offers": Message(
        N_("The feed holds no offers"), N_("Check the export; nothing is deleted because of an empty feed.")
    ),
    "feed.id_missing": Message(N_("An offer without an id in line {line} was left out"), N_("Give every offer its own id.")),
    "feed.skipped_virtual": Message(
        N_("Left out: a product without a parcel (virtual, downloadable)"), N_("The marketplace sells what can be sent.")
    ),
    "feed.skipped_grouped": Message(
        N_("Left out: a group of products, which has no price and stock of its own"),
        N_("Its members are read by themselves."),
    ),
    "feed.skipped_bundle": Message(
        N_("Left out: a set whose parts the buyer chooses"), N_("Make a plain product of it to sell it on the marketplace.")
    ),
    "feed.skipped_external": Message(
        N_("Left out: a product that another shop sells"), N_("Make a plain product of it to sell it on the marketplace.")
    ),
    "feed.skipped_not_visible": Message(
        N_("Left out: a product that the shop shows nowhere by itself and no other product has as its variant"),
        N_("Make it visible in the shop, or a variant of a product."),
    ),
    "feed.skipped_unavailable": Message(
        N_("Left out: not available, as the source's settings say"), N_("To keep such with stock 0: --unavailable zero")
    ),
    "feed.skipped_draft": Message(N_("Left out: a draft or a private product"), N_("Publish it in the shop.")),
    "feed.skipped_type": Message(
        N_("Left out: a product of the type {type}"),
        N_("Make a plain or a variable product of it to sell it on the marketplace."),
    ),
    "feed.skipped_orphan": Message(
        N_("Left out: a variation of {parent}, which is not in the file"),
        N_("Export the products together with their variations."),
    ),
    "feed.skipped_no_variations": Message(
        N_("Left out: a variable product without variations"),
        N_("Add its variations in the shop, or make a plain product of it."),
    ),
    "feed.skipped_deleted": Message(N_("Left out: marked as deleted"), N_("Nothing has to be done.")),
    "feed.variants_missing": Message(
        N_("The variants of this product can't be read"),
        N_("Look at its variants in the shop; a slash in the SKU hinders Magento's API."),
    ),
    "feed.sku_missing": Message(
        N_("There is no SKU: {sku} takes its place"),
        N_("Give it one in the shop; a code that changes later makes another product of it."),
    ),
    "feed.variation_any": Message(
        N_("This variation stands for any {attribute}[[ ({values})]]"),
        N_("Make a variation for each value in the shop: the marketplace sells one value at a time."),
    ),
    "feed.stock_shared": Message(
        N_("The stock {stock} is shared by {count} variations: each of them offers all of it"),
        N_("Keep stock for each variation in the shop, or set a reserve in the stock rules."),
    ),
    "feed.sale_not_lower": Message(
        N_("The sale price {sale} is not below the price {price} and is ignored"), N_("Mend or remove the sale price.")
    ),
    "feed.sale_not_now": Message(
        N_("The sale price {sale} is ignored: it holds from “{first}” to “{last}”, the file is of another day"),
        N_("Export again when the sale begins; dates such as 2026-12-31."),
    ),
    "feed.sku_repeated": Message(
        N_("Several products of the shop have the SKU {sku}; this one is number {id}"),
        N_("Give each its own SKU; until then none of them can be sent."),
    ),
    "feed.variants_none": Message(
        N_("None of this product's variants is in the file"),
        N_("Export its variants with it, or make it a plain one."),
    ),
    "feed.variants_guessed": Message(
        N_("The file does not say which variants the product has: {count} were found by their SKUs and names"),
        N_("Look at them; an export of the kind ImportExport says it itself."),
    ),
    "feed.variant_absent": Message(
        N_("The variant {sku} is named by its product, but is not in the file"),
        N_("Export the variants with their product."),
    ),
    "feed.variant_taken": Message(
        N_("The variant {sku} belongs to the product {owner} already and is left out here"),
        N_("Let one product have it: a SKU can be sold on one card only."),
    ),
    "feed.variant_repeated": Message(
        N_("The variant {sku} is named twice by its product"), N_("Nothing is lost; remove the repetition in the shop.")
    ),
    "feed.skipped_store_view": Message(
        N_("Left out: the file has this product for the store view {view} alone, without its default row"),
        N_("Export all store views."),
    ),
    "feed.store_view_absent": Message(
        N_("The file has no rows for the store view {view}[[; it has: {views}]]"),
        N_("Mend the store view in the source's settings; the default texts are taken."),
    ),
    "feed.units_assumed": Message(
        N_("The shop does not tell its units ({units}): kilograms and centimetres are assumed"),
        N_("Set the source's units of weight and length, or let the keys read the shop's settings."),
    ),
    "feed.unit_unknown": Message(
        N_("Columns in an unknown unit are not taken as measures: {columns}"),
        N_("Set the source's units of weight and length."),
    ),
    "feed.id_repeated": Message(
        N_("Offer {id} stands twice with the same data (lines {first} and {line})"),
        N_("Remove the repetition from the export."),
    ),
    "feed.id_conflict": Message(
        N_("Offer id {id} is used for two different offers (lines {first} and {line})"),
        N_("Give each its own id; until then neither can be sent."),
    ),
    "feed.group_categories": Message(
        N_("The offers of group {group} stand in several categories; taken: {taken}, left: {others}"),
        N_("Put them all into one category."),
    ),
    "feed.category_orphan": Message(
        N_("The category {category} is not declared in the feed"),
        N_("Map the bucket without a category, or declare the category."),
    ),
    "feed.category_parent_missing": Message(
        N_("The parent {parent} of category {category} is not declared"),
        N_("Declare the parent in the feed; until then the category stands at the top of the tree."),
    ),
    "feed.category_circle": Message(
        N_("The category {category} is its own ancestor through {parent}"),
        N_("Mend the tree in the shop; the category stands at the top."),
    ),
    "feed.category_repeated": Message(
        N_("The category id {category} is declared twice; the second ({name}) is ignored"),
        N_("Give each category its own id."),
    ),
    "feed.category_without_id": Message(N_("The category {category} has no id and is ignored"), N_("Give it an id.")),
    "feed.name_missing": Message(N_("The offer has no name"), N_("Fill in the name, or typePrefix, vendor and model.")),
    "feed.contacts_in_text": Message(
        N_("Phones, mail addresses or links in the product's texts: {count}, such as {first}"),
        N_("Marketplaces refuse cards that lead buyers away: take them out in the shop."),
    ),
    "feed.letters_lost": Message(
        N_("Letters are lost: {text}"), N_("The export's encoding destroys Cyrillic letters: mend it in the shop.")
    ),
    "feed.sku_unknown": Message(
        N_("No product of the catalogue has a SKU with the code {id}"),
        N_("Import the products first, or compare the codes in both files."),
    ),
    "feed.price_missing": Message(N_("There is no usable price[[: “{value}”]]"), N_("Fill in a price above zero.")),
    "feed.old_price_not_higher": Message(
        N_("The old price {old} is not above the price {price} and is ignored"), N_("Mend or remove the old price.")
    ),
    "feed.stock_unreadable": Message(
        N_("The stock is no number: {value}"), N_("Write a number; until then the offer counts as available without one.")
    ),
    "feed.picture_address": Message(
        N_("The picture's address can't be used: {url}"),
        N_("Full http(s) addresses are needed; for relative ones set the source's base address."),
    ),
    "feed.weight_unreadable": Message(
        N_("The weight is no number: {value}"), N_("Write kilograms with a decimal point, such as 0.45.")
    ),
    "feed.dimensions_unreadable": Message(
        N_("The dimensions can't be read: {value}"), N_("Write length/width/height in centimetres, such as 20.1/20.55/22.5.")
    ),
    "feed.param_nameless": Message(
        N_("A param with the value {value} has no name and is ignored"), N_("Name it in the shop.")
    ),
    "feed.row_ragged": Message(
        N_("Row {line} has another number of cells than the header"), N_("Look for an unquoted delimiter or a lost quote.")
    ),
    "feed.option_no_variant": Message(
        N_("The option {option} makes no variants: the buyer types it in, or may take it besides"),
        N_("It can't be sold on the marketplace."),
    ),
    "feed.options_many": Message(
        N_("The options make {count} variants; {limit} are the most that are made"),
        N_("Leave options that are extras to the shop, or make several products of this one."),
    ),
    "feed.options_stock": Message(
        N_("The file counts the values of {options} each by itself: a variant has the least of its values' stocks"),
        N_("Set a reserve in the stock rules, if that is too much."),
    ),
    "feed.option_price": Message(
        N_("With an option's price taken off, nothing is left of the price"), N_("Mend the option's price in the shop.")
    ),
    "feed.on_order": Message(
        N_("It is not on hand, only to order ({days}); its stock is taken as 0"),
        N_("Set it to “+” in the shop when it can be sent at once."),
    ),
    "feed.discount_dated": Message(
        N_("The discount ends on {until}: it was not taken off"),
        N_("Discounts without an end are; for others set the price itself in the shop."),
    ),
    "feed.sheets_left": Message(
        N_("Only the sheet {sheet} is read; {count} more are left out: {others}"),
        N_(
            "Name the sheet of the goods in the source's settings if it is another one; * reads all that have these columns."
        ),
    ),
    "feed.header_repeated": Message(N_("A row that repeats the header was left out"), N_("Nothing is lost.")),
    "feed.groups_as_categories": Message(
        N_("{count} rows without a price name groups, such as {example}: they became categories of the rows below"),
        N_("If these are goods, give each a code and a price; if there is a category column, map it."),
    ),
    "feed.leading_zeros": Message(
        N_("Codes such as {short} seem to have lost their leading zeros: others have {length} digits, such as {full}"),
        N_("Make the column's cells text before codes are typed or pasted into it."),
    ),
    "source.none": Message(N_("There is no source yet"), N_("Add one: aliexport-tui source add CODE PATH_OR_URL"), "source"),
    "source.unknown": Message(
        N_("There is no source “{source}”.[[ Did you mean “{near}”?]]"), N_("aliexport-tui source list")
    ),
    "source.updates_unknown": Message(
        N_("Source “{source}” updates “{updates}”, but there is no such source"), N_("aliexport-tui source list")
    ),
    "source.updates_itself": Message(
        N_("Source “{source}” can't update itself"), N_("Name the source that brings the products.")
    ),
    "source.updates_chain": Message(
        N_("Source “{source}” updates “{updates}”, which brings no products of its own"),
        N_("Name the source that brings the products."),
    ),
    "source.exists": Message(N_("There is a source “{source}” already"), N_("Choose another code.")),
    "source.code_malformed": Message(
        N_("“{source}” can't be a source's code"), N_("Lower-case letters a–z, digits and _, beginning with a letter.")
    ),
    "source.settings_broken": Message(
        N_("The settings of the source “{source}” can't be read ({reason})"), N_("Set it up again.")
    ),
    "source.no_products": Message(
        N_("The feed holds no products, the catalogue {held}: nothing was changed"),
        N_("Check the shop's export; an empty feed never empties the catalogue."),
    ),
    "import.busy": Message(
        N_("The source “{source}” is being imported already: process {pid}[[, {who}]]"), N_("Wait for it.")
    ),
    "import.interrupted": Message(N_("The import was interrupted"), N_("Import again; the catalogue is as it was.")),
}

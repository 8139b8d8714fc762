"""What stands in the way of one product (listing/)."""

from aliexport_tui.messages.i18n import N_
from aliexport_tui.messages.message import Message

_SYNC = N_("Read the marketplace's schema again: aliexport-tui schema sync")
_PICTURE = N_("It is left out while the product has another picture. Mend it in the shop; pictures check --all looks again.")
_PASSING = N_("It is looked at again in an hour; found so twice, the picture is left out.")
_MENDABLE = N_("Switch resizing on (profile, pictures), give the shop another one, or send it with a warning all the same.")

MESSAGES: dict[str, Message] = {
    # ---- category
    "category.bucket_unmapped": Message(
        N_("Products without a category in the feed are not mapped"),
        N_("Map the bucket “without a category”, or give them a category in the shop."),
        "categories",
    ),
    "category.unmapped": Message(
        N_("The shop category[[ “{category}”]][[ ({key})]] is not mapped"),
        N_("Choose a marketplace category for it, or skip it; products without a category are a bucket of their own."),
        "categories",
    ),
    "category.unknown": Message(N_("The marketplace has no category {id}"), _SYNC, "categories"),
    "category.not_leaf": Message(
        N_("“{name}” ({id}) is not of the lowest level; products only go into categories without subcategories"),
        N_("Choose one of its subcategories."),
        "categories",
    ),
    "category.skipped": Message(
        N_("The profile skips the shop category “{category}”"), N_("Take the skip off to export it."), "categories"
    ),
    # ---- attributes
    "attribute.required": Message(
        N_("The required attribute “{property}” is missing"),
        N_("Map it to a field or param of the feed, or set a value for the category."),
        "attributes",
    ),
    "attribute.unmatched": Message(
        N_("“{text}” is no value of the attribute “{property}”"),
        N_("Add it to the value map of the attribute."),
        "values",
    ),
    "attribute.several": Message(
        N_("The attribute “{property}” takes one value and got {count}; only “{text}” is sent"),
        N_("Pick one in the attribute's mapping."),
        "attributes",
    ),
    "attribute.no_dictionary": Message(N_("The values of the attribute “{property}” are not in the cache"), _SYNC, "values"),
    "attribute.foreign": Message(
        N_("The category has no attribute “{name}” ({id})"), N_("Remove it from the category's mapping."), "attributes"
    ),
    "attribute.value_unknown": Message(
        N_("The attribute “{property}” has no value with the id {value}"), N_("Mend the value map."), "values"
    ),
    "attribute.text_not_allowed": Message(
        N_("The attribute “{property}” takes only values of its list, not “{text}”"), N_("Mend the value map."), "values"
    ),
    "attribute.empty": Message(N_("The attribute “{property}” has no value"), N_("Mend its mapping."), "attributes"),
    "attribute.repeated": Message(
        N_("The attribute “{property}” is given twice and takes one value"), N_("Mend its mapping."), "attributes"
    ),
    "attribute.unit_unknown": Message(
        N_("“{unit}” is no unit of the attribute “{property}”; allowed: {allowed}"),
        N_("Mend the mapping's unit."),
        "attributes",
    ),
    "attribute.own_incomplete": Message(
        N_("An own attribute needs a name and a value (name “{name}”, value “{value}”)"),
        N_("Mend its mapping."),
        "attributes",
    ),
    # ---- brand
    "brand.missing": Message(
        N_("The product has no brand"), N_("Fill it in in the shop, or let the profile omit it."), "attributes"
    ),
    "brand.not_approved": Message(
        N_("The brand “{brand}” is not approved for this shop"),
        N_("Add it in the cabinet under Brands; when it is approved, sync the schema. Or map it to an approved brand."),
        "values",
    ),
    "brand.has_value": Message(
        N_("The brand “{brand}” carries a value of its own, which the marketplace refuses"), "", "attributes"
    ),
    # ---- variations
    "sku.none": Message(N_("The product has no variation"), N_("Give it at least one in the shop."), "product"),
    "sku.code_missing": Message(N_("A variation has no code"), N_("Fill in its article in the shop."), "product"),
    "sku.code_repeated": Message(
        N_("The code {sku} stands on two variations of the product"), N_("Give each its own code."), "product"
    ),
    "sku.same_combination": Message(
        N_("The variations {first} and {second} have the same attributes"),
        N_("Map what tells them apart (colour, size …), or mend the params in the shop."),
        "attributes",
    ),
    "sku.property_required": Message(
        N_("The variation {sku} lacks the required “{property}”"),
        N_("Map it to a param of the feed, or set a value."),
        "attributes",
    ),
    "sku.property_foreign": Message(
        N_("The category has no variation attribute {id} (variation {sku})"),
        N_("Mend the mapping of variations."),
        "attributes",
    ),
    "sku.property_repeated": Message(
        N_("The variation {sku} has “{property}” twice"), N_("Mend the mapping of variations."), "attributes"
    ),
    "sku.value_unmatched": Message(
        N_("“{text}” is no value of “{property}” (variation {sku})"),
        N_("Add it to the value map, or set a value for words that match none."),
        "values",
    ),
    "sku.value_unknown": Message(
        N_("“{property}” has no value with the id {value} (variation {sku})"), N_("Mend the value map."), "values"
    ),
    "sku.no_dictionary": Message(N_("The values of “{property}” are not in the cache (variation {sku})"), _SYNC, "values"),
    "sku.own_name_too_long": Message(
        N_("The own name “{name}” of “{property}” has {length} characters; {limit} are allowed (variation {sku})"),
        N_("Shorten it in the value map."),
        "values",
    ),
    "sku.own_name_not_allowed": Message(
        N_("“{property}” takes no own names, but got “{name}” (variation {sku})"), N_("Switch own names off."), "attributes"
    ),
    "sku.picture_not_allowed": Message(
        N_("“{property}” takes no pictures (variation {sku})"), N_("Switch its picture off."), "attributes"
    ),
    "sku.picture_bad_url": Message(
        N_("{url} is no picture address (variation {sku})"), N_("Full http(s) addresses are needed."), "product"
    ),
    "sku.lane_differs": Message(N_("The variation {sku} is not in both the card and its {lane}"), "", "product"),
    "gtin.bad": Message(
        N_("“{text}” is no GTIN: 8, 12, 13 or 14 digits (variation {sku})"),
        N_("Mend it in the shop or in the profile."),
        "profile",
    ),
    "tnved.bad": Message(
        N_("“{text}” is no TN VED code: digits only (variation {sku})"),
        N_("Mend it in the shop or in the profile."),
        "profile",
    ),
    "okpd2.bad": Message(
        N_("“{text}” is no OKPD2 code, such as 14.12.30.160 (variation {sku})"),
        N_("Mend it in the shop or in the profile."),
        "profile",
    ),
    # ---- texts
    "title.missing": Message(
        N_("There is no title in the card's language ({language})"), N_("Mend the template of the title."), "texts"
    ),
    "title.too_long": Message(
        N_("The title ({language}) has {length} characters; {limit} are allowed"), N_("Shorten its template."), "texts"
    ),
    "title.cut": Message(
        N_("The title ({language}) has {length} characters and is cut to {limit}"),
        N_("Shorten the name or the template."),
        "texts",
    ),
    "title.forbidden": Message(
        N_("The title ({language}) has characters that are not allowed, such as < and >"), "", "texts"
    ),
    "description.missing": Message(
        N_("There is no description in the card's language ({language})"),
        N_("Set a template for missing descriptions in the profile."),
        "texts",
    ),
    "description.half": Message(
        N_("The description ({language}) needs a text for the site and one for the app"), N_("Mend the templates."), "texts"
    ),
    "text.language": Message(N_("The language {language} is not taken, or is given twice"), "", "texts"),
    "language.unsupported": Message(
        N_("A card can't be in {language}; allowed: {allowed}"), N_("Choose another language."), "profile"
    ),
    # ---- card
    "external_id.missing": Message(N_("The product has no id"), N_("Give it one in the shop."), "product"),
    "package.missing": Message(
        N_("The size of the package is missing"), N_("Set a default in the profile or for the category."), "profile"
    ),
    "package.range": Message(
        N_("The package measures {value} cm; allowed: {min} to {max}"), N_("Mend it in the shop."), "profile"
    ),
    "weight.missing": Message(
        N_("The weight is missing"), N_("Set a default in the profile or for the category."), "profile"
    ),
    "weight.range": Message(
        N_("The weight is {value} kg; allowed: {min} to {max}"), N_("Mend it in the shop (kilograms)."), "profile"
    ),
    "number.bad": Message(N_("“{text}” is no number"), N_("Mend the setting or the shop's data."), "profile"),
    "number.not_whole": Message(N_("{text} is no whole number"), N_("Mend the setting or the shop's data."), "profile"),
    "number.not_flag": Message(N_("“{text}” is neither yes nor no"), N_("Mend the setting or the shop's data."), "profile"),
    "unit.missing": Message(N_("The unit of sale is missing"), N_("Choose one in the profile."), "profile"),
    "unit.unknown": Message(N_("There is no unit of sale {value}"), N_("Choose one in the profile."), "profile"),
    "lead_time.missing": Message(N_("The time to ship is missing"), N_("Set it in the profile (days)."), "profile"),
    "lead_time.range": Message(
        N_("The time to ship is {value} days; allowed: {min} to {max}"), N_("Mend the setting."), "profile"
    ),
    "freight_template.missing": Message(N_("The shipping template is missing"), N_("Choose one in the profile."), "profile"),
    "freight_template.unknown": Message(N_("The shop has no shipping template {id}"), _SYNC, "profile"),
    "lot.missing": Message(N_("Sold by lots, but the number of pieces in a lot is missing"), N_("Set lot_num."), "profile"),
    "lot.range": Message(N_("A lot of {value} pieces; allowed: {min} to {max}"), N_("Mend the setting."), "profile"),
    "bulk.half": Message(
        N_("Wholesale needs both the quantity and the discount; {missing} is missing"), N_("Set both or none."), "profile"
    ),
    "bulk.range": Message(N_("Wholesale value {value}; allowed: {min} to {max}"), N_("Mend the setting."), "profile"),
    "size_chart.unknown": Message(N_("The category has no size chart {id}, or charts were never read"), _SYNC, "profile"),
    "video.bad_url": Message(
        N_("{url} is no address of a video or picture"), N_("Full http(s) addresses are needed."), "profile"
    ),
    "video.type": Message(
        N_("{url} is of a type that is not taken; allowed: {allowed}"), N_("Use another file."), "profile"
    ),
    "video.preview_alone": Message(N_("There is a preview picture without a video"), N_("Set the video too."), "profile"),
    # ---- pictures, prices, stock
    "images.missing": Message(N_("The product has no picture that can be used"), N_("Add pictures in the shop."), "product"),
    "images.too_many": Message(N_("{count} pictures; {limit} are allowed"), "", "profile"),
    "images.limited": Message(N_("Of {count} pictures only the first {limit} are sent"), "", "profile"),
    "images.bad_url": Message(N_("{url} is no picture address"), N_("Full http(s) addresses are needed."), "product"),
    "images.refused": Message(N_("There is no picture at {url}[[: the server answers {status}]]"), _PICTURE, "product"),
    "images.redirect": Message(
        N_("The picture's address {url} leads nowhere: its redirects can't be followed"), _PICTURE, "product"
    ),
    "images.trouble": Message(N_("The server of the picture {url} is in trouble[[ ({status})]]"), _PASSING, "product"),
    "images.slow": Message(N_("The picture {url} did not come in time"), _PASSING, "product"),
    "images.silent": Message(N_("The server of the picture {url} can't be reached"), _PASSING, "product"),
    "images.no_picture": Message(N_("What is at {url} is no picture[[ but {type}]]"), _PICTURE, "product"),
    "images.type": Message(N_("The picture {url} is a {type}; assumed to be taken: {allowed}"), _MENDABLE, "profile"),
    "images.heavy": Message(N_("The picture {url} has {size} MB; assumed limit: {limit}"), _MENDABLE, "profile"),
    "images.large": Message(
        N_("The picture {url} has {width}×{height} pixels; assumed limit of a side: {limit}"), _MENDABLE, "profile"
    ),
    "images.small": Message(
        N_("The picture {url} has {width}×{height} pixels; assumed least: {least}"),
        N_("Give the shop a larger one, or let the profile send it with a warning (pictures beyond the limits)."),
        "product",
    ),
    "price.missing": Message(N_("The variation {sku} has no price"), N_("Set it in the shop."), "product"),
    "price.range": Message(
        N_("The price {value} {currency} of {sku} is out of range: {min} to {max}"),
        N_("Mend the price or the price rule."),
        "price",
    ),
    "price.discount_not_lower": Message(
        N_("The discount price {discount} of {sku} is not below the price {price}"), N_("Mend the price rule."), "price"
    ),
    "price.currency": Message(
        N_("The feed's prices are in {currency}, the account's in {account}"),
        N_("Let the shop write its prices in the account's currency; they are never converted silently."),
        "source",
    ),
    "stock.range": Message(
        N_("The stock {value} of {sku} is out of range: 0 to {max}"), N_("Mend the stock rule."), "stock"
    ),
    "stock.no_number": Message(
        N_("In stock, the feed says, but not how many: 0 goes out (variations: {count})"),
        N_("Say in the stock rule how many that stands for, or read a file with stocks."),
        "stock",
    ),
}

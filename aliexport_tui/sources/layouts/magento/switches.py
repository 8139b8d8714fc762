"""Columns of Magento's exports on how the shop's pages and its till behave; they say nothing of the goods."""

MAGENTO2_SWITCHES = frozenset(
    (
        "store_view_code", "created_at", "updated_at", "new_from_date", "new_to_date", "display_product_options_in",
        "map_price", "map_enabled", "gift_message_available", "custom_design", "custom_design_from", "custom_design_to",
        "custom_layout_update", "custom_layout", "page_layout", "product_options_container",
        "msrp_display_actual_price_type", "out_of_stock_qty", "use_config_min_qty", "is_qty_decimal",
        "allow_backorders", "use_config_backorders", "min_cart_qty", "use_config_min_sale_qty", "max_cart_qty",
        "use_config_max_sale_qty", "notify_on_stock_below", "use_config_notify_stock_qty", "use_config_qty_increments",
        "qty_increments", "use_config_enable_qty_inc", "enable_qty_increments", "is_decimal_divided", "website_id",
        "deferred_stock_update", "use_config_deferred_stock_update", "configurable_variation_prices",
        "base_image_label", "small_image_label", "thumbnail_image_label", "swatch_image", "swatch_image_label",
        "additional_image_labels", "related_skus", "related_position", "crosssell_skus", "crosssell_position",
        "upsell_skus", "upsell_position", "associated_skus", "bundle_price_type", "bundle_sku_type",
        "bundle_price_view", "bundle_weight_type", "bundle_values", "bundle_shipment_type", "downloadable_links",
        "downloadable_samples", "giftcard_type", "giftcard_allow_open_amount", "giftcard_open_amount_min",
        "giftcard_open_amount_max", "giftcard_amount",
    )
)  # fmt: skip

MAGENTO1_SWITCHES = frozenset(
    (
        "store", "type", "category_ids", "has_options", "required_options", "image_label", "small_image_label",
        "thumbnail_label", "custom_design", "page_layout", "options_container", "msrp_enabled",
        "msrp_display_actual_price_type", "gift_message_available", "gift_wrapping_available", "gift_wrapping_price",
        "is_recurring", "recurring_profile", "custom_layout_update", "custom_layout", "news_from_date", "news_to_date",
        "custom_design_from", "custom_design_to", "min_qty", "use_config_min_qty", "is_qty_decimal", "backorders",
        "use_config_backorders", "min_sale_qty", "use_config_min_sale_qty", "max_sale_qty", "use_config_max_sale_qty",
        "low_stock_date", "notify_stock_qty", "use_config_notify_stock_qty", "stock_status_changed_auto",
        "use_config_qty_increments", "qty_increments", "use_config_enable_qty_inc", "enable_qty_increments",
        "is_decimal_divided", "stock_status_changed_automatically", "use_config_enable_qty_increments", "product_name",
        "store_id", "product_type_id", "product_status_changed", "product_changed_websites", "created_at", "updated_at",
        "gallery", "media_gallery", "minimal_price", "price_view", "price_type", "weight_type", "sku_type",
        "shipment_type", "samples_title", "links_title", "links_purchased_separately", "links_exist", "tax_class_id",
        "cost", "price_changes", "_store", "_type", "_category", "_root_category", "_links_related_sku",
        "_links_related_position", "_links_crosssell_sku", "_links_crosssell_position", "_links_upsell_sku",
        "_links_upsell_position", "_associated_sku", "_associated_default_qty", "_associated_position",
        "_tier_price_website", "_tier_price_customer_group", "_tier_price_qty", "_tier_price_price",
        "_group_price_website", "_group_price_customer_group", "_group_price_price", "_media_attribute_id",
        "_media_image", "_media_lable", "_media_position", "_media_is_disabled", "_custom_option_store",
        "_custom_option_type", "_custom_option_title", "_custom_option_is_required", "_custom_option_price",
        "_custom_option_sku", "_custom_option_max_characters", "_custom_option_sort_order", "_custom_option_row_title",
        "_custom_option_row_price", "_custom_option_row_sku", "_custom_option_row_sort", "_super_products_sku",
        "_super_attribute_code", "_super_attribute_option", "_super_attribute_price_corr",
    )
)  # fmt: skip

MAGENTO1_FIELDS = frozenset(
    (
        "attribute_set", "websites", "_attribute_set", "_product_websites", "meta_title", "meta_description",
        "meta_keyword", "url_key", "url_path", "msrp",
    )
)  # fmt: skip
"""Columns that are kept but describe no goods; all further ones are attributes."""

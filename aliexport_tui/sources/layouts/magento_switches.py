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

"""What WooCommerce says of a product, by file or by API, and the product that it means (`sources.md` §1.4)."""

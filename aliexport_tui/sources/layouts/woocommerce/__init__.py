"""WooCommerce's product export (`sources.md` §1.4)."""

"""Magento 2 over REST: orders made directly or by a cart, found again, cancelled."""

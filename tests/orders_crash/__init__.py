"""A month of orders, fetched and handed over by runners that are killed and overlap (`python -m tests.orders_crash`)."""

"""Orders of the simulated marketplace: what is bought, how it travels, and who says so (local-orders.md)."""

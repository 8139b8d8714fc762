"""What the shop says of orders that are on their way, and where it says it."""

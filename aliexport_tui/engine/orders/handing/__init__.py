"""Orders on their way to the shop."""

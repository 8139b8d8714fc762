"""Orders at work: fetched, handed to the shop, answered on the marketplace."""

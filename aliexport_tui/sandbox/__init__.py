"""A simulated marketplace: an HTTP server that answers as the seller platform is documented to."""

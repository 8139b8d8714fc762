"""Records that wait in a temporary file until the whole source is known."""

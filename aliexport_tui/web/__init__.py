"""What asking a shop over HTTP takes on both its sides, without asking: signatures, JSON read tolerantly."""

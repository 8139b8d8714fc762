"""Planning: derive what each lane should be, and compare it with what the marketplace is known to have. No HTTP."""

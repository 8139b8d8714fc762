"""Frozen, typed records without I/O. Every other room speaks in these words."""

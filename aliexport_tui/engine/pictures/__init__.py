"""Pictures looked at before the marketplace does, and copies of those that can be made fit."""

"""Adapters to marketplaces: what they can do (port), and one folder per kind."""

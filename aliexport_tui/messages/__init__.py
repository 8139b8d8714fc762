"""Codes -> words for people. Imported by the edges (cli, tui) alone."""

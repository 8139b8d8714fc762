"""Runs: one application of a plan from start to end, ordered by a person, by cron or by the console."""

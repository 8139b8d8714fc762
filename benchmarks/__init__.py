"""Measurements at full size: `python -m benchmarks.engine`. Their data is generated; nothing of it is kept."""

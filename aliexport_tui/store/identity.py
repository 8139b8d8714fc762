"""By what a file is known as ours, and as of which version."""

APPLICATION_ID = 0x41455455  # "AETU"
SCHEMA_VERSION = 6

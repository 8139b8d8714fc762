"""The way from what Textual draws to the terminal: what differs is sent, as fast as the line takes it, and nothing else."""

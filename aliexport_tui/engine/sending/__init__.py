"""Sending: empties the outbox and follows each change to its outcome."""

"""Readers under mutated input: whatever comes, records or an error in our own words, in bounded time and memory."""

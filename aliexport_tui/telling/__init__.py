"""Whole answers in words, for command line and console alike: a plan, an explanation, a SKU's story."""

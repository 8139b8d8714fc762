"""Texts by subject. Each module has MESSAGES: code -> Message; the texts are the keys of the catalogues."""

"""The local API of AliExpress Russia (local-products.md)."""

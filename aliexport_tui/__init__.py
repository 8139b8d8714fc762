"""Export a shop's products to AliExpress and keep them right there."""

__version__ = "0.5.0"

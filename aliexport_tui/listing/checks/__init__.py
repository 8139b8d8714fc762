"""The rules of 001, one module per part of the card. Called through listing.validate alone."""

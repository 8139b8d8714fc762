"""What targets sign in with, by their kinds: names under which the secrets' file keeps them."""

WEBHOOK_KEYS = ("secret",)
"""Signs what is posted."""
MAGENTO_KEYS = (
    "access_token",
    "user",
    "password",
    "otp",
    "otp_provider",
    "consumer_key",
    "consumer_secret",
    "access_secret",
)
"""The same three ways to sign in as for products: an integration's token; a user's password, with a second factor where it
is asked for; OAuth. The right needed: Sales, and Catalogue to read."""

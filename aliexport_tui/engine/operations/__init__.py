"""What an administrator does to the shop's file: look after it, save it, bring it back, show it without secrets."""

"""What runs by itself: when it is due, how systemd or cron are told, what ran and what was missed."""

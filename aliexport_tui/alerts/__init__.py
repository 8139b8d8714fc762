"""The ways by which a digest reaches people: mail, chat services, a command. Each takes a letter or says why not."""

"""Pictures as the shop's servers give them: looked at by their first kilobytes, fetched whole, made fit."""

"""YML (Yandex Market Language) and its dialects (`sources.md` §1.1)."""

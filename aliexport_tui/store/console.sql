-- What the console keeps for its people between two openings.

-- Settings of a profile that somebody has changed and not saved yet: they outlive a lost line. `version`: the profile's, when
-- the change began; `editor`: pid of the console that holds them.
CREATE TABLE profile_edit (
  profile INTEGER PRIMARY KEY REFERENCES profile(id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  editor INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What feeds say beside products.

-- Prices and stocks that a source (of prices, of rests) gives for the SKUs of another one; NULL: it does not say.
CREATE TABLE sku_update (
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE, -- whose file says it
  code TEXT NOT NULL,
  price INTEGER,
  old_price INTEGER,
  stock INTEGER,
  place TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (source, code)
) STRICT, WITHOUT ROWID;

-- What is known of a picture's address, as it stands in products: the newest look (model.picture.Sight).
CREATE TABLE picture (
  address TEXT PRIMARY KEY NOT NULL,
  checked_at INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  type TEXT NOT NULL,
  bytes INTEGER NOT NULL,               -- 0: nobody says
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  status INTEGER NOT NULL,
  fails INTEGER NOT NULL,               -- looks on end with a passing trouble
  etag TEXT NOT NULL
) STRICT;

-- Pictures that were made fit, in the folder that the shop's server publishes.
CREATE TABLE picture_copy (
  folder TEXT NOT NULL,
  address TEXT NOT NULL,
  version TEXT NOT NULL,                -- of the file it was made of, as far as a look tells it
  name TEXT NOT NULL,                   -- of the copy; "" = it can't be made fit
  reason TEXT NOT NULL,                 -- why not
  made_at INTEGER NOT NULL,
  PRIMARY KEY (folder, address)
) STRICT, WITHOUT ROWID;

-- Looking at pictures is a chore too.
CREATE TABLE chore_of_more_kinds (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the byte that its process locks, so that its death is seen
  kind TEXT NOT NULL,                   -- store.chores.ChoreKind
  code TEXT NOT NULL,                   -- of the source, account or profile
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,     -- 0: nobody knows
  error TEXT,                           -- JSON: code, args
  UNIQUE (kind, code)
) STRICT;
INSERT INTO chore_of_more_kinds SELECT id, kind, code, began_at, ended_at, done, total, error FROM chore;
DROP TABLE chore;
ALTER TABLE chore_of_more_kinds RENAME TO chore;

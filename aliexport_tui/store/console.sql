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

-- A want's name says nothing of where it lies: bodies one after another, the names beside them. By name, each body took pages
-- of its own to the disk.
CREATE TABLE doc_in_order (
  hash TEXT PRIMARY KEY NOT NULL,
  body BLOB NOT NULL                    -- canonical JSON of a want, a long one packed by zlib
) STRICT;
INSERT INTO doc_in_order (hash, body) SELECT hash, body FROM doc;
DROP TABLE doc;
ALTER TABLE doc_in_order RENAME TO doc;

-- A batch whose intent is committed while the request before it is on its way: nothing of it has left.
ALTER TABLE batch ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;

-- What a person had marked, as runs of consecutive ids: a million products less a few are a few rows.
CREATE TABLE selection_run (
  selection INTEGER NOT NULL REFERENCES selection ON DELETE CASCADE,
  first INTEGER NOT NULL,               -- product.id
  last INTEGER NOT NULL,
  PRIMARY KEY (selection, first)
) STRICT, WITHOUT ROWID;
INSERT INTO selection_run (selection, first, last) SELECT selection, product, product FROM selection_item;
DROP TABLE selection_item;

-- The grid sorts and filters by any column: a narrow copy of what it looks at, as the body makes a product wide. It begins with the
-- id, so that a search finds its rows here too.
ALTER TABLE product ADD COLUMN sku_count INTEGER GENERATED ALWAYS AS (json_array_length(body, '$.skus')) VIRTUAL;
ALTER TABLE product ADD COLUMN old_price INTEGER GENERATED ALWAYS AS (json_extract(body, '$.skus[0].old_price')) VIRTUAL; -- of its first SKU
DROP INDEX product_by_name;
CREATE INDEX product_grid ON product (id, source, vanished_at, name_fold, key, category, brand, article, price, old_price, stock,
  available, sku_count, picture_count, problem_count, changed_at, first_seen_at, search);
CREATE INDEX listing_grid ON listing (account, product, profile, outcome, problem_count, changed_at, card_id);

CREATE VIEW selection_item AS
  SELECT r.selection, p.id AS product FROM selection_run r CROSS JOIN product p INDEXED BY product_grid
  ON p.id BETWEEN r.first AND r.last;

-- How much is unverified, and what is in doubt, is asked again and again while a run waits: neither looks at the lanes themselves.
DROP INDEX lane_unverified;
CREATE INDEX lane_unverified ON lane (listing, unverified) WHERE unverified;
CREATE INDEX lane_unknown ON lane (open_item) WHERE open_state = 'unknown';

-- What works in a process of its own and is no run of a profile (store.chores); the newest of each kind and code.
CREATE TABLE chore (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the byte that its process locks, so that its death is seen
  kind TEXT NOT NULL CHECK (kind IN ('import', 'sync', 'rehearse')),
  code TEXT NOT NULL,                   -- of the source, account or profile
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,     -- 0: nobody knows
  error TEXT,                           -- JSON: code, args
  UNIQUE (kind, code)
) STRICT;

-- The texts that a profile's products have where its mappings look, with the number of products: counted once per import.
-- `stamp`: digest of all they depend on.
CREATE TABLE value_count (
  profile INTEGER PRIMARY KEY REFERENCES profile(id) ON DELETE CASCADE,
  stamp TEXT NOT NULL,
  body TEXT NOT NULL                    -- JSON of engine.value_texts.Counts
) STRICT;

-- What has become of a plan.
CREATE INDEX run_by_plan ON run (plan) WHERE plan IS NOT NULL;

-- The file. Times are UTC milliseconds, money integer minor units, ids of the marketplace digits in text.
-- `*_fold`: case-folded text for search and order (LIKE is blind to Cyrillic case).

-- ---- the shop's side -------------------------------------------------------------------------------------------

CREATE TABLE source (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  location TEXT NOT NULL,               -- path or http(s) address
  settings TEXT NOT NULL,               -- JSON of sources.settings.SourceSettings
  etag TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE import (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'unchanged', 'failed')),
  counts TEXT NOT NULL DEFAULT '{}',    -- JSON: products, skus, new, changed, unchanged, vanished, problems
  error TEXT                            -- JSON: code, args, place
) STRICT;
CREATE INDEX import_by_source ON import (source, id);

CREATE TABLE shop_category (
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  parent TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX shop_category_by_parent ON shop_category (source, parent, name_fold);

CREATE TABLE product (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  category TEXT NOT NULL DEFAULT '',    -- shop_category.key, '' = without a category
  brand TEXT NOT NULL DEFAULT '',
  article TEXT NOT NULL DEFAULT '',
  picture_count INTEGER NOT NULL DEFAULT 0,
  price INTEGER,                        -- lowest SKU price
  stock INTEGER,                        -- sum of known SKU stocks, NULL when none is known
  available INTEGER NOT NULL DEFAULT 1, -- 1 when any SKU is available
  content_hash TEXT NOT NULL,
  price_hash TEXT NOT NULL,
  stock_hash TEXT NOT NULL,
  body TEXT NOT NULL,                   -- JSON of model.product.Product
  search TEXT NOT NULL DEFAULT '',      -- folded name, key, article, brand, SKU codes
  problem_count INTEGER NOT NULL DEFAULT 0,
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  vanished_at INTEGER,                  -- set when an import no longer held it
  UNIQUE (source, key)
) STRICT;
CREATE INDEX product_by_category ON product (source, category);
CREATE INDEX product_by_name ON product (source, name_fold);

CREATE TABLE sku (
  product INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  price INTEGER,
  old_price INTEGER,
  stock INTEGER,
  available INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (product, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX sku_by_code ON sku (code);

CREATE VIRTUAL TABLE product_search USING fts5 (search, content='product', content_rowid='id', tokenize='trigram');
CREATE TRIGGER product_search_insert AFTER INSERT ON product BEGIN
  INSERT INTO product_search (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER product_search_delete AFTER DELETE ON product BEGIN
  INSERT INTO product_search (product_search, rowid, search) VALUES ('delete', old.id, old.search);
END;
CREATE TRIGGER product_search_update AFTER UPDATE OF search ON product WHEN old.search IS NOT new.search BEGIN
  INSERT INTO product_search (product_search, rowid, search) VALUES ('delete', old.id, old.search);
  INSERT INTO product_search (rowid, search) VALUES (new.id, new.search);
END;

-- ---- the marketplace's side ------------------------------------------------------------------------------------

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('local', 'global')),
  base_url TEXT NOT NULL,
  locale TEXT NOT NULL DEFAULT 'ru_RU',
  currency TEXT NOT NULL DEFAULT 'RUB',
  enabled INTEGER NOT NULL DEFAULT 1,
  horizon_s INTEGER NOT NULL DEFAULT 5400, -- an unseen create counts as absent only after this (DESIGN, invariant 2)
  last_full_scan INTEGER,                  -- began_at of the newest complete scan
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE schema_category (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  id TEXT NOT NULL,
  parent_id TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  is_leaf INTEGER NOT NULL,
  body TEXT NOT NULL,                   -- JSON of model.schema.Category
  hash TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX schema_category_by_parent ON schema_category (account, parent_id, name_fold);

CREATE TABLE schema_item (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  kind TEXT NOT NULL,                   -- values | templates | brands | size_charts
  key TEXT NOT NULL,                    -- values: category/property/0|1 (1 = SKU property); size_charts: category; else ''
  body TEXT NOT NULL,
  hash TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  PRIMARY KEY (account, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  card_id TEXT NOT NULL,
  status TEXT NOT NULL,                 -- ONLINE | OFFLINE
  title TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  body TEXT NOT NULL,                   -- JSON of the short row as it was read
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (account, card_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE card_sku (
  account INTEGER NOT NULL,
  card_id TEXT NOT NULL,
  sku_code TEXT NOT NULL,
  PRIMARY KEY (account, card_id, sku_code),
  FOREIGN KEY (account, card_id) REFERENCES card ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX card_sku_by_code ON card_sku (account, sku_code);

CREATE TABLE scan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  complete INTEGER NOT NULL DEFAULT 0,
  cards INTEGER NOT NULL DEFAULT 0
) STRICT;

-- ---- profiles and listings -------------------------------------------------------------------------------------

CREATE TABLE profile (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL DEFAULT '',     -- account.code
  source TEXT NOT NULL DEFAULT '',      -- source.code
  active INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,   -- grows with each save; a save names the version it read
  body TEXT NOT NULL,                   -- JSON of model.profile.Profile
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE recipe (
  profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,
  category TEXT NOT NULL,
  lane TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (profile, category, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account,
  product INTEGER NOT NULL REFERENCES product,
  profile INTEGER REFERENCES profile ON DELETE SET NULL, -- NULL = orphan
  firm INTEGER NOT NULL DEFAULT 0,                       -- 0 = only looked at in a preview: whoever runs first takes it
  card_id TEXT,
  presence TEXT NOT NULL DEFAULT 'absent' CHECK
    (presence IN ('absent', 'queued', 'on_sale', 'off_sale', 'gone', 'unknown', 'duplicate', 'deleted')),
  wish TEXT CHECK (wish IN ('online', 'offline')),       -- a person's order about visibility
  outcome TEXT NOT NULL DEFAULT 'ready',                 -- model.outcome.outcome_of, kept by store.listings
  problem_count INTEGER NOT NULL DEFAULT 0,
  live_at INTEGER,                                       -- last seen on sale
  changed_at INTEGER NOT NULL,
  UNIQUE (account, product)
) STRICT;
CREATE INDEX listing_by_profile ON listing (profile, outcome);
CREATE INDEX listing_by_product ON listing (product);
CREATE UNIQUE INDEX listing_by_card ON listing (account, card_id) WHERE card_id IS NOT NULL;

CREATE TABLE claim (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  sku_code TEXT NOT NULL,
  listing INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  PRIMARY KEY (account, sku_code)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_listing ON claim (listing);

CREATE TABLE listing_sku (               -- the SKU codes that the newest draft of a listing uses
  listing INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  sku_code TEXT NOT NULL,
  PRIMARY KEY (listing, sku_code)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_sku_by_code ON listing_sku (sku_code);

CREATE TABLE doc (
  hash TEXT PRIMARY KEY,
  body BLOB NOT NULL                    -- canonical JSON of a want, a long one packed by zlib
) STRICT, WITHOUT ROWID;

CREATE TABLE lane (
  listing INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  lane TEXT NOT NULL CHECK (lane IN ('content', 'images', 'price', 'stock', 'visibility')),
  in_builder INTEGER NOT NULL,          -- inputs that `want` was built from
  in_product TEXT NOT NULL,
  in_recipe TEXT NOT NULL,
  in_overlay INTEGER NOT NULL,
  overlay INTEGER NOT NULL DEFAULT 0,   -- bumped by whoever changes an input outside product and recipe
  valid_until INTEGER,
  want TEXT,                            -- doc.hash; NULL = nothing can be built
  base TEXT,                            -- what the marketplace is known to have; NULL = in doubt or none
  refused TEXT,                         -- a want that failed
  seen TEXT,                            -- last read, as JSON in doc
  seen_at INTEGER,
  seen_how TEXT CHECK (seen_how IN ('listed', 'in_full')),
  verdict TEXT NOT NULL DEFAULT 'ok' CHECK (verdict IN ('ok', 'blocked')),
  hold TEXT,                            -- reason code of a guard
  open_item INTEGER,                    -- item.id of a send whose end is not known yet
  open_state TEXT CHECK (open_state IN ('sent', 'waiting', 'unknown')),
  unverified INTEGER NOT NULL DEFAULT 0, -- 1 = the task succeeded, not seen on the card yet
  differs INTEGER NOT NULL DEFAULT 0,   -- 1 = seen on the card, but not as sent
  tries INTEGER NOT NULL DEFAULT 0,
  progress TEXT GENERATED ALWAYS AS (
    CASE
      WHEN open_item IS NOT NULL THEN CASE open_state WHEN 'unknown' THEN 'unknown' WHEN 'waiting' THEN 'waiting' ELSE 'sent' END
      WHEN verdict = 'blocked' THEN 'blocked'
      WHEN hold IS NOT NULL THEN 'held'
      WHEN want IS NOT NULL AND want IS refused THEN 'rejected'
      WHEN want IS NOT base THEN 'ready'
      WHEN unverified THEN 'waiting'
      WHEN differs THEN 'different'
      ELSE 'in_step'
    END) VIRTUAL,
  PRIMARY KEY (listing, lane)
) STRICT, WITHOUT ROWID;
CREATE INDEX lane_open ON lane (open_item) WHERE open_item IS NOT NULL;
CREATE INDEX lane_unverified ON lane (listing) WHERE unverified;

-- ---- plans, runs, the outbox -----------------------------------------------------------------------------------

CREATE TABLE selection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  who TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE selection_item (
  selection INTEGER NOT NULL REFERENCES selection ON DELETE CASCADE,
  product INTEGER NOT NULL,
  PRIMARY KEY (selection, product)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile INTEGER REFERENCES profile ON DELETE SET NULL, -- what happened outlives its profile
  account INTEGER NOT NULL REFERENCES account,
  action TEXT NOT NULL,
  selection INTEGER REFERENCES selection,
  created_at INTEGER NOT NULL,
  who TEXT NOT NULL DEFAULT '',
  counts TEXT NOT NULL DEFAULT '{}'     -- JSON: create, update, images, price, stock, online, offline, delete, unchanged, blocked, held
) STRICT;

CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan INTEGER NOT NULL REFERENCES plan ON DELETE CASCADE,
  listing INTEGER NOT NULL REFERENCES listing,
  kind TEXT NOT NULL,                   -- model.change.Kind
  priority INTEGER NOT NULL,            -- small goes first: stock to zero, stock, price, visibility, content, images
  before TEXT NOT NULL,                 -- JSON: lane -> doc.hash or null
  after TEXT NOT NULL,                  -- JSON: lane -> doc.hash
  state TEXT NOT NULL CHECK
    (state IN ('ready', 'blocked', 'held', 'sending', 'done', 'rejected', 'stale', 'dropped', 'unknown')),
  hold TEXT,
  run INTEGER REFERENCES run,           -- set when a run put it into the outbox
  settled_at INTEGER
) STRICT;
CREATE INDEX change_by_plan ON change (plan, kind);
CREATE INDEX change_by_listing ON change (listing);
CREATE INDEX change_outbox ON change (priority, id) WHERE state = 'ready' AND run IS NOT NULL;
CREATE INDEX change_by_run ON change (run, state) WHERE run IS NOT NULL;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  profile INTEGER REFERENCES profile ON DELETE SET NULL,
  profile_code TEXT NOT NULL,           -- as it was called when the run began
  account INTEGER REFERENCES account,
  plan INTEGER REFERENCES plan,
  action TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('by_hand', 'headless')),
  selection INTEGER REFERENCES selection,
  verify_s INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('starting', 'planning', 'sending', 'verifying', 'ended')),
  pid INTEGER,
  who TEXT NOT NULL DEFAULT '',
  started_at INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL,
  ended_at INTEGER,
  exit_code INTEGER,
  summary TEXT,                         -- JSON as printed by --json
  error TEXT                            -- JSON: code, args
) STRICT;
CREATE INDEX plan_by_profile ON plan (profile);
CREATE INDEX run_by_profile ON run (profile, id);

CREATE TABLE batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account,
  run INTEGER REFERENCES run,
  method TEXT NOT NULL,                 -- create | edit | images | price | stock | online | offline | delete
  state TEXT NOT NULL CHECK (state IN ('intent', 'answered', 'not_sent', 'refused', 'unknown', 'settled')),
  sent_at INTEGER NOT NULL,             -- when the intent was committed
  answered_at INTEGER,
  group_id TEXT NOT NULL DEFAULT '',
  polls INTEGER NOT NULL DEFAULT 0,
  next_poll_at INTEGER,
  failure TEXT                          -- JSON: code, args
) STRICT;
CREATE INDEX batch_open ON batch (account, state) WHERE state IN ('intent', 'answered', 'unknown');
CREATE INDEX batch_by_run ON batch (run) WHERE run IS NOT NULL;

CREATE TABLE item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
  position INTEGER NOT NULL,
  change INTEGER REFERENCES change,
  listing INTEGER NOT NULL REFERENCES listing,
  external_id TEXT NOT NULL,
  card_id TEXT NOT NULL DEFAULT '',
  sku_set TEXT NOT NULL DEFAULT '',     -- JSON list of SKU codes, sorted
  sent TEXT NOT NULL,                   -- JSON: lane -> doc.hash as it was sent
  task_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'rejected', 'not_sent', 'absent', 'linked')),
  UNIQUE (batch, position)
) STRICT;
CREATE INDEX item_by_listing ON item (listing, id);
CREATE INDEX item_by_change ON item (change); -- a change that is deleted looks for its items

-- ---- what happened ---------------------------------------------------------------------------------------------

CREATE TABLE problem (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  product INTEGER REFERENCES product ON DELETE CASCADE,
  listing INTEGER REFERENCES listing ON DELETE CASCADE,
  source INTEGER REFERENCES source ON DELETE CASCADE, -- of an import, when no product can be named
  lane TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL CHECK (stage IN ('import', 'draft', 'send', 'task', 'readback')),
  severity TEXT NOT NULL,
  code TEXT NOT NULL,
  field TEXT NOT NULL DEFAULT '',
  args TEXT NOT NULL DEFAULT '{}',
  place TEXT NOT NULL DEFAULT '{}',
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX problem_by_product ON problem (product);
CREATE INDEX problem_by_listing ON problem (listing, lane, stage);
CREATE INDEX problem_by_source ON problem (source);

CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  code TEXT NOT NULL,
  args TEXT NOT NULL DEFAULT '{}',
  run INTEGER,
  profile TEXT NOT NULL DEFAULT '',
  listing INTEGER
) STRICT;
CREATE INDEX event_by_profile ON event (profile, id);
CREATE INDEX event_by_run ON event (run, id);

CREATE TABLE exchange (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  run INTEGER,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  status INTEGER NOT NULL,              -- 0 when no answer came
  milliseconds INTEGER NOT NULL,
  request_size INTEGER NOT NULL,
  response_size INTEGER NOT NULL,
  request BLOB NOT NULL,                -- zlib
  response BLOB NOT NULL,               -- zlib
  failure TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE quota (
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  bucket TEXT NOT NULL,                 -- content | price_stock
  minute INTEGER NOT NULL,              -- UTC minutes
  used INTEGER NOT NULL,
  PRIMARY KEY (account, bucket, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- ---- the public read interface ---------------------------------------------------------------------------------

CREATE VIEW v_products AS
  SELECT product.id, source.code AS source, product.key, product.name, product.category, product.brand,
         product.price / 100.0 AS price, product.stock, product.problem_count,
         datetime(product.vanished_at / 1000, 'unixepoch') AS vanished_at
  FROM product JOIN source ON source.id = product.source;

CREATE VIEW v_skus AS
  SELECT product.key AS product, product.name, sku.code, sku.price / 100.0 AS price, sku.old_price / 100.0 AS old_price,
         sku.stock, sku.available
  FROM sku JOIN product ON product.id = sku.product;

CREATE VIEW v_listings AS
  SELECT listing.id, account.code AS account, profile.code AS profile, product.key AS product, product.name,
         listing.card_id, listing.presence, listing.outcome, listing.problem_count,
         datetime(listing.live_at / 1000, 'unixepoch') AS live_at
  FROM listing JOIN account ON account.id = listing.account JOIN product ON product.id = listing.product
  LEFT JOIN profile ON profile.id = listing.profile;

CREATE VIEW v_problems AS
  SELECT problem.id, profile.code AS profile, product.key AS product, product.name, problem.lane, problem.stage,
         problem.severity, problem.code, problem.field, problem.args, problem.place,
         datetime(problem.at / 1000, 'unixepoch') AS at
  FROM problem LEFT JOIN listing ON listing.id = problem.listing LEFT JOIN profile ON profile.id = listing.profile
  LEFT JOIN product ON product.id = coalesce(problem.product, listing.product);

CREATE VIEW v_runs AS
  SELECT run.id, run.profile_code AS profile, run.action, run.mode, run.state, run.exit_code, run.who,
         datetime(run.started_at / 1000, 'unixepoch') AS started_at,
         datetime(run.ended_at / 1000, 'unixepoch') AS ended_at
  FROM run;

CREATE VIEW v_events AS
  SELECT id, datetime(at / 1000, 'unixepoch') AS at, level, code, args, run, profile, listing FROM event;

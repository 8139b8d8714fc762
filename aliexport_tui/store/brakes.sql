-- Quota, guards and their decisions, undo, reconciliation, and what a product did to its runners.

ALTER TABLE account ADD COLUMN quota_limit INTEGER NOT NULL DEFAULT 100000;  -- products a window (local-products.md §1.9)
ALTER TABLE account ADD COLUMN quota_window_s INTEGER NOT NULL DEFAULT 14400;
ALTER TABLE account ADD COLUMN quota_share INTEGER NOT NULL DEFAULT 10;      -- percent of it that content leaves to price and stock
ALTER TABLE account ADD COLUMN quota_counts_lanes INTEGER NOT NULL DEFAULT 1; -- price and stock are taken to count too (a guess)
ALTER TABLE account ADD COLUMN quota_learnt INTEGER;                         -- the lower limit that a refusal taught, NULL: none
ALTER TABLE account ADD COLUMN quota_learnt_at INTEGER;                      -- UTC ms of that refusal
ALTER TABLE account ADD COLUMN longest_queue_ms INTEGER NOT NULL DEFAULT 0;  -- longest time from send to the end of a task
ALTER TABLE account ADD COLUMN creates_after INTEGER;                        -- UTC ms; set when the file was found restored from a backup

DROP TABLE quota;
CREATE TABLE quota (                     -- what the account's worker has used up, by short spans of time
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  bucket TEXT NOT NULL CHECK (bucket IN ('content', 'price_stock')),
  slot INTEGER NOT NULL,                -- UTC ms at which the span began
  used INTEGER NOT NULL,
  PRIMARY KEY (account, bucket, slot)
) STRICT, WITHOUT ROWID;

ALTER TABLE listing ADD COLUMN leaving INTEGER NOT NULL DEFAULT 0; -- 1 = the profile no longer covers it, its order for leavers is under way
ALTER TABLE listing ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;  -- runners that died with this product in hand
ALTER TABLE lane ADD COLUMN fails INTEGER NOT NULL DEFAULT 0;      -- how often it failed in the same way
ALTER TABLE lane ADD COLUMN fail_key TEXT NOT NULL DEFAULT '';     -- that way: codes and fields


-- Sent, and nobody knows what became of it: that is no longer `ready`.
ALTER TABLE lane DROP COLUMN progress;
ALTER TABLE lane ADD COLUMN progress TEXT GENERATED ALWAYS AS (
  CASE
    WHEN open_item IS NOT NULL THEN CASE open_state WHEN 'unknown' THEN 'unknown' WHEN 'waiting' THEN 'waiting' ELSE 'sent' END
    WHEN verdict = 'blocked' THEN 'blocked'
    WHEN hold IS NOT NULL THEN 'held'
    WHEN want IS NOT NULL AND want IS refused THEN 'rejected'
    WHEN want IS NOT base THEN CASE WHEN base IS NULL AND tries > 0 THEN 'unknown'
                                    WHEN differs AND base IS seen THEN 'different' ELSE 'ready' END
    WHEN unverified THEN 'waiting'
    WHEN differs THEN 'different'
    ELSE 'in_step'
  END) VIRTUAL;

UPDATE lane SET seen = NULL;                                      -- it was the row as read; now doc.hash, as want and base are

ALTER TABLE batch ADD COLUMN market_at INTEGER;                    -- sent_at by the marketplace's clock, NULL = not known
ALTER TABLE batch ADD COLUMN left_at INTEGER;                      -- when its sender knew, or was dead: it had left by then, if at all
ALTER TABLE batch ADD COLUMN left_by INTEGER GENERATED ALWAYS AS   -- the same by the marketplace's clock: a sender may be stopped for hours
  (coalesce(market_at, sent_at) + max(0, coalesce(left_at, sent_at) - sent_at)) VIRTUAL;
ALTER TABLE item ADD COLUMN stray_until INTEGER;                   -- closed without a known end: it may be carried out until then (marketplace's clock)
ALTER TABLE item ADD COLUMN crossed INTEGER NOT NULL DEFAULT 0;    -- 1 = a whole-card edit that left before it ended after it had left
ALTER TABLE item ADD COLUMN failure TEXT;                          -- JSON: stage, problems of a refusal that the cards must confirm
CREATE INDEX item_stray ON item (stray_until) WHERE stray_until IS NOT NULL;

ALTER TABLE plan ADD COLUMN undoes INTEGER REFERENCES run;         -- the run whose reverse this plan is
ALTER TABLE change ADD COLUMN hold_args TEXT NOT NULL DEFAULT '{}'; -- JSON: the figures behind `hold`
ALTER TABLE change ADD COLUMN leaver INTEGER NOT NULL DEFAULT 0;   -- 1 = the order for a product that left its profile
ALTER TABLE run ADD COLUMN forecast_at INTEGER;                    -- UTC ms at which the last change should have been sent

CREATE TABLE decision (                  -- what a person decided of a held change; it binds to before -> after
  listing INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  kind TEXT NOT NULL,
  before TEXT NOT NULL,                 -- as change.before
  after TEXT NOT NULL,                  -- as change.after
  verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'dropped')),
  reason TEXT NOT NULL,                 -- change.hold
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (listing, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE parted (                    -- a link that a person broke: it is not proposed again
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  card_id TEXT NOT NULL,
  listing INTEGER NOT NULL REFERENCES listing ON DELETE CASCADE,
  who TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, card_id, listing)
) STRICT, WITHOUT ROWID;

CREATE TABLE sku_past (                  -- what a SKU was in the shop until an import changed it (store.sku_history)
  product INTEGER NOT NULL REFERENCES product ON DELETE CASCADE,
  code TEXT NOT NULL,
  until INTEGER NOT NULL,               -- import.ended_at
  price INTEGER,
  old_price INTEGER,
  stock INTEGER,
  available INTEGER,                    -- NULL = it did not exist before
  PRIMARY KEY (product, code, until)
) STRICT, WITHOUT ROWID;

CREATE TABLE building (                  -- listings that a planner has in hand: left behind by one that died over them
  run INTEGER PRIMARY KEY,              -- stays when the run's own row is gone
  profile INTEGER NOT NULL REFERENCES profile ON DELETE CASCADE,
  first INTEGER NOT NULL,               -- listing.id
  last INTEGER NOT NULL,
  size INTEGER NOT NULL,                -- so many of these
  died INTEGER NOT NULL DEFAULT 0       -- 1 = the run is dead, these are suspected
) STRICT;
CREATE INDEX building_profile ON building (profile);

DROP INDEX change_outbox;
CREATE INDEX change_outbox ON change (kind, priority, id) WHERE state = 'ready' AND run IS NOT NULL;
CREATE INDEX lane_held ON lane (listing) WHERE hold IS NOT NULL;
CREATE INDEX change_held ON change (listing, kind) WHERE state = 'held';
CREATE INDEX listing_leaving ON listing (profile) WHERE leaving;

CREATE VIEW v_holds AS                   -- what waits for a person: of the same listing and kind the newest, until decided
  SELECT change.id, profile.code AS profile, product.key AS product, product.name, change.kind, change.hold AS reason,
         change.hold_args AS figures, change.plan, datetime(plan.created_at / 1000, 'unixepoch') AS planned_at
  FROM change JOIN plan ON plan.id = change.plan JOIN listing ON listing.id = change.listing
  JOIN product ON product.id = listing.product LEFT JOIN profile ON profile.id = plan.profile
  WHERE change.state = 'held'
    AND change.id = (SELECT max(o.id) FROM change o WHERE o.listing = change.listing AND o.kind = change.kind AND o.state = 'held')
    AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.listing = change.listing AND d.kind = change.kind
                    AND d.before = change.before AND d.after = change.after
                    AND (d.verdict = 'dropped' OR d.reason IS NOT 'canary' OR d.reason = change.hold));

CREATE INDEX product_planned ON product (source, vanished_at, category, key);
CREATE INDEX lane_moved ON lane (lane, listing) WHERE want IS NOT base OR verdict = 'blocked' OR differs;
CREATE INDEX problem_shared ON problem (listing) WHERE code = 'sku.shared';
CREATE INDEX problem_of_draft ON problem (lane, listing) WHERE stage = 'draft' AND severity = 'error';
CREATE INDEX problem_of_import ON problem (product) WHERE stage = 'import' AND severity = 'error';

-- Orders, what is told of them in both directions, and what the administrator looks at.

-- An order as it was last read, without its buyer.
CREATE TABLE trade_order (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  number TEXT NOT NULL,                 -- the marketplace's id
  status TEXT NOT NULL,
  payment_status TEXT NOT NULL,
  delivery_status TEXT NOT NULL,
  antifraud_status TEXT NOT NULL,
  model TEXT NOT NULL,                  -- DBS | FBS
  total INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,          -- by the marketplace: an older reading never replaces a newer one
  due_at INTEGER,                       -- by when it has to be on its way; NULL: no time is named, or it is
  units INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,          -- when what we know of it last changed
  ended_at INTEGER,                     -- when it was finished or cancelled, as far as we know
  erased INTEGER NOT NULL DEFAULT 0,    -- its buyer was forgotten: no reading brings that back
  words TEXT NOT NULL,                  -- folded, for search: number, SKU codes, names of goods, tracks; nothing personal
  body TEXT NOT NULL,                   -- JSON of model.order.Order
  hash TEXT NOT NULL,
  UNIQUE (account, number)
) STRICT;
CREATE INDEX trade_order_by_due ON trade_order (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX trade_order_by_update ON trade_order (account, updated_at);
CREATE INDEX trade_order_by_creation ON trade_order (created_at);

-- Personal data, apart so that it can be erased.
CREATE TABLE buyer (
  trade_order INTEGER PRIMARY KEY REFERENCES trade_order ON DELETE CASCADE,
  body TEXT NOT NULL                    -- JSON of model.order.Buyer
) STRICT;

CREATE TABLE order_line (
  trade_order INTEGER NOT NULL REFERENCES trade_order ON DELETE CASCADE,
  line TEXT NOT NULL,
  sku_code TEXT NOT NULL,
  sku_id TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  PRIMARY KEY (trade_order, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_line_by_code ON order_line (sku_code);

-- What open orders take from the stock that is sent: one row while it does.
CREATE TABLE reserved (
  account INTEGER NOT NULL,
  sku_code TEXT NOT NULL,               -- the marketplace's
  trade_order INTEGER NOT NULL REFERENCES trade_order ON DELETE CASCADE,
  units INTEGER NOT NULL,
  PRIMARY KEY (account, sku_code, trade_order)
) STRICT, WITHOUT ROWID;
CREATE INDEX reserved_by_order ON reserved (trade_order);

-- What became of an order: one row for each status that was seen to change, and for what we did.
CREATE TABLE order_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trade_order INTEGER NOT NULL REFERENCES trade_order ON DELETE CASCADE,
  at INTEGER NOT NULL,
  code TEXT NOT NULL,                   -- key of the messages registry
  args TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX order_step_by_order ON order_step (trade_order, id);

-- How far an account's orders are known. `reached`: every order updated before it (by the marketplace) has been read.
CREATE TABLE order_reach (
  account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  reached INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL           -- when the newest complete fetch began, by our clock
) STRICT;

CREATE TABLE order_settings (
  account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
  body TEXT NOT NULL,                   -- JSON of model.order_settings.OrderSettings
  version INTEGER NOT NULL DEFAULT 1,
  changed_at INTEGER NOT NULL
) STRICT;

-- The outbox towards the shop: one row per order, target and kind of news.
CREATE TABLE hand_off (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  trade_order INTEGER NOT NULL REFERENCES trade_order ON DELETE CASCADE,
  target TEXT NOT NULL,                 -- name in the settings
  kind TEXT NOT NULL CHECK (kind IN ('new', 'cancelled')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'failed', 'dropped')),
  delivery TEXT NOT NULL UNIQUE,        -- the same in every try: by it a target knows a repetition
  tries INTEGER NOT NULL DEFAULT 0,
  doubt INTEGER NOT NULL DEFAULT 0,     -- 1: an earlier try may have been taken
  next_try_at INTEGER,                  -- of waiting ones
  memory TEXT NOT NULL DEFAULT '{}',    -- JSON: what a target has to know to go on after a death (a cart's id)
  day TEXT NOT NULL DEFAULT '',         -- in whose file it stands, of targets with a file per day
  reference TEXT NOT NULL DEFAULT '',   -- the shop's own number
  failure TEXT,                         -- JSON: code, args
  made_at INTEGER NOT NULL,
  let_go_at INTEGER,                    -- when a person last let it be tried again
  began_at INTEGER,
  ended_at INTEGER,
  UNIQUE (trade_order, target, kind)
) STRICT;
CREATE INDEX hand_off_by_day ON hand_off (target, day) WHERE day != '';
CREATE INDEX hand_off_waiting ON hand_off (target, next_try_at, id) WHERE state = 'waiting';
CREATE INDEX hand_off_sending ON hand_off (id) WHERE state = 'sending';
CREATE INDEX hand_off_failed ON hand_off (id) WHERE state = 'failed';

-- The outbox towards the marketplace.
CREATE TABLE order_action (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  trade_order INTEGER REFERENCES trade_order ON DELETE CASCADE,
  kind TEXT NOT NULL,                   -- model.order_action.KINDS
  subject TEXT NOT NULL,                -- what it is done to: an order's number, a shipment's or a list's id
  args TEXT NOT NULL,                   -- JSON
  origin TEXT NOT NULL,                 -- by_hand | folder | command | magento, and where in it
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done', 'refused', 'unknown', 'dropped')),
  tries INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER,
  seen TEXT NOT NULL DEFAULT '{}',      -- JSON: what the marketplace showed right before it left, by which an unknown one is settled
  answer TEXT,                          -- JSON
  failure TEXT,                         -- JSON: code, args
  who TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  sent_at INTEGER,
  ended_at INTEGER
) STRICT;
CREATE INDEX order_action_open ON order_action (account, state) WHERE state IN ('waiting', 'sending', 'unknown');
-- Nothing is asked for twice while it is on its way.
CREATE UNIQUE INDEX order_action_once ON order_action (account, kind, subject, args)
  WHERE state IN ('waiting', 'sending', 'unknown');
-- One after another about the same subject.
CREATE INDEX order_action_in_line ON order_action (account, subject, id) WHERE state IN ('waiting', 'sending', 'unknown');
CREATE INDEX order_action_by_order ON order_action (trade_order, id) WHERE trade_order IS NOT NULL;

CREATE TABLE shipment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  number TEXT NOT NULL,                 -- the marketplace's id
  trade_order INTEGER REFERENCES trade_order ON DELETE CASCADE,
  track TEXT NOT NULL,
  status TEXT NOT NULL,
  handover_list TEXT NOT NULL DEFAULT '',
  cut_off_at INTEGER,
  label TEXT NOT NULL DEFAULT '',       -- path of the saved PDF
  gone_at INTEGER,                      -- deleted
  changed_at INTEGER NOT NULL,
  body TEXT NOT NULL,                   -- JSON of model.order.Shipment
  UNIQUE (account, number)
) STRICT;
CREATE INDEX shipment_by_order ON shipment (trade_order);

CREATE TABLE handover_list (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  arrival_at INTEGER,
  made_at INTEGER,
  label TEXT NOT NULL DEFAULT '',
  changed_at INTEGER NOT NULL,
  body TEXT NOT NULL,                   -- JSON of model.order.HandoverList
  UNIQUE (account, number)
) STRICT;

-- The cron log: one row for each time a job was due, or was started (seed 002 §7.2).
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,                   -- orders | order_status | stock | price | content | …
  subject TEXT NOT NULL DEFAULT '',     -- the profile's or account's code
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'missed', 'died')),
  message TEXT NOT NULL DEFAULT '{}',   -- JSON: code, args
  exit_code INTEGER,
  run INTEGER,
  created_at INTEGER NOT NULL,
  scheduled_at INTEGER,                 -- when it was due; NULL: by hand
  executed_at INTEGER,
  finished_at INTEGER,
  pid INTEGER,
  who TEXT NOT NULL
) STRICT;
CREATE INDEX job_by_code ON job (code, subject, id);

-- The activity log: what people changed (seed 002 §7.3).
CREATE TABLE activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,                   -- profile | account | source | order | hold | settings | …
  subtype TEXT NOT NULL,                -- added | changed | removed | …
  subject TEXT NOT NULL,                -- code or number of what was touched
  code TEXT NOT NULL,                   -- key of the messages registry: the comment
  args TEXT NOT NULL DEFAULT '{}',
  who TEXT NOT NULL,                    -- OS user, SSH origin
  before TEXT,                          -- JSON or text, secrets and personal data masked
  after TEXT
) STRICT;
CREATE INDEX activity_by_time ON activity (at);

-- What somebody should be told of. Those that have gathered are told together.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,                   -- of model.alerts.KINDS
  subject TEXT NOT NULL DEFAULT '',     -- the profile, account or target
  code TEXT NOT NULL DEFAULT '',        -- its cause, a key of the messages registry; the same again is no news
  args TEXT NOT NULL DEFAULT '{}'       -- nothing personal
) STRICT;
CREATE INDEX alert_by_cause ON alert (kind, subject, code, at);

-- Up to which alert a channel has been told; one that is added later hears nothing of what was before.
CREATE TABLE alert_reach (
  channel TEXT PRIMARY KEY,             -- name in the settings
  reached INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One message over one channel: its alerts of `first` to `last` that the channel takes. While it waits it grows.
CREATE TABLE digest (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  alerts INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'done')),
  tries INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER,                  -- of waiting ones
  failure TEXT,                         -- JSON: code, args
  made_at INTEGER NOT NULL,
  sent_at INTEGER
) STRICT;
CREATE UNIQUE INDEX digest_open ON digest (channel) WHERE state <> 'done';
CREATE INDEX digest_by_channel ON digest (channel, id);

CREATE VIEW v_orders AS
  SELECT trade_order.id, account.code AS account, trade_order.number, trade_order.status, trade_order.payment_status,
         trade_order.delivery_status, trade_order.model, trade_order.total / 100.0 AS total, trade_order.units,
         datetime(trade_order.created_at / 1000, 'unixepoch') AS created_at,
         datetime(trade_order.due_at / 1000, 'unixepoch') AS due_at
  FROM trade_order JOIN account ON account.id = trade_order.account;

CREATE VIEW v_hand_offs AS
  SELECT hand_off.id, trade_order.number AS "order", hand_off.target, hand_off.kind, hand_off.state, hand_off.tries, hand_off.doubt,
         hand_off.reference, hand_off.failure, datetime(hand_off.ended_at / 1000, 'unixepoch') AS ended_at
  FROM hand_off JOIN trade_order ON trade_order.id = hand_off.trade_order;

CREATE VIEW v_jobs AS
  SELECT id, code, subject, state, message, exit_code, run, datetime(scheduled_at / 1000, 'unixepoch') AS scheduled_at,
         datetime(executed_at / 1000, 'unixepoch') AS executed_at, datetime(finished_at / 1000, 'unixepoch') AS finished_at
  FROM job;

CREATE VIEW v_activity AS
  SELECT id, datetime(at / 1000, 'unixepoch') AS at, who, type, subtype, subject, code, args, before, after FROM activity;

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

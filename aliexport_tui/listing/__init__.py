"""Product + profile + schema -> the want of each lane. Pure: no files, no network, no clock."""

"""The SQLite file: the only room with SQL. One module per aggregate over `database.Database`."""

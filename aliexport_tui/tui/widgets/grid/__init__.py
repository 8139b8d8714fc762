"""The grid on the line API: rows come from a RowSource, only what is visible is read and drawn."""

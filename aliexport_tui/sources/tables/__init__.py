"""What carries rows: delimited text, workbooks, HTML tables. All give the same Table."""

"""Pre-validation: every field and limit of `001_…`, item by item, written from the API's document alone."""

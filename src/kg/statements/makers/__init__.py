"""One module per kind of statement: what a match of a pattern says, as values."""

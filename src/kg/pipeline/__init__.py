"""Documents in, a release out."""

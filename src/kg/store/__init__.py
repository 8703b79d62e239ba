"""A release at rest: written once, opened read-only, queried in processes of its own."""

"""The release to visitors: endpoint, linked data and pages."""

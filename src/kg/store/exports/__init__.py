"""The release for those who do not use RDF: tables with their codebook, the network as GraphML, points as GeoJSON."""

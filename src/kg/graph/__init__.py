"""The claims as RDF: IRIs, evidence graphs, the merged default graph, and its shapes."""

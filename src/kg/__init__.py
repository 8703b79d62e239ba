"""A knowledge graph of foreign relations in which every statement shows its sentence, its place and its rule."""

__version__ = "0.1.0"

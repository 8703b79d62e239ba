"""What was written, and where: a source file becomes a text with its blocks, passages and tables."""

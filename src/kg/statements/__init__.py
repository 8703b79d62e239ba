"""What is claimed, on what evidence: statements from prose and rows, and the names that rows lost."""

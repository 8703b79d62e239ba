"""What is compared with whom, one command: ``make bench`` (``python -m bench [NAME …]``)."""

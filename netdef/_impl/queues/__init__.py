"""Queues of records between threads."""

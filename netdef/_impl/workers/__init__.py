"""Threads that work beside a running net."""

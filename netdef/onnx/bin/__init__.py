"""Command lines of the real one."""

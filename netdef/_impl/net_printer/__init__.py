"""Text of nets, plans, tasks and jobs."""

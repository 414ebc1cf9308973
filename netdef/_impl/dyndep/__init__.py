"""Libraries of operators, loaded into the process."""

"""Property-based tests of operators; needs the package hypothesis."""

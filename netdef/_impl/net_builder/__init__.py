"""Nets and steps written as Python blocks."""

"""Drawings of nets and plans."""

"""Cells: what a recurrent network does in one step."""

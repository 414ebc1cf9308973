"""Reading and writing of records by nets."""

"""Tasks that carry records from a reader through processors to a writer."""

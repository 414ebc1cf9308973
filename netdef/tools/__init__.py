"""The verbs of the `netdef` command, one module each; see `netdef --help`."""

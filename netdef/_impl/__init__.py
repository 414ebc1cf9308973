"""The code behind netdef's public modules. Private: names and places may change."""

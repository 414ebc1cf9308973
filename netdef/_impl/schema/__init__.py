"""Records: structured views of flat lists of blobs."""

"""How nodes of older opsets become nodes of the newest, by family; found by walking."""

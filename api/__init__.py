"""The HTTP shell: a request in, one command or reading of the engine, an answer out."""

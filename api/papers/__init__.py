"""Papers: what an office prints of a case, each drawn as data that the page lays out on A4."""

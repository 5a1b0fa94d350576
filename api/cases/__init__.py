"""Cases as people find them, read them and act on them."""

"""How cases come from one version of their workflow to the next."""

"""The closed facts of each workflow, the words they are told in, and what follows from them alone."""

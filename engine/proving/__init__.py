"""How a workflow is proved sound before it starts: structure, silence, loops, safety, parents with their children."""

"""What the office's people and machines ask for at a terminal, one verb a file: NAME, HELP, run(arguments)."""

"""What was, and that nobody rewrote it: histories folded and decided again, the log and its seal, audits, bundles."""

"""What staff do with a case, topic by topic: guards with their legal basis, and what a step changes."""

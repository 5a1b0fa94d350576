"""What is typed at a step: fields with their words, and what contradicts itself in them."""

"""An attacker who has only what is published."""

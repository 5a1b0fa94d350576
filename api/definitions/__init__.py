"""Workflows themselves in words and drawings: forms, diagrams, proofs, rules."""

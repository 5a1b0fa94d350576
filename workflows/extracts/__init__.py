"""What leaves the cases: papers, tables, figures, registers, and what the public may know."""

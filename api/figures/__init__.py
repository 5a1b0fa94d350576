"""What supervisors count, what may be taken away, and what the public learns."""

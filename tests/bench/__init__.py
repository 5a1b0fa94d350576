"""`python3 start.py bench`: what a step and an escalation cost, as a share of what the same database does at best."""

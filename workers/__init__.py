"""Celery only wakes; what is due and what is owed stands in the database. Ids only in messages."""

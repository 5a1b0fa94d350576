"""Who works in Omah Peluk, where, and on which days."""

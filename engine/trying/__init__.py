"""The past lived through again under other deadlines, rungs and holidays: what-if."""

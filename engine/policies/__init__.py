"""Times that the office sets by itself: what may be set, what stands, and how two persons change it."""

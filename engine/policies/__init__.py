"""What the office sets by itself: what may be set, what stands, how two persons change it, and how cases move to it."""

"""What is private: keys, what is sealed under them, and marks by which equality alone shows."""

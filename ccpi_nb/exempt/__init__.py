"""Keeps exempt data out of what is public: the copy without it, the lock, and the gate that reads each file again."""

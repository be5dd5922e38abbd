"""Says what differs between two makings: figures, ratings, directions, and the marks of charts."""

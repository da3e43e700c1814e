"""Every change to a meeting: planning it, its agenda, writing it down, deciding, finishing."""

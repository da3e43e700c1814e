"""How fast the portal is, as ratios to the barest Django page on the same machine in the same minute: `make bench`.
What the figures mean stands in docs/bench.md."""

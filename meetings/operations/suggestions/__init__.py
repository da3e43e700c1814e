"""Every change to a suggestion."""

"""Meetings of every kind, and the suggestions that are talked about in them."""

"""Printed papers of meetings and suggestions: templates for typst, and their fixed words."""

"""Printed papers of the base: templates for typst, and their fixed words."""

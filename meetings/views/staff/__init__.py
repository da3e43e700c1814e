"""Staff's pages of meetings and suggestions."""

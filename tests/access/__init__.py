"""Who may open what: the rules written by hand (roles, pages_*, readers), and how they are walked."""

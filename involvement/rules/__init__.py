"""Who may do what: pure predicates over a viewer and a row that is here already."""

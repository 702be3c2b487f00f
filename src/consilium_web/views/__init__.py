"""Pages. Each view has three beats: parse, one action or one query, render. Who may open it stands at its door."""

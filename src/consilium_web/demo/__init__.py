"""Six synthetic people and the staff of a made-up centre: `people/*.toml` in, records as bytes out.

Nobody here exists. Names, numbers and hospitals were made up for this project.
"""

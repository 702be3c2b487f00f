"""Files as they came, sealed, in one folder.

`incoming/` holds what is still arriving; `files/<case>/<record>` what has been kept. A file is kept in durable order:
written, flushed to disk, renamed, its folder flushed, and only then is the row committed and the person answered.
"""

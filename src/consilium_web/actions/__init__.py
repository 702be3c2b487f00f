"""The only writers. Each: load, check, compute in the library, save, audit, in one transaction."""

"""Pure rules of inspection: no I/O, no database, no screen."""

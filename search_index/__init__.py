"""Words to identifiers: the search index of a directory in English and French. Imports nothing of ours."""

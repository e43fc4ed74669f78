"""The tests. Their names are sentences; read them as the promises sitroom keeps."""

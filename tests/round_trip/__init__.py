"""A case from trigger to certificate, through running processes and real servers."""

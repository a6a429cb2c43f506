"""Starting and serving the portal with gunicorn."""

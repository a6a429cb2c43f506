"""Records of the portal's own work: logs, metrics, requests."""

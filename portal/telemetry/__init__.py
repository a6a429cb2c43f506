"""What the portal records of its own work: logs, metrics, requests."""

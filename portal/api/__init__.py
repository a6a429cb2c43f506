"""The portal's data for machines, read only: `/api/v1`."""

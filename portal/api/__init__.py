"""The portal's API, read only: `/api/v1`."""

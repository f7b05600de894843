"""From needs to services."""

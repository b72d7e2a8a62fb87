"""One adapter for each network that can be spoken to by machine; all offer the interface in `base`."""

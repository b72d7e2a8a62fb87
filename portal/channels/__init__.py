"""The channels of the city: what they accept, who they are, where they live."""

"""Pictures of residents: received, proven, turned upright, stripped of metadata, sized, kept."""

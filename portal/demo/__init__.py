"""Invented people, stories and pictures that show the portal at work. Nothing here is real, nothing is downloaded."""

"""Given pictures: moved through, edited, restyled."""

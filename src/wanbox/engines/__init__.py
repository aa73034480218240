"""What makes media: one folder per engine behind `engines.contract`."""

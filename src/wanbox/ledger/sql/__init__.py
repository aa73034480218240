"""The ledger in SQL: steps and statements that all databases share."""

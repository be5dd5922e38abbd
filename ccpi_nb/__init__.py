"""Helpers of the CCPI workbook: from tidy data to accessible reports, every figure with its origin."""
